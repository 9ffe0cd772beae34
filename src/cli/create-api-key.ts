import type { Command } from "commander";
import type { Role } from "../graphql/roles.js";
import { oneOf } from "./options.js";
import { printResult, type Terminal } from "./terminal.js";

interface CreateApiKeyOptions {
  tenant: string;
  name: string;
  role: string;
  json?: boolean;
}

export function addCreateApiKey(program: Command, terminal: Terminal): void {
  program
    .command("create-api-key")
    .description("Makes a key by which a program calls the API. It is printed this once.")
    .requiredOption("--tenant <appId>", "the AppID of the tenant")
    .requiredOption("--name <name>", "what the audit log calls the program")
    .requiredOption("--role <role>", "VIEWER, OPERATOR, APPROVER or ADMIN", oneOf(["VIEWER", "OPERATOR", "APPROVER", "ADMIN"]))
    .option("--json", "the result as JSON")
    .action((options: CreateApiKeyOptions) => createApiKey(options, terminal));
}

async function createApiKey(options: CreateApiKeyOptions, terminal: Terminal): Promise<void> {
  const { withSession } = await import("./session.js");
  await withSession(terminal, async ({ accounts, tenant: find }) => {
    const tenant = await find(options.tenant);
    const { id, name, role, key } = await accounts.apiKeys.create({ tenantId: tenant.id, name: "cli" }, options.name, options.role as Role);
    const data = { id: String(id), name, role, tenant: tenant.appId, key };
    printResult(terminal, options.json, data, `API key ${name} (${role}) made for ${tenant.name}.\nKey (shown this once): ${key}`);
  });
}
