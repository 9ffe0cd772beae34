import { existsSync } from "node:fs";
import { PostgresChangeLog } from "../../audiences/adapters/postgres-change-log.js";
import { PostgresErasedPeople } from "../../deletion/adapters/postgres-erased-people.js";
import { PostgresCsvTarget } from "../../import/adapters/postgres-csv-target.js";
import { CsvFile, type ImportRun, importCsv } from "../../import/index.js";
import { showProgress } from "../progress.js";
import { withSession } from "../session.js";
import { CliError, printResult, type Terminal } from "../terminal.js";
import { onlyTenant } from "./only-tenant.js";
import type { ImportCommandOptions } from "./options.js";
import { REJECTS_FILE, writeRejects } from "./rejects-file.js";
import { summaryText } from "./summary.js";

/** `tagcast import people.csv` */
export async function importFromCsv(path: string, options: ImportCommandOptions, terminal: Terminal): Promise<void> {
  if (!existsSync(path)) throw new CliError(`there is no file ${path}`);
  await withSession(terminal, async ({ database, accounts, sealer, tenant }) => {
    const to = options.tenant === undefined ? onlyTenant(await accounts.tenants.all()) : await tenant(options.tenant);
    const dryRun = options.dryRun ?? false;
    const target = new PostgresCsvTarget({
      database,
      changeLog: new PostgresChangeLog(),
      erased: new PostgresErasedPeople(sealer),
      tenantId: to.id,
      dryRun,
    });
    const file = new CsvFile(path);
    try {
      const begun = await target.begin(`csv ${await file.fingerprint()} ${to.id}`);
      if (begun.resumed) terminal.stderr.write(`Going on with the import that began ${begun.startedAt.toISOString()}.\n`);
      const entry = { tenantId: to.id, operator: "cli", action: "import", target: null, detail: "a CSV file's people" };
      if (!dryRun) await accounts.auditLog.record(entry);
      const run = await taken(file, target, begun, terminal).catch((cause: unknown) => {
        throw new CliError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, 1, { cause });
      });
      const rejectsFile = options.rejects ?? REJECTS_FILE;
      const rejects = await writeRejects(rejectsFile, target.rejects(run));
      const data = { dryRun, tables: run.counts, rejects, rejectsFile };
      printResult(terminal, options.json, data, summaryText(run.counts, rejects, rejectsFile, dryRun));
    } finally {
      await target.close();
    }
  });
}

async function taken(file: CsvFile, target: PostgresCsvTarget, begun: ImportRun, { stderr }: Terminal): Promise<ImportRun> {
  const lines = await file.lines();
  // A row takes a line, mostly.
  const progress = showProgress(stderr, Math.max(1, lines), "lines", Number(begun.position.after ?? 0));
  const options = {
    onUnknown: (titles: readonly string[]) => stderr.write(`columns left out, nothing here knows them: ${titles.join(", ")}\n`),
    onProgress: progress.update,
  };
  return importCsv(file, target, begun, options).finally(() => progress.stop());
}
