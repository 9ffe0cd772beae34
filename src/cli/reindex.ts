import type { Command } from "commander";
import type { IndexTool } from "./index-tool.js";
import { showProgress } from "./progress.js";
import type { Session } from "./session.js";
import { type Exit, printResult, type Terminal } from "./terminal.js";

interface ReindexOptions {
  repair?: boolean;
  json?: boolean;
}

export function addReindex(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("reindex")
    .description(
      "Makes the audience index anew from the tables, beside the one in use, and puts it in its place; nobody who asks meanwhile is let down, and a run that was cut off goes on.",
    )
    .option("--repair", "instead compares the index with the tables and mends what differs")
    .option("--json", "the result as JSON")
    .action(async (options: ReindexOptions) => {
      const { withSession } = await import("./session.js");
      const { openIndexTool } = await import("./index-tool.js");
      await withSession(terminal, async (session) => {
        const tool = openIndexTool(session);
        try {
          if (options.repair) await repair(options, session, tool, terminal, exit);
          else await rebuild(options, tool, terminal);
        } finally {
          await tool.close();
        }
      });
    });
}

async function rebuild(options: ReindexOptions, tool: IndexTool, terminal: Terminal): Promise<void> {
  const started = Date.now();
  let progress: ReturnType<typeof showProgress> | null = null;
  const show = (done: number, total: number) => {
    if (total === 0) return;
    progress ??= showProgress(terminal.stderr, total, "users");
    progress.update(done);
  };
  const stop = () => progress?.stop();
  const { text, data } = await tool.rebuild(show).finally(stop);
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  printResult(terminal, options.json, { ...data, seconds }, `${text} (${seconds} s)`);
}

interface Repaired {
  appId: string;
  users: number;
  differing: number;
  /** Still differing afterwards. */
  left: number;
}

async function repair(options: ReindexOptions, session: Session, tool: IndexTool, terminal: Terminal, exit: Exit): Promise<void> {
  const { mend } = await import("./index-tool.js");
  const tenants: Repaired[] = [];
  for (const { id, appId } of await session.accounts.tenants.all()) {
    const { users, differing } = await tool.drift(id);
    await mend(session.database, id, differing);
    const left = differing.length === 0 ? 0 : (await tool.drift(id)).differing.length;
    tenants.push({ appId, users, differing: differing.length, left });
  }
  exit.code = tenants.some(({ left }) => left > 0) ? 1 : 0;
  const lines = tenants.map(({ appId, users, differing, left }) => {
    if (differing === 0) return `${appId}: ${users} users, none differs.`;
    return `${appId}: ${users} users, ${differing} differed, ${left === 0 ? "all mended" : `${left} still do: run \`tagcast reindex\``}.`;
  });
  printResult(terminal, options.json, { tenants }, lines.join("\n"));
}
