import { type Command, InvalidArgumentError } from "commander";
import type { ExportCommandOptions } from "./export/export-users.js";
import { oneOf } from "./options.js";
import type { Terminal } from "./terminal.js";

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command("export")
    .description("Writes users to a CSV file, as they are now; phones and identity numbers are masked. Stands in the audit log.")
    .option("--tenant <appId>", "whose users (default: the only tenant)")
    .option("--audience <json>", 'only these, as in \'{"all": [{"vip": true}, {"not": {"tag": "7"}}]}\' (default: everyone)', audienceJson)
    .option("--columns <list>", "what of them, with commas between, as in user_id,openid,tags", (text) => text.split(","))
    .option("--header <which>", "first line: KEYS, or CHINESE titles", oneOf(["KEYS", "CHINESE"]), "KEYS")
    .option("--no-bom", "without the byte order mark that Excel in Chinese Windows needs")
    .option("--out <file>", "a new file, or - for standard output", "-")
    .option("--unmasked", "with phones and identity numbers in clear")
    .option("--json", "the result as JSON, where the rows go to a file")
    .action(async (options: ExportCommandOptions) => {
      const { exportToFile } = await import("./export/export-users.js");
      return exportToFile(options, terminal);
    });
}

function audienceJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('Give JSON, such as {"vip": true}.');
  }
}
