import type { Command } from "commander";
import type { Role } from "../graphql/roles.js";
import { oneOf } from "./options.js";
import { CliError, printResult, type Terminal } from "./terminal.js";

interface CreateOperatorOptions {
  tenant: string;
  username: string;
  role: string;
  json?: boolean;
}

export function addCreateOperator(program: Command, terminal: Terminal): void {
  program
    .command("create-operator")
    .description("Adds someone who signs in. The password comes from TAGCAST_OPERATOR_PASSWORD or a prompt, or is made and printed once.")
    .requiredOption("--tenant <appId>", "the AppID of the tenant")
    .requiredOption("--username <name>", "unique over all tenants")
    .requiredOption("--role <role>", "VIEWER, OPERATOR, APPROVER or ADMIN", oneOf(["VIEWER", "OPERATOR", "APPROVER", "ADMIN"]))
    .option("--json", "the result as JSON")
    .action((options: CreateOperatorOptions) => createOperator(options, terminal));
}

async function createOperator(options: CreateOperatorOptions, terminal: Terminal): Promise<void> {
  const { withSession } = await import("./session.js");
  const { makePassword } = await import("../accounts/passwords.js");
  await withSession(terminal, async ({ accounts, tenant: find }) => {
    const tenant = await find(options.tenant);
    const given = await givenPassword(terminal);
    const password = given ?? makePassword();
    const operator = await accounts.operators.create(
      tenant.id,
      { username: options.username, password, role: options.role as Role },
      "cli",
    );
    const { id, username, role } = operator;
    const shown = given === null ? `\nPassword (shown this once): ${password}` : "";
    const data = { id: String(id), username, role, tenant: tenant.appId, ...(given === null ? { password } : {}) };
    printResult(terminal, options.json, data, `Operator ${username} (${role}) created for ${tenant.name}.${shown}`);
  });
}

/** Null: make one. */
async function givenPassword(terminal: Terminal): Promise<string | null> {
  const configured = terminal.env.TAGCAST_OPERATOR_PASSWORD;
  if (configured !== undefined && configured !== "") return configured;
  if (!terminal.stdin.isTTY) return null;
  const { askPassword } = await import("./ask-password.js");
  const password = await askPassword(terminal, "Password (empty: one is made): ");
  if (password === "") return null;
  if ((await askPassword(terminal, "The same again: ")) !== password) throw new CliError("the two passwords differ; nothing was created");
  return password;
}
