// A process of its own that runs an embedded PostgreSQL, for tests that kill it:
//   embedded-host.ts <folder> <hold | exit>   (what to do once it runs)
// It prints "starting", then the connection string or "failed: …".
import { startEmbeddedPostgres } from "../../src/platform/database/embedded/index.js";
import { silentLogger } from "../../src/platform/logging/logger.js";

const [folder = "", then] = process.argv.slice(2);

async function host(): Promise<void> {
  process.stdout.write("starting\n");
  const { connectionString, stop } = await startEmbeddedPostgres({ folder, logger: silentLogger, durable: false });
  process.stdout.write(`${connectionString}\n`);
  if (then === "exit") process.exit(0);
  const held = setInterval(() => undefined, 60_000);
  process.once("SIGTERM", () => {
    clearInterval(held);
    void stop();
  });
}

host().catch((error: unknown) => {
  process.stdout.write(`failed: ${error instanceof Error ? error.message.replaceAll("\n", " ") : String(error)}\n`);
  process.exitCode = 1;
});
