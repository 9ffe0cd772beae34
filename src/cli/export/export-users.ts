import { DivisionNames } from "../../audiences/adapters/division-names.js";
import { PostgresSegmentStore } from "../../audiences/adapters/postgres-segment-store.js";
import { AudienceChecker, type AudienceIndex, AudienceWords } from "../../audiences/index.js";
import type { UserExportHeader } from "../../exports/index.js";
import { DEFAULT_COLUMNS, type ExportPlan, ExportWriter, exportInWords, readColumns, UserExportColumn } from "../../exports/index.js";
import { Role } from "../../graphql/roles.js";
import { PostgresUnreached } from "../../mass-sends/adapters/postgres-unreached.js";
import { PostgresTagStore } from "../../tags/adapters/postgres-tag-store.js";
import { PostgresUserStore } from "../../users/adapters/postgres-user-store.js";
import { SealedIdentityCards } from "../../users/adapters/sealed-identity-cards.js";
import { onlyTenant } from "../import/only-tenant.js";
import { openIndex } from "../open-index.js";
import { grouping, showProgress } from "../progress.js";
import { type Session, withSession } from "../session.js";
import { printResult, type Terminal, UsageError } from "../terminal.js";
import { openOutput, STDOUT } from "./output.js";

export interface ExportCommandOptions {
  tenant?: string;
  audience?: unknown;
  columns?: string[];
  header: string;
  bom: boolean;
  out: string;
  unmasked?: boolean;
  json?: boolean;
}

/** `tagcast export` */
export async function exportToFile(options: ExportCommandOptions, terminal: Terminal): Promise<void> {
  const columns = columnsOf(options.columns);
  if (options.json && options.out === STDOUT) throw new UsageError("--json goes with --out <file>: standard output has the rows");
  const output = openOutput(options.out, terminal);
  await withSession(terminal, async (session) => {
    const { index, close } = openIndex(session);
    try {
      const { plan, writer } = await prepare(options, columns, session, index);
      const { size } = plan.audience;
      const progress = showProgress(terminal.stderr, size, "users");
      const pieces = writer.pieces(plan, async (done) => progress.update(done));
      await output.take(pieces).finally(() => progress.stop());
      const said = `${grouping(size)} users written${plan.masked ? ", phones and identity numbers masked" : ""}.`;
      if (options.out === STDOUT) terminal.stderr.write(`${said}\n`);
      else printResult(terminal, options.json, { users: size, masked: plan.masked, file: options.out }, said);
    } finally {
      await close();
    }
  });
}

/** Freezes the audience, and has it in the audit log before the first row leaves. */
async function prepare(
  options: ExportCommandOptions,
  columns: readonly UserExportColumn[],
  session: Session,
  index: AudienceIndex,
): Promise<{ plan: ExportPlan; writer: ExportWriter }> {
  const { database, accounts, sealer } = session;
  const { id: tenantId } = options.tenant === undefined ? onlyTenant(await accounts.tenants.all()) : await session.tenant(options.tenant);
  const tags = new PostgresTagStore(database);
  const existing = async (tenant: number, ids: readonly number[]) => new Set((await tags.byIds(tenant, ids)).map(({ tagId }) => tagId));
  const segments = new PostgresSegmentStore(database, accounts.auditIn);
  const checker = new AudienceChecker({ existing }, segments);
  const audience = await checker.read(tenantId, options.audience ?? { everyone: true });
  const frozen = await index.freeze(tenantId, audience);
  const cards = new SealedIdentityCards(sealer);
  const role = options.unmasked ? Role.ADMIN : Role.OPERATOR;
  const named = { tagsByIds: (tenant: number, ids: readonly number[]) => tags.byIds(tenant, ids) };
  const words = await new AudienceWords(named, segments, new DivisionNames(), new PostgresUnreached(database)).text(tenantId, audience);
  const detail = exportInWords(words, columns, frozen.size, role);
  await accounts.auditLog.record({
    tenantId,
    operator: "cli",
    action: "exportUsers",
    target: null,
    detail,
    after: { columns, role, words },
  });
  return {
    plan: {
      ...{ tenantId, audience: frozen, columns, masked: options.unmasked !== true },
      ...{ header: options.header as UserExportHeader, byteOrderMark: options.bom },
    },
    writer: new ExportWriter(new PostgresUserStore(database), tags, cards),
  };
}

function columnsOf(names: readonly string[] | undefined): readonly UserExportColumn[] {
  if (names === undefined) return DEFAULT_COLUMNS;
  const known = Object.values(UserExportColumn);
  const columns = names.map((name) => {
    const column = known.find((each) => each === name.trim().toUpperCase());
    if (column === undefined) throw new UsageError(`there is no column ${name}; there are ${known.join(", ").toLowerCase()}`);
    return column;
  });
  return readColumns("--columns", columns);
}
