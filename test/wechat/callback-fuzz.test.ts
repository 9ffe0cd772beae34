import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AT, EVENT, FINISHED, useCallbackRig } from "./callback-rig.js";
import { encryptedRequest, signedUrl, xmlOf } from "./callback-server.js";
import { JOB_EVENTS } from "./fixtures/job-events.js";
import { MESSAGES, PERSON_EVENTS } from "./fixtures/person-events.js";

const HEAD = `<ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>${AT}</CreateTime>`;
const BODIES = [
  FINISHED,
  xmlOf({ ...EVENT, Event: "subscribe" }),
  JSON.stringify({ ...EVENT, Event: "LOCATION", Latitude: 1.5, Longitude: 2 }),
  ...[...PERSON_EVENTS, ...JOB_EVENTS].map(([, xml]) => `<xml>${HEAD}<MsgType>event</MsgType>${xml}</xml>`),
  ...MESSAGES.map(([, xml]) => `<xml>${HEAD}${xml}</xml>`),
];

/** A cut, a doubled piece, a strange piece, or another digit, anywhere. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 12 }),
  insert: fc.oneof(
    fc.constantFrom(
      "",
      "\0",
      "\ud800",
      "<",
      ">",
      "]]>",
      "<![CDATA[",
      "&#0;",
      "&lt;",
      "<!--",
      "{",
      '"',
      "[",
      "9".repeat(400),
      "-",
      ".",
      "e999",
      "NaN",
      "null",
    ),
    fc.constantFrom(
      "<item>",
      "</item>",
      "<xml>",
      "__proto__",
      "<FromUserName>x</FromUserName>",
      "\ufeff",
      "\r\n",
      "💥",
      "'; DROP TABLE callback; --",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  ),
});
const mutated = fc.tuple(fc.constantFrom(...BODIES), fc.array(mutation, { minLength: 1, maxLength: 4 })).map(([body, mutations]) =>
  mutations.reduce((text, { at, remove, insert }) => {
    const place = Math.floor(at * text.length);
    return text.slice(0, place) + insert + text.slice(place + remove);
  }, body),
);

describe("random changes of rightly signed callbacks", () => {
  const plain = useCallbackRig({ encodingAesKey: null });
  const safe = useCallbackRig();

  it("are taken or refused in plain mode, never a fault of ours", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 20, maxLength: 20 }), async (bodies) => {
        const answers = await Promise.all(bodies.map((payload) => plain().postPlain(payload)));
        for (const { status } of answers) expect([200, 400, 403]).toContain(status);
      }),
      { numRuns: 60 },
    );
    expect(plain().server.log.lines.join()).not.toContain("could not");
  });

  it("are taken or refused inside the encryption, never a fault of ours", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: 20, maxLength: 20 }), async (bodies) => {
        const answers = await Promise.all(bodies.map((body) => safe().post(encryptedRequest(body))));
        for (const { status } of answers) expect([200, 400]).toContain(status);
      }),
      { numRuns: 30 },
    );
    expect(safe().server.log.lines.join()).not.toContain("could not");
  });

  it("change nothing once the signature was made", async () => {
    const request = encryptedRequest(FINISHED);
    const flip = fc.tuple(fc.nat({ max: request.payload.length - 1 }), fc.integer({ min: 1, max: 127 }));
    await fc.assert(
      fc.asyncProperty(flip, async ([at, by]) => {
        const code = (request.payload.charCodeAt(at) + by) % 128;
        const payload = request.payload.slice(0, at) + String.fromCharCode(code) + request.payload.slice(at + 1);
        const { status } = await safe().post({ url: request.url, payload });
        expect([200, 400, 403]).toContain(status);
      }),
      { numRuns: 300 },
    );
    // A change beside the ciphertext leaves what is signed as it was, so that the event may be there; nothing else is.
    expect(await safe().post(request)).toMatchObject({ status: 200 });
    expect((await safe().stored()).map(({ dedupeKey }) => dedupeKey)).toEqual(["MASSSENDJOBFINISH:9007199254740993"]);
  });

  it("of the query are refused", async () => {
    const query = fc.dictionary(
      fc.constantFrom("signature", "timestamp", "nonce", "msg_signature"),
      fc.string({ unit: "binary", maxLength: 60 }),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(query, async (parts) => {
        const url = new URL(signedUrl({ encrypted: "x" }), "http://localhost");
        for (const [name, value] of Object.entries(parts)) url.searchParams.set(name, value);
        expect([400, 403]).toContain(
          (await safe().post({ url: url.pathname + url.search, payload: encryptedRequest(FINISHED).payload })).status,
        );
      }),
      { numRuns: 300 },
    );
  });
});
