import type { MassRunner } from "./callbacks/mass-runner.js";
import type { PublishRunner } from "./callbacks/publish-runner.js";
import type { TemplateRunner } from "./callbacks/template-runner.js";
import type { FileReply } from "./file-reply.js";
import type { JsonObject } from "./json.js";
import type { MultipartForm } from "./media/multipart.js";
import type { Account } from "./model/account.js";
import type { World } from "./world.js";

/** What a call may use; `now` is the simulator's time at its arrival. */
export interface Call {
  world: World;
  runner: MassRunner;
  templateRunner: TemplateRunner;
  publishRunner: PublishRunner;
  query: URLSearchParams;
  /** The caller's address. */
  ip: string;
  /** `http://` and the host the caller used: addresses in replies lead back here. */
  origin: string;
  /** The JSON body; empty for GET. */
  body: JsonObject;
  now: number;
  /** Set by mass sends, so that a fault that loses the reply can put the id in doubt. */
  clientMsgId?: string;
}

export interface AccountCall extends Call {
  account: Account;
  /** What was uploaded; null for other calls, and when the body was no form. */
  form: MultipartForm | null;
}

/** A reply's JSON; bigints are written as integers. */
export type Reply = Record<string, unknown>;

interface EndpointShape {
  method: "GET" | "POST";
  path: string;
}

/** A call that carries an access token: token, quota and body are checked before `run`. */
export interface AccountEndpoint extends EndpointShape {
  token: "required";
  /** True where WeChat takes an empty body for `{}`. */
  emptyBody?: boolean;
  /** The body is multipart/form-data and may be as big as a video. */
  upload?: boolean;
  run(call: AccountCall): Reply | FileReply | Promise<Reply | FileReply>;
}

/** A call that proves itself by appid and secret. */
export interface OpenEndpoint extends EndpointShape {
  token: "none";
  emptyBody?: boolean;
  run(call: Call): Reply | Promise<Reply>;
}

export type Endpoint = AccountEndpoint | OpenEndpoint;

/** An endpoint of api.weixin.qq.com under an access token. */
export function endpoint(
  method: "GET" | "POST",
  path: string,
  run: AccountEndpoint["run"],
  options: Pick<AccountEndpoint, "emptyBody" | "upload"> = {},
): AccountEndpoint {
  return { method, path: `/cgi-bin/${path}`, token: "required", run, ...options };
}

export const OK: Reply = { errcode: 0, errmsg: "ok" };
