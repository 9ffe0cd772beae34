import type { Tenant } from "../../accounts/index.js";
import { PostgresChangeLog } from "../../audiences/adapters/postgres-change-log.js";
import { PostgresErasedPeople } from "../../deletion/adapters/postgres-erased-people.js";
import { DryRunTarget } from "../../import/adapters/dry-run-target.js";
import { MysqlSource } from "../../import/adapters/mysql-source.js";
import { PostgresImportTarget } from "../../import/adapters/postgres-import-target.js";
import { ThreadedPeopleReader } from "../../import/adapters/threaded-people-reader.js";
import { type ImportRun, type ImportTarget, LegacyImport, PAGE_ROWS, peopleTables, type SourceSurvey } from "../../import/index.js";
import type { SealerKeys } from "../../platform/crypto/sealer.js";
import { keepHeapBelow } from "../../platform/memory/heap-limit.js";
import { askPassword } from "../ask-password.js";
import { showProgress } from "../progress.js";
import { type Session, withSession } from "../session.js";
import { CliError, printResult, type Terminal } from "../terminal.js";
import { onlyTenant } from "./only-tenant.js";
import type { ImportCommandOptions } from "./options.js";
import { REJECTS_FILE, writeRejects } from "./rejects-file.js";
import { summaryText } from "./summary.js";

/** The program itself holds 35 MB. With that of the thread that reads it leaves the process at some 250 MB. */
const HEAP_BYTES = 72 * 2 ** 20;
const THREAD_HEAP_BYTES = 48 * 2 ** 20;

/** `tagcast import mysql://…` */
export async function importFromMysql(address: string, options: ImportCommandOptions, terminal: Terminal): Promise<void> {
  const url = await withPassword(address, terminal);
  await withSession(terminal, async (session) => {
    const tenants = await tenantsFor(session, options);
    const source = new MysqlSource({ url, tagsTable: options.tagsTable ?? null });
    const { database, sealer } = session;
    const parts = {
      database,
      changeLog: new PostgresChangeLog(),
      erased: new PostgresErasedPeople(sealer),
      tenantIds: tenants.ids,
    };
    const target = options.dryRun ? new DryRunTarget(parts) : new PostgresImportTarget(parts);
    try {
      const entry = { operator: "cli", action: "import", target: null, detail: "the old system's people and tags" };
      if (!options.dryRun) for (const tenantId of tenants.ids) await session.accounts.auditLog.record({ ...entry, tenantId });
      await runImport({ source, target, tenants, options, terminal, keys: sealer.keys });
    } finally {
      await target.close();
      await source.close();
    }
  });
}

interface Tenants {
  ids: number[];
  tenantOf(legacyTenantId: number | null): number | undefined;
  /** Tells one mapping from another. */
  text: string;
}

interface Run {
  source: MysqlSource;
  target: ImportTarget;
  tenants: Tenants;
  options: ImportCommandOptions;
  terminal: Terminal;
  keys: SealerKeys;
}

async function runImport({ source, target, tenants, options, terminal, keys }: Run): Promise<void> {
  const survey = await source.survey().catch((cause: unknown) => {
    throw new CliError(`the old database cannot be read (${reasonOf(cause)})`, 1, { cause });
  });
  if (!survey.user) throw new CliError(`${source.name} has no table user: is this the old system's database?`);
  tellSurvey(survey, terminal);
  const begun = await target.begin(`${source.name} ${tenants.text} ${options.tagsTable ?? ""}`);
  if (begun.resumed) terminal.stderr.write(`Going on with the import that began ${begun.startedAt.toISOString()}.\n`);
  await target.reserveUserIds(await source.highestUserId());
  // Starting left 60 MB behind.
  keepHeapBelow(0);
  const total = Object.values(survey).reduce((sum, { rows }) => sum + rows, 0);
  const progress = showProgress(terminal.stderr, Math.max(1, total), "rows", readBefore(begun));
  const onProgress = (read: number) => {
    progress.update(read);
    keepHeapBelow(HEAP_BYTES);
  };
  const reader = new ThreadedPeopleReader(source, peopleTables(survey), keys, { pageRows: PAGE_ROWS, heapBytes: THREAD_HEAP_BYTES });
  const work = new LegacyImport(source, reader, survey, target, { tenantOf: tenants.tenantOf, onProgress });
  const run = await work.run(begun).finally(() => progress.stop());
  const file = options.rejects ?? REJECTS_FILE;
  const rejects = await writeRejects(file, target.rejects(run));
  const data = { dryRun: options.dryRun ?? false, tables: run.counts, rejects, rejectsFile: file };
  printResult(terminal, options.json, data, summaryText(run.counts, rejects, file, options.dryRun ?? false));
}

const readBefore = ({ counts }: ImportRun) => Object.values(counts).reduce((sum, { read }) => sum + read, 0);

async function tenantsFor({ accounts, tenant }: Session, options: ImportCommandOptions): Promise<Tenants> {
  const map = new Map<number, Tenant>();
  for (const [legacyId, appId] of options.tenantMap ?? []) map.set(legacyId, await tenant(appId));
  const fallback = options.tenant === undefined ? onlyOrNone(await accounts.tenants.all(), map.size > 0) : await tenant(options.tenant);
  const ids = [...new Set([...[...map.values()].map(({ id }) => id), ...(fallback ? [fallback.id] : [])])].sort((a, b) => a - b);
  return {
    ids,
    tenantOf: (legacyId) => (legacyId === null || options.tenantMap === undefined ? fallback?.id : map.get(legacyId)?.id),
    text: JSON.stringify([fallback?.id ?? null, ...[...map].map(([legacyId, { id }]) => [legacyId, id])]),
  };
}

/** With a map rows without tenant_id need no place. */
function onlyOrNone(all: readonly Tenant[], mapped: boolean): Tenant | null {
  return mapped && all.length !== 1 ? null : onlyTenant(all);
}

async function withPassword(address: string, terminal: Terminal): Promise<string> {
  const url = new URL(address);
  if (url.password !== "") return address;
  const configured = terminal.env.TAGCAST_IMPORT_PASSWORD;
  if (configured !== undefined) url.password = encodeURIComponent(configured);
  else if (terminal.stdin.isTTY) url.password = encodeURIComponent(await askPassword(terminal, `Password of ${url.username}: `));
  return url.href;
}

function tellSurvey(survey: SourceSurvey, terminal: Terminal): void {
  for (const [table, { unknown, missing, indexed }] of Object.entries(survey)) {
    if (unknown.length > 0) terminal.stderr.write(`${table}: columns left out, nothing here knows them: ${unknown.join(", ")}\n`);
    if (missing.length > 0) terminal.stderr.write(`${table}: columns it lacks, taken as not known: ${missing.join(", ")}\n`);
    if (!indexed)
      terminal.stderr.write(`${table}: no index begins with its key, so that every page reads the whole table; make one to be quick\n`);
  }
}

/** The driver's messages name the user and host, no password. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
