import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { CallbackAccount } from "../../src/callbacks/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CallbackServer, openCallbackServer, signedUrl, xmlOf } from "./callback-server.js";

export const AT = 1_481_013_459;
export const EVENT = { ToUserName: "gh_1", FromUserName: "o1", CreateTime: AT, MsgType: "event" };
export const FINISHED = xmlOf({
  ...EVENT,
  Event: "MASSSENDJOBFINISH",
  MsgID: "9007199254740993",
  Status: "send success",
  TotalCount: 296,
  FilterCount: 295,
  SentCount: 294,
  ErrorCount: 1,
});
export const FINISHED_EVENT = {
  tenantId: 1,
  msgId: 9007199254740993n,
  status: "send success",
  totalCount: 296,
  filterCount: 295,
  sentCount: 294,
  errorCount: 1,
  at: new Date(AT * 1_000),
};
export const subscribe = (openid: string, at = AT, event = "subscribe") =>
  xmlOf({ ...EVENT, FromUserName: openid, CreateTime: at, Event: event, EventKey: "" });

export const SUCCESS = { status: 200, body: "success" };

interface Post {
  url: string;
  payload: string;
  headers?: Record<string, string>;
}

/** A callback server, new for each test, over a database of the calling file's own. */
export class CallbackRig {
  readonly test: TestDatabase;
  readonly server: CallbackServer;

  constructor(test: TestDatabase, server: CallbackServer) {
    this.test = test;
    this.server = server;
  }

  /** Resolves when the callback has also been acted on. */
  async post(request: Post): Promise<{ status: number; body: string }> {
    const { statusCode, body } = await this.server.app.inject({ method: "POST", headers: { "content-type": "text/xml" }, ...request });
    await this.server.service.idle();
    return { status: statusCode, body };
  }

  postPlain(payload: string, options: Parameters<typeof signedUrl>[0] = {}) {
    return this.post({ url: signedUrl(options), payload });
  }

  stored() {
    return this.test.database.prisma.callback.findMany({ orderBy: { id: "asc" } });
  }

  /** Makes all that was received older, as if the time had passed. */
  async pass(seconds: number): Promise<void> {
    await this.test.database.pool.query("UPDATE callback SET received_at = received_at - make_interval(secs => $1)", [seconds]);
  }
}

/** For the tests of one describe, whose account is `ACCOUNT` with `change`. */
export function useCallbackRig(change: Partial<CallbackAccount> = {}): () => CallbackRig {
  let test: TestDatabase;
  let rig: CallbackRig;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.database.prisma.callback.deleteMany();
    rig = new CallbackRig(test, await openCallbackServer(test.database, change));
  });
  afterEach(async () => {
    await rig.server.service.stop();
    await rig.server.app.close();
  });
  return () => rig;
}
