import { setTimeout as sleep } from "node:timers/promises";
import { errors, Pool } from "undici";
import { WeChatError } from "./wechat-error.js";
import type { meaningOf } from "./wechat-error-codes.js";
import { writeWeChatJson } from "./wechat-json.js";
import { readReply } from "./wechat-reply.js";

export interface WeChatHttpOptions {
  /** e.g. https://api.weixin.qq.com; a path in it is put before every endpoint. */
  baseUrl: string;
  connectTimeoutMs?: number;
  /** Until the reply begins. */
  headersTimeoutMs?: number;
  /** Between two pieces of the reply, and for all of it together. */
  bodyTimeoutMs?: number;
  connections?: number;
}

export interface WeChatRequest {
  /** e.g. `/cgi-bin/tags/get`. */
  endpoint: string;
  query?: Readonly<Record<string, string>>;
  /** Posted as JSON; without one the request is a GET. */
  body?: unknown;
  /** Tokens and secrets in this request: kept out of errors. */
  secrets: readonly string[];
  meaning?: typeof meaningOf;
}

/** A page of 10,000 openids is 0.3 MB, 20 drafts with content up to 20 MB. */
const MAX_REPLY_BYTES = 32 * 1024 * 1024;
const KEEP_ALIVE_MS = 30_000;
/** A stop of the whole program may take 10 s. */
const CLOSE_GRACE_MS = 5_000;

/** WeChat's API over kept-alive connections. Rejects with WeChatError only; never repeats a request. */
export class WeChatHttp {
  private readonly pool: Pool;
  private readonly basePath: string;
  private readonly totalTimeoutMs: number;

  constructor(options: WeChatHttpOptions) {
    const { connectTimeoutMs = 3_000, headersTimeoutMs = 15_000, bodyTimeoutMs = 15_000, connections = 16 } = options;
    const base = new URL(options.baseUrl);
    this.basePath = base.pathname.replace(/\/+$/, "");
    this.totalTimeoutMs = connectTimeoutMs + headersTimeoutMs + bodyTimeoutMs;
    this.pool = new Pool(base.origin, {
      connections,
      connect: { timeout: connectTimeoutMs },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: bodyTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxResponseSize: MAX_REPLY_BYTES,
    });
  }

  /** The parsed reply of a call that succeeded (errcode 0 or none). */
  async send(request: WeChatRequest): Promise<object> {
    const { status, text } = await this.exchange(request).catch((error: unknown) => {
      throw new WeChatError("unclear", request.endpoint, null, describeFault(error));
    });
    if (status === 200) return readReply(request.endpoint, text, request.secrets, request.meaning);
    // WeChat answers 200 even to a refusal; any other status comes from something in between.
    throw new WeChatError("unclear", request.endpoint, null, `HTTP ${status}`, { httpStatus: status });
  }

  /** Waits for the calls under way, but not long; those that take longer end as unclear. */
  async close(): Promise<void> {
    const hurry = new AbortController();
    const patience = sleep(CLOSE_GRACE_MS, null, { signal: hurry.signal }).then(
      () => this.pool.destroy(),
      () => null,
    );
    await Promise.race([this.pool.close(), patience]);
    hurry.abort();
  }

  private async exchange({ endpoint, query, body }: WeChatRequest): Promise<{ status: number; text: string }> {
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const posts = body !== undefined;
    const reply = await this.pool.request({
      method: posts ? "POST" : "GET",
      path: `${this.basePath}${endpoint}${search}`,
      headers: posts ? { "content-type": "application/json; charset=utf-8" } : {},
      ...(posts ? { body: writeWeChatJson(body) } : {}),
      signal: AbortSignal.timeout(this.totalTimeoutMs),
    });
    return { status: reply.statusCode, text: await reply.body.text() };
  }
}

/** In our own words: undici's errors carry the request's path, and with it the token. */
function describeFault(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return "no answer in time";
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
  if (error instanceof errors.ConnectTimeoutError || code === "ETIMEDOUT") return `could not connect in time (${code})`;
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) return `no answer in time (${code})`;
  return `the connection failed (${code})`;
}
