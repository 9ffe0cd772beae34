import type { Command } from "commander";
import { wholeNumber } from "./options.js";
import { showProgress } from "./progress.js";
import { loadSandboxAccount, SANDBOX_APP_ID } from "./sandbox-account.js";
import type { Session } from "./session.js";
import { printResult, type Terminal, UsageError } from "./terminal.js";

interface SeedOptions {
  users: number;
  seed?: number;
  tenant?: string;
  json?: boolean;
}

const MOST_USERS = 10_000_000;

export function addSeed(program: Command, terminal: Terminal): void {
  program
    .command("seed")
    .description(
      "Fills a tenant with demo people up to a number; those there already stay as they are, and a run that was cut off goes on.",
    )
    .requiredOption("--users <number>", "how many there are in the end, up to 10,000,000", wholeNumber(1, MOST_USERS))
    .option("--seed <number>", "other people, with the openids of the simulator with this --seed (default: 1)", wholeNumber(0, 2 ** 31))
    .option("--tenant <appId>", "default: the sandbox")
    .option("--json", "the result as JSON")
    .action(async (options: SeedOptions) => {
      const { withSession } = await import("./session.js");
      await withSession(terminal, (session) => seed(options, session, terminal));
    });
}

async function seed(options: SeedOptions, session: Session, terminal: Terminal): Promise<void> {
  const target = await targetOf(options, session);
  const { seedDemoUsers } = await import("./seed-demo-users.js");
  const progress = showProgress(terminal.stderr, options.users, "users");
  const started = Date.now();
  const entry = { tenantId: target.tenantId, operator: "cli", action: "seed", target: null, detail: `demo people up to ${options.users}` };
  await session.accounts.auditLog.record(entry);
  const result = await seedDemoUsers(session, { ...target, users: options.users, onProgress: (done) => progress.update(done) }).finally(
    () => progress.stop(),
  );
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  const restart = target.sandbox && session.besideServer ? "\nStart Tagcast again, so that its simulator knows the new followers." : "";
  const text = `${options.users} demo users: ${result.written} written, ${result.existing} were there already (${seconds} s).${restart}`;
  printResult(terminal, options.json, { users: options.users, ...result, seconds }, text);
}

/** The sandbox's simulator must have as many followers as the database, so their number is noted before the first is written. */
async function targetOf(options: SeedOptions, session: Session): Promise<{ tenantId: number; seed: number; sandbox: boolean }> {
  if (options.tenant !== undefined && options.tenant !== SANDBOX_APP_ID) {
    const tenant = await session.tenant(options.tenant);
    return { tenantId: tenant.id, seed: options.seed ?? 1, sandbox: false };
  }
  const { followersAmong } = await import("../sandbox/index.js");
  const { ensureSandboxTenant } = await import("./ensure-tenant.js");
  const { dataDir } = session.environment;
  const account = loadSandboxAccount(dataDir, followersAmong(options.users));
  if (options.seed !== undefined && options.seed !== account.seed) {
    throw new UsageError(
      `the sandbox has --seed ${account.seed}, which its simulator's openids come from; remove ${dataDir} to begin with another`,
    );
  }
  const tenant = await ensureSandboxTenant(session.accounts, account);
  return { tenantId: tenant.id, seed: account.seed, sandbox: true };
}
