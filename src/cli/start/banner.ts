import type { Role } from "../../app/work.js";
import type { Environment } from "../../config/environment.js";
import { grouping } from "../progress.js";
import type { PreparedAccount } from "./prepare-account.js";
import type { Sandbox } from "./start-sandbox.js";

const RULE = "─".repeat(72);

interface Started {
  url: string;
  environment: Environment;
  sandbox: Sandbox | null;
  account: PreparedAccount | null;
}

/** What the person who started Tagcast needs to know now. The only place that ever shows a made password. */
export function banner({ url, environment, sandbox, account }: Started): string {
  const lines = [
    "",
    RULE,
    sandbox === null
      ? `  Tagcast runs for ${account?.tenant.name ?? "its tenants"}`
      : "  Tagcast SANDBOX 沙盒：消息不会真正发出 (nothing sent here reaches anybody)",
    "",
    `  API          ${url}/graphql`,
    ...(sandbox === null
      ? []
      : [`  Simulator    ${sandbox.apiBaseUrl}  (stands in for api.weixin.qq.com, ${grouping(sandbox.account.followers)} followers)`]),
    `  Data         ${environment.dataDir}${environment.databaseUrl === null ? "" : " and the database of DATABASE_URL"}`,
    ...signIn(account),
    "",
    ...nextSteps(url, sandbox, account),
    RULE,
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** A worker has no page and no password to show. */
export function workerBanner(url: string, { works }: Role): string {
  return ["", RULE, "  Tagcast worker", "", `  Work         ${works.join(", ")}`, `  Health       ${url}/readyz`, RULE, "", ""].join("\n");
}

function signIn(account: PreparedAccount | null): string[] {
  if (account === null) return [];
  const { operator, tenant } = account;
  if (operator === null) return ["  Sign in      as before (first as admin; password lost? tagcast create-operator makes another ADMIN)"];
  if ("missing" in operator) {
    return [`  Sign in      nobody can yet: tagcast create-operator --tenant ${tenant.appId} --username <name> --role ADMIN`];
  }
  const password = operator.password ?? "the one in TAGCAST_ADMIN_PASSWORD";
  return [
    `  Username     ${operator.username}`,
    `  Password     ${password}${operator.password === null ? "" : "   (shown this once: keep it)"}`,
  ];
}

function nextSteps(url: string, sandbox: Sandbox | null, account: PreparedAccount | null): string[] {
  if (sandbox !== null) {
    return [
      `  Next         open ${url}/ in a browser, or follow the first ten minutes of README.md.`,
      "               A real account: set WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_CALLBACK_TOKEN and",
      "               WECHAT_ENCODING_AES_KEY, and start again. Ctrl+C stops; everything is kept.",
    ];
  }
  const callback = `/wechat/callback/${account?.tenant.appId ?? ":appId"}`;
  return [
    `  Next         mp.weixin.qq.com → 设置与开发 → 基本配置 → 服务器配置: https://<your host>${callback}`,
    "               Check everything with: tagcast doctor",
  ];
}
