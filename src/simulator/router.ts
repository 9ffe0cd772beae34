import { isUtf8 } from "node:buffer";
import type { Call, Endpoint, Reply } from "./endpoint.js";
import { ALL_ENDPOINTS } from "./endpoints/index.js";
import { ApiError } from "./errcodes.js";
import type { FileReply } from "./file-reply.js";
import { hasForbiddenEscapes, isObject, type JsonObject, readJson } from "./json.js";
import { parseMultipart } from "./media/multipart.js";
import type { Account } from "./model/account.js";
import type { World } from "./world.js";

const WELL_FORMED_TOKEN = /^[\w-]{32,512}$/;
const ENDPOINTS = new Map(ALL_ENDPOINTS.map((endpoint) => [endpoint.path, endpoint]));

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The caller's address. */
  ip: string;
  /** See Call. */
  origin: string;
  contentType: string;
  body: Buffer;
}

/** Every path of the API that there is here. */
export function knownPaths(): string[] {
  return [...ENDPOINTS.keys()];
}

/** Whether the path takes files, which are bigger than any JSON. */
export function takesUploads(path: string): boolean {
  const endpoint = ENDPOINTS.get(path);
  return endpoint?.token === "required" && endpoint.upload === true;
}

/** Checks in WeChat's order (path, verb, token, quota, body) and runs the endpoint. Throws ApiError. */
export async function route(request: ApiRequest, call: Omit<Call, "body">): Promise<Reply | FileReply> {
  const endpoint = ENDPOINTS.get(request.path);
  if (!endpoint) throw new ApiError(40066);
  if (request.method !== endpoint.method) throw new ApiError(endpoint.method === "GET" ? 43001 : 43002);
  if (endpoint.token === "none") return endpoint.run(Object.assign(call, { body: bodyOf(request, endpoint) }));
  const account = accountOf(call.world, request.query, call.now);
  account.quotas.take(endpoint.path, call.now);
  if (endpoint.upload)
    return endpoint.run(Object.assign(call, { account, body: {}, form: parseMultipart(request.contentType, request.body) }));
  return endpoint.run(Object.assign(call, { account, body: bodyOf(request, endpoint), form: null }));
}

/** The account whose token the query carries; 41001, 40014, 40001 or 42001. */
function accountOf(world: World, query: URLSearchParams, now: number): Account {
  const token = query.get("access_token") ?? "";
  if (token === "") throw new ApiError(41001);
  if (!WELL_FORMED_TOKEN.test(token)) throw new ApiError(40014);
  const account = world.accountOfToken(token);
  const verdict = account ? account.tokens.check(token, now) : 40001;
  if (!account || verdict !== 0) throw new ApiError(verdict);
  if (account.service.conditions.apiForbidden) throw new ApiError(48004);
  return account;
}

function bodyOf({ body }: ApiRequest, endpoint: Endpoint): JsonObject {
  if (endpoint.method === "GET") return {};
  if (body.length === 0) {
    if (endpoint.emptyBody) return {};
    throw new ApiError(44002);
  }
  if (!isUtf8(body)) throw new ApiError(40033);
  const text = body.toString("utf8");
  if (hasForbiddenEscapes(text)) throw new ApiError(40033);
  const parsed = parse(text);
  if (!isObject(parsed)) throw new ApiError(47001);
  return parsed;
}

function parse(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    throw new ApiError(47001);
  }
}
