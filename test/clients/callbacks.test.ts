import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openidOf } from "../../src/simulator/index.js";
import { CallbackCrypto, callbackSignature } from "../../src/wechat/index.js";
import { APP } from "../simulator/support-app.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { type CallbackServer, openCallbackServer, xmlOf } from "../wechat/callback-server.js";
import { CALLBACK_LIBRARIES, CallbackLibrary, encryptedBody, type Read, seal, sealedQuery } from "./support/callback-tasks.js";
import { CALLBACK, collectPushes, MSG_ID, type Pushes } from "./support/pushes.js";
import type { Recorded } from "./support/recorder.js";

const MODES = ["safe", "compatible"] as const;
/** Who begins to follow in which mode; not among the 60 who do from the start. */
const NEWCOMERS = { safe: openidOf(1, 70), compatible: openidOf(1, 71) };
const ours = new CallbackCrypto(APP.appId, CALLBACK.encodingAesKey);
const TEXT = { ToUserName: "gh_1", FromUserName: "o1", CreateTime: 1_481_013_459, MsgType: "text", MsgId: 24 };
/** Messages with every length of padding, 1 to 32. */
const MESSAGES = Array.from({ length: 32 }, (_, length) => xmlOf({ ...TEXT, Content: `你好🎉${"x".repeat(length)}` }));

let database: TestDatabase;
let server: CallbackServer;
let address: string;
const pushes: Partial<Record<(typeof MODES)[number], Pushes>> = {};

beforeAll(async () => {
  database = await createTestDatabase();
  const { token: callbackToken, encodingAesKey } = CALLBACK;
  server = await openCallbackServer(database.database, { appId: APP.appId, callbackToken, encodingAesKey });
  address = await server.app.listen({ host: "127.0.0.1", port: 0 });
  pushes.safe = await collectPushes("safe", 70, address);
  pushes.compatible = await collectPushes("compatible", 71, address);
  await server.service.idle();
});
afterAll(async () => {
  await server.service.stop();
  await server.app.close();
  await database.drop();
});

it("our callback server acts on what the simulator pushes encrypted", () => {
  expect(server.handlers.events).toMatchObject([
    ["subscribed", { openid: NEWCOMERS.safe }],
    ["massSendFinished", { msgId: MSG_ID, sentCount: 61 }],
    ["subscribed", { openid: NEWCOMERS.compatible }],
  ]);
});

describe.each(CALLBACK_LIBRARIES)("callbacks with $name", ({ program, parses, checksAppId }) => {
  let library: CallbackLibrary;
  beforeAll(() => {
    library = new CallbackLibrary(program, CALLBACK.token, CALLBACK.encodingAesKey, APP.appId);
  });
  afterAll(() => library.close());

  const readPush = ({ query, body }: Recorded) => library.read({ ...signed(query), signature: query.get("msg_signature") ?? "" }, body);

  it.each(MODES)("reads what the simulator pushes in %s mode", async (mode) => {
    const { subscribed, massSendFinished } = pushed(mode);
    expect(messageOf(await readPush(subscribed))).toContain(`<FromUserName><![CDATA[${NEWCOMERS[mode]}]]></FromUserName>`);
    expect(messageOf(await readPush(massSendFinished))).toContain(`<MsgID>${MSG_ID}</MsgID>`);
  });

  it("refuses what was altered on the way", async () => {
    const { massSendFinished } = pushed("safe");
    const body = massSendFinished.body.replace(/(<Encrypt><!\[CDATA\[)(.)/, (_all, start, first) => start + (first === "A" ? "B" : "A"));
    expect(await readPush({ ...massSendFinished, body })).toEqual({ refused: true });
  });

  it("reads our encryption, whatever the padding", async () => {
    for (const message of MESSAGES) {
      const sealed = seal(CALLBACK.token, ours.encrypt(message));
      expect(await library.read(sealed, encryptedBody(sealed))).toMatchObject({ message });
    }
  });

  it("is read by us, whatever the padding, and its signature is right", async () => {
    for (const message of MESSAGES) {
      const { encrypt, signature, timestamp, nonce } = await library.write(message);
      expect(ours.decrypt(encrypt)).toBe(message);
      expect(callbackSignature(CALLBACK.token, timestamp, nonce, encrypt)).toBe(signature);
    }
  });

  it("encrypts a callback that our server takes and acts on", async () => {
    const openid = openidOf(1, 80 + CALLBACK_LIBRARIES.findIndex((one) => one.program === program));
    const event = { ...TEXT, FromUserName: openid, MsgType: "event", Event: "subscribe" };
    const sealed = await library.write(xmlOf({ ...event, EventKey: "qrscene_春天" }));
    const url = `${address}/wechat/callback/${APP.appId}?${sealedQuery(CALLBACK.token, sealed)}`;
    const reply = await fetch(url, { method: "POST", body: encryptedBody(sealed), headers: { "content-type": "text/xml" } });
    expect([reply.status, await reply.text()]).toEqual([200, "success"]);
    await server.service.idle();
    expect(server.handlers.events.at(-1)).toMatchObject(["subscribed", { openid }]);
  });

  if (parses) {
    it("understands the simulator's events and signatures", async () => {
      const { subscribed, massSendFinished } = pushed("safe");
      expect(await readPush(subscribed)).toMatchObject({ understood: { event: "subscribe", openid: NEWCOMERS.safe } });
      const finished = { msgId: String(MSG_ID), status: "send success", counts: [61, 61, 61, 0] };
      expect(await readPush(massSendFinished)).toMatchObject({ understood: finished });
      const right = signed(subscribed.query);
      expect(await library.check(right)).toBe(true);
      expect(await library.check({ ...right, nonce: "1" })).toBe(false);
    });
  }

  if (checksAppId) {
    it("refuses what we encrypted for another account", async () => {
      const sealed = seal(CALLBACK.token, new CallbackCrypto("wxffffffffffffffff", CALLBACK.encodingAesKey).encrypt("x"));
      expect(await library.read(sealed, encryptedBody(sealed))).toEqual({ refused: true });
    });
  }
});

function pushed(mode: (typeof MODES)[number]): Pushes {
  const found = pushes[mode];
  if (!found) throw new Error(`nothing was pushed in ${mode} mode`);
  return found;
}

function signed(query: URLSearchParams) {
  const value = (name: string) => query.get(name) ?? "";
  return { signature: value("signature"), timestamp: value("timestamp"), nonce: value("nonce") };
}

function messageOf(read: Read): string {
  if ("refused" in read) throw new Error("the library refused it");
  return read.message;
}
