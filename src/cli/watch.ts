import type { Command } from "commander";
import { webAddress } from "./options.js";
import { type Exit, type Terminal, UsageError } from "./terminal.js";

interface WatchOptions {
  url: string;
  token?: string;
  username?: string;
  password?: string;
  json?: boolean;
}

export function addWatch(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("watch")
    .description("Shows a mass send's progress until it ends; survives a restart of the server. Exit code 0 when it ends COMPLETED.")
    .argument("<massSendId>", "the id that createMassSend gave")
    .option("--url <address>", "the server", webAddress, `http://127.0.0.1:${terminal.env.PORT ?? 4000}`)
    .option("--token <token>", "a session token or API key (default: TAGCAST_TOKEN)")
    .option("--username <name>", "log in as this operator instead")
    .option("--password <password>", "with --username (default: TAGCAST_OPERATOR_PASSWORD)")
    .option("--json", "each state as one line of JSON")
    .action(async (massSendId: string, options: WatchOptions) => {
      const { watchMassSend } = await import("./watch/watch-mass-send.js");
      const { logIn } = await import("./watch/log-in.js");
      const credentials = credentialsOf(options, terminal.env);
      const base = options.url.replace(/\/(graphql\/?)?$/, "");
      const token = "token" in credentials ? credentials.token : await logIn(base, credentials);
      const { interruptible } = await import("./interrupt.js");
      const request = { base, token, massSendId, json: options.json === true };
      const status = await interruptible(() => watchMassSend(request, terminal));
      exit.code = status === "COMPLETED" ? 0 : 1;
    });
}

type Credentials = { token: string } | { username: string; password: string };

function credentialsOf(options: WatchOptions, env: Terminal["env"]): Credentials {
  if (options.username !== undefined) {
    const password = options.password ?? env.TAGCAST_OPERATOR_PASSWORD;
    if (password === undefined) throw new UsageError("--username needs --password, or TAGCAST_OPERATOR_PASSWORD in the environment");
    return { username: options.username, password };
  }
  const token = options.token ?? env.TAGCAST_TOKEN;
  if (token === undefined || token === "") {
    throw new UsageError(
      "who is asking? Give --token (or TAGCAST_TOKEN in the environment) with what `login` gave, or --username and --password",
    );
  }
  return { token };
}
