import type { Command } from "commander";
import type { AccountKind } from "../accounts/index.js";
import { oneOf } from "./options.js";
import { printResult, type Terminal } from "./terminal.js";

interface CreateTenantOptions {
  name: string;
  appId: string;
  appSecret: string;
  callbackToken: string;
  encodingAesKey?: string;
  kind: string;
  json?: boolean;
}

export function addCreateTenant(program: Command, terminal: Terminal): void {
  program
    .command("create-tenant")
    .description("Adds a brand with its Official Account.")
    .requiredOption("--name <name>", "the brand's name")
    .requiredOption("--app-id <id>", "AppID (mp.weixin.qq.com, 设置与开发 → 基本配置)")
    .requiredOption("--app-secret <secret>", "AppSecret")
    .requiredOption("--callback-token <token>", "the Token of the server configuration (服务器配置)")
    .option(
      "--encoding-aes-key <key>",
      "the EncodingAESKey of the server configuration; without it callbacks must be in plain mode (明文模式)",
    )
    .option("--kind <kind>", "SERVICE or SUBSCRIPTION", oneOf(["SERVICE", "SUBSCRIPTION"]), "SERVICE")
    .option("--json", "the result as JSON")
    .action((options: CreateTenantOptions) => createTenant(options, terminal));
}

async function createTenant({ json, encodingAesKey, kind, ...options }: CreateTenantOptions, terminal: Terminal): Promise<void> {
  const { withSession } = await import("./session.js");
  const input = { ...options, encodingAesKey: encodingAesKey ?? null, kind: kind as AccountKind, sandbox: false };
  const { id, name, appId } = await withSession(terminal, ({ accounts }) => accounts.tenants.createTenant(input, "cli"));
  const text = `Tenant ${id} created: ${name} (${appId}).
Next: tagcast create-operator --tenant ${appId} --username <name> --role ADMIN
Callback address for WeChat's server configuration: https://<your host>/wechat/callback/${appId}`;
  printResult(terminal, json, { id: String(id), name, appId }, text);
}
