import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";
import { type CallObserver, observed } from "./call-observer.js";
import type { DownloadedFile, UploadFile } from "./calls/media-calls.js";
import { DownloadStream, firstPiece, isText } from "./download.js";
import { encodeForm, UnreadableFileError } from "./multipart.js";
import { describeFault } from "./transport-fault.js";
import { WeChatError } from "./wechat-error.js";
import type { meaningOf } from "./wechat-error-codes.js";
import { writeWeChatBody } from "./wechat-json.js";
import { readReply } from "./wechat-reply.js";

export interface WeChatHttpOptions {
  /** e.g. https://api.weixin.qq.com; a path in it is put before every endpoint. */
  baseUrl: string;
  connectTimeoutMs?: number;
  /** Until the reply begins. */
  headersTimeoutMs?: number;
  /** Between two pieces of the reply, and for all of it together. */
  bodyTimeoutMs?: number;
  /** For a whole upload or download. */
  transferTimeoutMs?: number;
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

/** A form with one file, in the field `media` as WeChat wants it. */
export interface WeChatUpload {
  fields: Readonly<Record<string, string>>;
  file: Pick<UploadFile, "fileName" | "contentType" | "size">;
  /** The file's bytes. */
  content: Readable;
}

/** A page of 10,000 openids is 0.3 MB, 20 drafts with content up to 20 MB, the largest file 10 MB. */
const MAX_REPLY_BYTES = 32 * 1024 * 1024;
const KEEP_ALIVE_MS = 30_000;
/** A stop of the whole program may take 10 s. */
const CLOSE_GRACE_MS = 5_000;

/** WeChat's API over kept-alive connections. Rejects with WeChatError only; never repeats a request. */
export class WeChatHttp {
  private readonly pool: Pool;
  private readonly basePath: string;
  private readonly totalTimeoutMs: number;
  private readonly transferTimeoutMs: number;

  constructor(
    options: WeChatHttpOptions,
    private readonly observer?: CallObserver,
  ) {
    const { connectTimeoutMs = 3_000, headersTimeoutMs = 15_000, bodyTimeoutMs = 15_000, connections = 16 } = options;
    const base = new URL(options.baseUrl);
    this.basePath = base.pathname.replace(/\/+$/, "");
    this.totalTimeoutMs = connectTimeoutMs + headersTimeoutMs + bodyTimeoutMs;
    this.transferTimeoutMs = options.transferTimeoutMs ?? 180_000;
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
  send(request: WeChatRequest): Promise<object> {
    return this.ask(request, { ...jsonOptions(request), signal: AbortSignal.timeout(this.totalTimeoutMs) });
  }

  /** As `send`, with a file, which is read as fast as WeChat takes it. One that cannot be read to its end is `invalid`. */
  upload(request: Omit<WeChatRequest, "body">, { fields, file, content }: WeChatUpload): Promise<object> {
    const form = encodeForm(fields, { ...file, name: "media", content });
    return this.ask(request, {
      method: "POST",
      headers: { "content-type": form.contentType, "content-length": String(form.contentLength) },
      body: form.body,
      // It starts with the request, not at its end, and a slow line may take most of the time for the file.
      headersTimeout: this.transferTimeoutMs,
      signal: AbortSignal.timeout(this.transferTimeoutMs),
    });
  }

  /** A file, or the parsed reply where WeChat answers with JSON instead of one. */
  download(request: WeChatRequest): Promise<{ file: DownloadedFile } | { reply: object }> {
    const { endpoint, secrets } = request;
    return observed(endpoint, this.observer, async () => {
      const answer = await this.open(request, { ...jsonOptions(request), signal: AbortSignal.timeout(this.transferTimeoutMs) });
      const contentType = textOf(answer.headers["content-type"]);
      const first = await inWords(endpoint, firstPiece(answer.body));
      const content = new DownloadStream(first, answer.body, (error) => faultOf(endpoint, error));
      if (isText(contentType, first)) return { reply: readReply(endpoint, await text(content), secrets) };
      const size = Number(textOf(answer.headers["content-length"]) ?? Number.NaN);
      return { file: { contentType, size: Number.isSafeInteger(size) ? size : null, content } };
    });
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

  private ask(request: WeChatRequest, options: RequestOptions): Promise<object> {
    const { endpoint, secrets, meaning } = request;
    return observed(endpoint, this.observer, async () => {
      const answer = await this.open(request, options);
      return readReply(endpoint, await inWords(endpoint, answer.body.text()), secrets, meaning);
    });
  }

  /** An answer that may be WeChat's, its body not read yet. */
  private async open({ endpoint, query }: WeChatRequest, options: RequestOptions): Promise<Dispatcher.ResponseData> {
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const answer = await inWords(endpoint, this.pool.request({ ...options, path: `${this.basePath}${endpoint}${search}` }));
    if (answer.statusCode === 200 && answer.headers["content-encoding"] === undefined) return answer;
    await inWords(endpoint, answer.body.text());
    // WeChat answers 200 even to a refusal, and compresses nothing unasked: this comes from something in between.
    const { statusCode: httpStatus } = answer;
    throw new WeChatError("unclear", endpoint, null, httpStatus === 200 ? "the reply is compressed" : `HTTP ${httpStatus}`, { httpStatus });
  }
}

type RequestOptions = Omit<Dispatcher.RequestOptions, "path" | "origin">;

function jsonOptions({ body }: WeChatRequest): RequestOptions {
  if (body === undefined) return { method: "GET" };
  return { method: "POST", headers: { "content-type": "application/json; charset=utf-8" }, body: writeWeChatBody(body) };
}

async function inWords<T>(endpoint: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw faultOf(endpoint, error);
  }
}

function faultOf(endpoint: string, error: unknown): WeChatError {
  return error instanceof UnreadableFileError
    ? new WeChatError("invalid", endpoint, null, error.message)
    : new WeChatError("unclear", endpoint, null, describeFault(error));
}

function textOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
