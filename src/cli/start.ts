import { type Command, InvalidArgumentError } from "commander";
import { KINDS_OF_WORK, type KindOfWork } from "../app/work.js";
import type { Exit, Terminal } from "./terminal.js";

/** `start`, which is everything in one process, and its two halves, any number of which may run on any machines. */
export function addStart(program: Command, terminal: Terminal, exit: Exit): void {
  const run = async (command: "start" | "api" | "worker", role: { serves: boolean; works: readonly KindOfWork[] }) => {
    const { runServer } = await import("./start/run-server.js");
    exit.code = await runServer(terminal, { command, role });
  };
  program
    .command("start")
    .description("Everything in one process: API, workers, and without WECHAT_APP_ID a sandbox with WeChat's simulator and demo followers.")
    .action(() => run("start", { serves: true, works: KINDS_OF_WORK }));
  program
    .command("api")
    .description("Only what answers: GraphQL, callbacks, the console. Any number of them; work is done by `tagcast worker`.")
    .action(() => run("api", { serves: true, works: [] }));
  program
    .command("worker")
    .description("Only what works: sends, tagging, syncs and so on. Any number, on any machine; PORT answers /healthz, /readyz, /metrics.")
    .option("--queues <names>", `kinds of work, separated by commas, of ${KINDS_OF_WORK.join(", ")}`, kindsOfWork, [...KINDS_OF_WORK])
    .action(({ queues }: { queues: readonly KindOfWork[] }) => run("worker", { serves: false, works: queues }));
}

function kindsOfWork(text: string): KindOfWork[] {
  const names = text.split(",").map((name) => name.trim());
  const known = KINDS_OF_WORK.filter((kind) => names.includes(kind));
  if (known.length < new Set(names).size) throw new InvalidArgumentError(`Give one or more of ${KINDS_OF_WORK.join(", ")}.`);
  return known;
}
