import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Bench, bench, CALLBACK_TOKEN, type Received, receiver, xmlField } from "./support.js";

const sha1 = (...parts: string[]) => createHash("sha1").update(parts.sort().join("")).digest("hex");
const encryptOf = ({ body }: Received) => xmlField(body, "Encrypt") ?? "";
const signatureOf = ({ query }: Received, ...more: string[]) =>
  sha1(CALLBACK_TOKEN, query.get("timestamp") ?? "", query.get("nonce") ?? "", ...more);

async function forged(forgery: string): Promise<Received> {
  const { received, safe } = await receiver();
  const b = await bench({ app: { callback: safe } });
  await b.control("POST callbacks", { kind: "forged", forgery, event: "subscribe", follower: 1 });
  return received[0] as Received;
}

describe("a forged callback", () => {
  it("stale: an hour old, but rightly signed", async () => {
    const push = await forged("stale");
    expect(push.query.get("msg_signature")).toBe(signatureOf(push, encryptOf(push)));
    const age = Date.now() / 1000 - Number(push.query.get("timestamp"));
    expect([age > 3599, age < 3700]).toEqual([true, true]);
  });

  it("tampered: altered after it was signed", async () => {
    const push = await forged("tampered");
    expect(push.query.get("signature")).toBe(signatureOf(push));
    expect(push.query.get("msg_signature")).not.toBe(signatureOf(push, encryptOf(push)));
    expect(Buffer.from(encryptOf(push), "base64").length % 32).toBe(0);
  });

  it("may be of any event or message", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: { ...safe, mode: "compatible" } } });
    const order = { event: "LOCATION", latitude: 1, longitude: 2, follower: 3 };
    expect(await b.control("POST callbacks", { kind: "forged", order })).toEqual({ status: 200, body: "success" });
    expect(xmlField(received[0]?.body ?? "", "Event")).toBe("LOCATION");
  });
});

describe("a replayed callback", () => {
  const replay = (b: Bench) => b.control("POST callbacks", { kind: "replay" });

  it("is the last one byte for byte, with its old signature", async () => {
    const { received, safe } = await receiver();
    const b = await bench({ app: { callback: safe } });
    expect((await replay(b)).error).toBe("nothing was pushed yet");
    await b.control("POST events", { event: "unsubscribe", follower: 1 });
    await replay(b);
    const [first, second] = received as [Received, Received];
    expect([second.body, String(second.query)]).toEqual([first.body, String(first.query)]);
  });
});
