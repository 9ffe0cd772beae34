import { describe, expect, it } from "vitest";
import { type Bench, bench, eventually, type Json, range, receiver, TEXT, xmlField } from "./support.js";

const HALF_AN_HOUR_MS = 30 * 60_000;

/** A protected account whose clock moves by hand. */
async function protectedAccount() {
  const { received, plain } = await receiver();
  const app = { callback: plain, sendProtection: true, initialTags: [{ name: "ten", members: range(10) }] };
  const b = await bench({ app, speedFactor: 1 });
  await b.sim.setClockSpeed(0);
  return { b, statuses: () => received.map(({ body }) => xmlField(body, "Status")) };
}

const sendAll = (b: Bench, filter: Json) => b.post("message/mass/sendall", { ...TEXT, filter });
const stateOf = async (b: Bench, msg_id: unknown) => (await b.post("message/mass/get", { msg_id })).msg_status;

describe("API send protection", () => {
  it("lets a send to everyone wait; approved, it goes out", async () => {
    const { b, statuses } = await protectedAccount();
    const { errcode, msg_id } = await sendAll(b, { is_to_all: true });
    expect(errcode).toBe(0);
    await b.sim.advanceClock(60_000);
    expect(await stateOf(b, msg_id)).toBe("SENDING");
    expect(await b.control("GET ledger")).toMatchObject({ jobs: 1, deliveries: 0 });
    await b.control("POST administrator", { answer: "approve" });
    expect(await b.control("GET ledger")).toMatchObject({ jobs: 1, recipients: 100, deliveredOnce: 100 });
    await b.sim.advanceClock(2000);
    await eventually(() => expect(statuses()).toEqual(["send success"]));
    expect(await stateOf(b, msg_id)).toBe("SEND_SUCCESS");
    await b.sim.advanceClock(HALF_AN_HOUR_MS);
    expect(statuses()).toEqual(["send success"]);
  });

  it("refused by the administrator fails with err(40001), without an answer in 30 minutes with err(40002)", async () => {
    const { b, statuses } = await protectedAccount();
    const refused = await sendAll(b, { is_to_all: true });
    await b.control("POST administrator", { msgId: String(refused.msg_id), answer: "refuse" });
    await eventually(() => expect(statuses()).toEqual(["err(40001)"]));
    expect(await stateOf(b, refused.msg_id)).toBe("SEND_FAIL");
    const forgotten = await b.post("message/mass/sendall", { ...TEXT, filter: { is_to_all: true }, clientmsgid: "second" });
    await b.sim.advanceClock(HALF_AN_HOUR_MS - 1000);
    expect(await stateOf(b, forgotten.msg_id)).toBe("SENDING");
    await b.sim.advanceClock(1000);
    await eventually(() => expect(statuses()).toEqual(["err(40001)", "err(40002)"]));
    expect(await b.control("GET ledger")).toMatchObject({ deliveries: 0 });
    expect((await b.control("POST administrator", { answer: "approve" })).error).toContain("waits");
  });

  it("does not hold up sends to a tag or to openids", async () => {
    const { b, statuses } = await protectedAccount();
    await sendAll(b, { tag_id: 100 });
    await b.post("message/mass/send", { ...TEXT, touser: [b.openid(20), b.openid(21)] });
    await b.sim.advanceClock(2000);
    await eventually(() => expect(statuses()).toEqual(["send success", "send success"]));
  });

  it("is remembered by clientmsgid while it waits", async () => {
    const { b } = await protectedAccount();
    const { msg_id } = await sendAll(b, { is_to_all: true });
    expect(await sendAll(b, { is_to_all: true })).toMatchObject({ errcode: 45065, msg_id });
  });
});
