import type { AuditVerdict } from "../../accounts/index.js";
import { describeBreak } from "../audit-verdict.js";
import { onlyTenant } from "../import/only-tenant.js";
import { grouping } from "../progress.js";
import { type Session, withSession } from "../session.js";
import { CliError, printResult, type Terminal, UsageError } from "../terminal.js";
import { openOutput, STDOUT } from "./output.js";

export interface ExportAuditOptions {
  tenant?: string;
  out: string;
  json?: boolean;
}

/** Some hundred entries are one write. */
const PIECE_BYTES = 65_536;

/** `tagcast export-audit`: as many entries as there are, in the memory of one page of them. */
export async function exportAudit(options: ExportAuditOptions, terminal: Terminal): Promise<void> {
  if (options.json && options.out === STDOUT) throw new UsageError("--json goes with --out <file>: standard output has the entries");
  const output = openOutput(options.out, terminal);
  await withSession(terminal, async (session) => {
    const { accounts } = session;
    const { id } = options.tenant === undefined ? onlyTenant(await accounts.tenants.all()) : await session.tenant(options.tenant);
    const check = await accounts.auditLog.startCheck(id);
    await output.take(lines(session, id, check));
    tell(check.verdict(), options, terminal);
  });
}

async function* lines({ accounts }: Session, tenantId: number, check: Checked): AsyncGenerator<Uint8Array> {
  let piece = "";
  for await (const { tenantId: _tenant, ...entry } of accounts.auditLog.entries(tenantId)) {
    check.take({ tenantId, ...entry });
    piece += `${JSON.stringify({ ...entry, id: String(entry.id) })}\n`;
    if (piece.length < PIECE_BYTES) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  yield Buffer.from(piece);
}

type Checked = Awaited<ReturnType<Session["accounts"]["auditLog"]["startCheck"]>>;

/** What was written is there even where the chain is broken: it is what there is to look at. */
function tell(verdict: AuditVerdict, { out, json }: ExportAuditOptions, terminal: Terminal): void {
  if (!verdict.intact) throw new CliError(`the audit log was tampered with: ${describeBreak(verdict)}`);
  const { entries, newestHash } = verdict;
  const said = `${grouping(entries)} entries written, each in its chain; the newest hash is ${newestHash ?? "none"}: keep it elsewhere.`;
  if (out === STDOUT) terminal.stderr.write(`${said}\n`);
  else printResult(terminal, json, { entries, newestHash, file: out }, said);
}
