import { NotFoundError } from "../graphql/errors.js";
import type { CallObserver } from "./call-observer.js";
import { httpWeChatClient } from "./http-wechat-client.js";
import type { MassCallLimiter } from "./mass-call-limiter.js";
import { checkToken, type TokenVerdict } from "./token-check.js";
import { TokenKeeper, type TokenLife } from "./token-keeper.js";
import { issueToken } from "./token-source.js";
import type { TokenStore } from "./token-store.port.js";
import type { WeChatAccounts } from "./wechat-accounts.port.js";
import { WeChatCaller } from "./wechat-caller.js";
import type { WeChatClient, WeChatClients } from "./wechat-client.js";
import { WeChatHttp, type WeChatHttpOptions } from "./wechat-http.js";
import type { WeChatLog } from "./wechat-log.js";

export interface HttpWeChatClientsParts {
  http: WeChatHttpOptions;
  accounts: WeChatAccounts;
  tokens: TokenStore;
  limiter: MassCallLimiter;
  log: WeChatLog;
  /** Told of every call made; must not throw. */
  onCall?: CallObserver;
  /** Waits between the tries of calls that may be repeated. */
  retryDelaysMs?: readonly number[];
  /** How long WeChat is given to know a token it has just issued. */
  tokenLagWaitMs?: number;
}

interface Account {
  client: WeChatClient;
  keeper: TokenKeeper;
}

/** The clients of all tenants over one set of connections; one keeper of tokens for each tenant. */
export class HttpWeChatClients implements WeChatClients {
  private readonly http: WeChatHttp;
  private readonly accounts = new Map<number, Account>();
  private started = false;

  constructor(private readonly parts: HttpWeChatClientsParts) {
    this.http = new WeChatHttp(parts.http, parts.onCall);
  }

  async forTenant(tenantId: number): Promise<WeChatClient> {
    return (await this.account(tenantId)).client;
  }

  /** Throws NotFoundError for an unknown tenant. */
  async keeperFor(tenantId: number): Promise<TokenKeeper> {
    return (await this.account(tenantId)).keeper;
  }

  /** What WeChat says to a token that somebody brought; see `checkToken`. */
  checkToken(token: string, openids: readonly string[]): Promise<TokenVerdict> {
    return checkToken(this.http, token, openids);
  }

  /** Of the tokens this process uses, one for each tenant. */
  tokenLives(): TokenLife[] {
    return [...this.accounts.values()].flatMap(({ keeper }) => keeper.life() ?? []);
  }

  /** From now on the token of every tenant that is used is renewed ahead of its end; those of `tenantIds` from the start. */
  async start(tenantIds: readonly number[] = []): Promise<void> {
    this.started = true;
    for (const { keeper } of this.accounts.values()) keeper.start();
    await Promise.all(tenantIds.map((tenantId) => this.account(tenantId)));
  }

  /** Waits some seconds for calls and refreshes under way. */
  async close(): Promise<void> {
    this.started = false;
    await Promise.all([this.http.close(), ...[...this.accounts.values()].map(({ keeper }) => keeper.stop())]);
  }

  private async account(tenantId: number): Promise<Account> {
    const known = this.accounts.get(tenantId);
    if (known) return known;
    const { appId } = await this.credentials(tenantId);
    // Somebody else may have made it during the await.
    const account = this.accounts.get(tenantId) ?? this.open(tenantId, appId);
    this.accounts.set(tenantId, account);
    return account;
  }

  private open(tenantId: number, appId: string): Account {
    const { tokens: store, limiter, log, retryDelaysMs, tokenLagWaitMs: lagWaitMs } = this.parts;
    const issue = async (force: boolean) => issueToken(this.http, await this.credentials(tenantId), force, retryDelaysMs?.slice(0, 1));
    const keeper = new TokenKeeper({ tenantId, store, issue, log, ...(lagWaitMs === undefined ? {} : { lagWaitMs }) });
    if (this.started) keeper.start();
    const caller = new WeChatCaller(this.http, keeper, retryDelaysMs);
    return { keeper, client: httpWeChatClient({ appId, caller, tryMassCall: () => limiter.tryTake(tenantId) }) };
  }

  private async credentials(tenantId: number) {
    const credentials = await this.parts.accounts.byTenantId(tenantId);
    if (!credentials) throw new NotFoundError("tenant", tenantId);
    return credentials;
  }
}
