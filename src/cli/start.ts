import type { Command } from "commander";
import type { Exit, Terminal } from "./terminal.js";

export function addStart(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("start")
    .description("Everything in one process: API, workers, and without WECHAT_APP_ID a sandbox with WeChat's simulator and demo followers.")
    .action(async () => {
      const { runServer } = await import("./start/run-server.js");
      exit.code = await runServer(terminal);
    });
}
