import type { Command } from "commander";
import type { ApprovalRule, TenantUpdate } from "../accounts/index.js";
import { oneOf, wholeNumber } from "./options.js";
import { printResult, type Terminal, UsageError } from "./terminal.js";

interface UpdateTenantOptions {
  appId: string;
  name?: string;
  originalId?: string;
  appSecret?: string | true;
  callbackToken?: string | true;
  /** False: `--no-encoding-aes-key`. */
  encodingAesKey?: string | boolean;
  endPrevious?: boolean;
  approval?: string;
  /** False: `--no-self-approval`. */
  selfApproval?: boolean;
  approvalTolerancePercent?: number;
  approvalTolerancePeople?: number;
  /** False: `--no-quiet-hours`. */
  quietHours?: string | false;
  json?: boolean;
}

const SECRETS = {
  appSecret: { variable: "TAGCAST_APP_SECRET", what: "AppSecret" },
  callbackToken: { variable: "TAGCAST_CALLBACK_TOKEN", what: "callback token" },
  encodingAesKey: { variable: "TAGCAST_ENCODING_AES_KEY", what: "EncodingAESKey" },
} as const;
type SecretName = keyof typeof SECRETS;

export function addUpdateTenant(program: Command, terminal: Terminal): void {
  program
    .command("update-tenant")
    .description(
      "Changes a brand's name, its rules for mass sends or its account's secrets. A server that runs sees it within seconds. Callbacks signed or encrypted with the former secrets are accepted for 24 hours more. A secret's option without a value takes it from its variable or asks for it.",
    )
    .requiredOption("--app-id <id>", "the tenant's AppID")
    .option("--name <name>", "the brand's name")
    .option("--app-secret [secret]", `AppSecret; ${SECRETS.appSecret.variable}`)
    .option("--callback-token [token]", `the Token of the server configuration (服务器配置); ${SECRETS.callbackToken.variable}`)
    .option("--encoding-aes-key [key]", `the EncodingAESKey of the server configuration; ${SECRETS.encodingAesKey.variable}`)
    .option("--no-encoding-aes-key", "callbacks come in plain mode (明文模式) from now on")
    .option("--original-id <id>", "the account's gh_… id, where a migration of the account (帐号迁移) changed it")
    .option("--end-previous", "refuse the former callback secrets from now on, since they leaked")
    .option("--approval <rule>", "OPTIONAL, or REQUIRED: no mass send goes out that was not approved", oneOf(["OPTIONAL", "REQUIRED"]))
    .option("--self-approval", "who wrote a mass send may approve it")
    .option("--no-self-approval", "somebody else must approve it")
    .option(
      "--approval-tolerance-percent <n>",
      "how far the number of people may move after an approval, in per cent …",
      wholeNumber(0, 100),
    )
    .option("--approval-tolerance-people <n>", "… or in people, whichever is more", wholeNumber(0, 1_000_000))
    .option("--quiet-hours <from-to>", "when forecasts warn that nobody should be disturbed, as in 22:00-08:00 (Asia/Shanghai)")
    .option("--no-quiet-hours", "forecasts warn of no hour")
    .option("--json", "the result as JSON")
    .action((options: UpdateTenantOptions) => updateTenant(options, terminal));
}

async function updateTenant(options: UpdateTenantOptions, terminal: Terminal): Promise<void> {
  const { withSession } = await import("./session.js");
  await withSession(terminal, async ({ accounts, environment, tenant: find }) => {
    await find(options.appId);
    const update = await updateOf(options, terminal);
    if (Object.keys(update).length === 0) throw new UsageError("say what is to change: see --help");
    const { tenant, changed, previousUntil } = await accounts.tenants.updateTenant(options.appId, update, "cli");
    const data = { id: String(tenant.id), name: tenant.name, appId: tenant.appId, changed, previousSecretsUntil: previousUntil };
    const configured = environment.wechat.account?.appId === tenant.appId;
    printResult(
      terminal,
      options.json,
      data,
      textOf(`Tenant ${tenant.id} (${tenant.name}) updated: ${changed.join(", ")}.`, previousUntil, configured),
    );
  });
}

async function updateOf(options: UpdateTenantOptions, terminal: Terminal): Promise<TenantUpdate> {
  const update: TenantUpdate = {};
  if (options.name !== undefined) update.name = options.name;
  if (options.originalId !== undefined) update.originalId = options.originalId;
  if (options.endPrevious) update.endPrevious = true;
  const rules = rulesOf(options);
  if (Object.keys(rules).length > 0) update.rules = rules;
  for (const name of Object.keys(SECRETS) as SecretName[]) {
    const given = options[name];
    if (given === false) update.encodingAesKey = null;
    else if (given !== undefined) update[name] = given === true ? await secretOf(name, terminal) : given;
  }
  return update;
}

function rulesOf(options: UpdateTenantOptions): NonNullable<TenantUpdate["rules"]> {
  const { approval, selfApproval, approvalTolerancePercent, approvalTolerancePeople } = options;
  const given = {
    ...{ approval: approval as ApprovalRule | undefined, selfApproval, approvalTolerancePercent, approvalTolerancePeople },
    quietHours: options.quietHours === false ? null : options.quietHours,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function secretOf(name: SecretName, terminal: Terminal): Promise<string> {
  const { variable, what } = SECRETS[name];
  const configured = terminal.env[variable];
  if (configured !== undefined && configured !== "") return configured;
  if (!terminal.stdin.isTTY) throw new UsageError(`the ${what} is missing: set ${variable}, or run this at a keyboard`);
  const { askPassword } = await import("./ask-password.js");
  return askPassword(terminal, `New ${what}: `, `no ${what} was given; nothing was changed`);
}

function textOf(done: string, previousUntil: Date | null, configured: boolean): string {
  const lines = [done];
  if (previousUntil) lines.push(`The former callback secrets are accepted until ${previousUntil.toISOString()}.`);
  if (configured) lines.push("This account's secrets are configured (WECHAT_…): change them there too, or the next start puts them back.");
  return lines.join("\n");
}
