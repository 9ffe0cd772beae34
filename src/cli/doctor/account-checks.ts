import type { Redis } from "ioredis";
import type { Accounts } from "../../accounts/adapters/create-accounts.js";
import type { Tenant } from "../../accounts/index.js";
import { wechatStores } from "../../app/wechat-stores.js";
import type { Environment } from "../../config/environment.js";
import type { Sealer } from "../../platform/crypto/sealer.js";
import type { Database } from "../../platform/database/database.js";
import { silentLogger } from "../../platform/logging/logger.js";
import { HttpWeChatClients, type TokenStatus, WeChatError } from "../../wechat/index.js";
import { describeBreak } from "../audit-verdict.js";
import { type Finding, fault, look, note, ok, skipped } from "./finding.js";
import { checkCallback } from "./server-checks.js";
import { checkQuotas, checkWeChatClock } from "./wechat-checks.js";

interface Parts {
  environment: Environment;
  database: Database;
  sealer: Sealer;
  accounts: Accounts;
  /** Null: none is configured, or it does not answer. */
  redis: Redis | null;
  /** Null: no server runs. */
  serverUrl: string | null;
  /** The address that WeChat knows, such as https://wechat.example.com; null: not asked for. */
  publicUrl: string | null;
}

/** Of every tenant: whether its secrets open, somebody can sign in, WeChat takes its token, callbacks verify, and its audit log is whole. */
export async function checkAccounts(parts: Parts): Promise<Finding[]> {
  const tenants = await parts.accounts.tenants.all();
  if (tenants.length === 0) {
    return [{ check: "tenants", ...fault("there is none: start once (sandbox, or WECHAT_APP_ID), or `tagcast create-tenant`") }];
  }
  const baseUrl = apiBaseUrl(parts);
  const wechat = baseUrl === null || lacksRedis(parts) ? null : openClients(parts, baseUrl);
  try {
    const findings: Finding[] = [{ check: "tenants", ...ok(tenants.map(({ appId }) => appId).join(", ")) }];
    findings.push(await checkWeChatClock(baseUrl));
    for (const tenant of tenants) findings.push(...(await checkTenant(tenant, parts, wechat)));
    return findings;
  } finally {
    await wechat?.close();
  }
}

async function checkTenant(tenant: Tenant, parts: Parts, wechat: HttpWeChatClients | null): Promise<Finding[]> {
  const { accounts, serverUrl, publicUrl } = parts;
  const findings = [await checkOperators(tenant, accounts), await checkAudit(tenant, accounts)];
  const secrets = await look(`secrets of ${tenant.appId}`, async () => {
    await accounts.tenants.byTenant(tenant.id);
    return ok((await accounts.tenants.byAppId(tenant.appId)) === null ? "absent" : "can be read");
  });
  findings.push(secrets);
  if (secrets.status === "fault") return findings;
  const token = await checkToken(tenant, wechat, parts);
  findings.push(token);
  if (token.status === "ok" || token.status === "note") findings.push(await checkQuotas(tenant, wechat));
  const callback = await accounts.tenants.byAppId(tenant.appId);
  if (serverUrl !== null && callback !== null) findings.push(await checkCallback("callback", serverUrl, callback));
  if (publicUrl !== null && callback !== null) findings.push(await checkCallback("public callback", publicUrl, callback));
  return findings;
}

function checkOperators({ id, appId }: Tenant, { operators }: Accounts): Promise<Finding> {
  return look(`operators of ${appId}`, async () => {
    const active = (await operators.list(id)).filter(({ disabled }) => !disabled);
    const admins = active.filter(({ role }) => role === "ADMIN").length;
    if (active.length === 0) return fault(`nobody can sign in: tagcast create-operator --tenant ${appId} --username <name> --role ADMIN`);
    return admins === 0 ? note(`${active.length}, none of them ADMIN`) : ok(`${active.length}, ${admins} of them ADMIN`);
  });
}

function checkAudit({ id, appId }: Tenant, { auditLog }: Accounts): Promise<Finding> {
  return look(`audit log of ${appId}`, async () => {
    const verdict = await auditLog.verifyAuditChain(id);
    if (verdict.intact) return ok(`${verdict.entries} entries, each in its chain`);
    return fault(describeBreak(verdict));
  });
}

/** A call that only reads: it shows that a token can be had and that WeChat takes it. */
function checkToken({ id, appId }: Tenant, wechat: HttpWeChatClients | null, parts: Parts): Promise<Finding> {
  return look(`token of ${appId}`, async () => {
    if (lacksRedis(parts)) return skipped("Redis, where processes share it, does not answer");
    if (wechat === null) return skipped("the sandbox's simulator runs with `tagcast start`");
    try {
      await (await wechat.forTenant(id)).tags();
      return ok(`WeChat takes it${lifeOf(await (await wechat.keeperFor(id)).status(), new Date())}`);
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      if (error.kind === "refused" || error.kind === "quota-day") return note(`WeChat takes the token, and says: ${error.message}`);
      return fault(`${error.message}. Check AppID, AppSecret and the IP whitelist (IP白名单) on WeChat's page, and WECHAT_API_BASE_URL`);
    }
  });
}

/** The token is in a Redis that does not answer. */
function lacksRedis({ environment, redis }: Parts): boolean {
  return environment.redis !== null && redis === null;
}

function lifeOf(status: TokenStatus | null, now: Date): string {
  if (status === null) return "";
  const minutes = (milliseconds: number) => Math.round(milliseconds / 60_000);
  const age = minutes(now.getTime() - status.refreshedAt.getTime());
  return `: version ${status.version}, ${status.source}, ${age} min old, good for ${minutes(status.expiresAt.getTime() - now.getTime())} min`;
}

/** With the token that the server's processes share: another one would put an end to theirs. */
function openClients({ environment, database, sealer, accounts: { tenants }, redis: client }: Parts, baseUrl: string): HttpWeChatClients {
  const { massCallsPerMinute } = environment.wechat;
  const redis = environment.redis && client && { ...environment.redis, client };
  return new HttpWeChatClients({
    http: { baseUrl, headersTimeoutMs: 5_000, bodyTimeoutMs: 5_000 },
    accounts: { byTenantId: (tenantId) => tenants.byTenant(tenantId) },
    ...wechatStores({ database, sealer, accounts: tenants, massCallsPerMinute, redis }),
    log: silentLogger,
  });
}

/** Null: the simulator that would answer is not running. */
function apiBaseUrl({ environment, serverUrl }: Parts): string | null {
  if (environment.wechat.apiBaseUrl !== null) return environment.wechat.apiBaseUrl;
  return serverUrl === null || environment.simulator.port === 0 ? null : `http://127.0.0.1:${environment.simulator.port}`;
}
