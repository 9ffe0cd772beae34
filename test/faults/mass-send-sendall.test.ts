import { beforeEach, describe, expect, test } from "vitest";
import { AccountKind } from "../../src/accounts/index.js";
import { BatchResolution, DispatchMethod } from "../../src/mass-sends/index.js";
import { answers, deliveredOnce, finishAll, id, rig, startAnother, statuses, useDriver } from "../support/driver.js";
import { HOUR_MS } from "../support/send-rig.js";

useDriver("wxsendall");

const draft = () => rig.service.createMassSend(rig.principal, { name: "n", audience: { everyone: true }, content: { text: "t" } });
const refusal = async () => {
  const { id: drafted } = await draft();
  return rig.dispatch.startMassSend(rig.principal, drafted).then(
    () => null,
    (error: Error & { code: string }) => `${error.code} ${error.message}`,
  );
};

describe.each([DispatchMethod.TO_ALL, DispatchMethod.BY_TAG])("a send %s", (method) => {
  beforeEach(async () => {
    rig.method = method;
    await startAnother();
  });

  test("is one call for everybody, with the rules of every other", async () => {
    expect(await rig.send(id)).toMatchObject({ status: "PREPARING", method, recipients: 12, batches: 1 });
    answers("accepted-lost");
    await rig.run(id);
    expect(await rig.batch(id, 0)).toMatchObject({ status: "IN_FLIGHT", attempts: 1, fromRank: 0, toRank: 12 });
    rig.advance(2_000);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS", accepted: 12 });
    expect(await rig.batch(id, 0)).toMatchObject({ attempts: 2, wechatMsgId: rig.wechat.jobs[0]?.msgId });
    await finishAll();
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", sent: 12 });
    expect(deliveredOnce()).toBe(12);
  });

  test("is not made while somebody outside the audience would get it, and goes on when that is mended", async () => {
    rig.outsiders = 2;
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED", batchesAccepted: 0, error: expect.stringContaining("2 people outside") });
    expect(rig.wechat.calls).toBe(0);
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "PAUSED" });
    rig.outsiders = 0;
    await rig.dispatch.resumeMassSend(rig.principal, id);
    expect(await rig.run(id)).toMatchObject({ status: "AWAITING_RESULTS" });
    expect(deliveredOnce()).toBe(12);
  });

  test("unanswered for 23 hours is UNKNOWN, and an operator decides", async () => {
    answers("accepted-lost", "lost");
    await rig.run(id);
    rig.advance(23 * HOUR_MS + 1);
    expect(await rig.run(id)).toMatchObject({ status: "NEEDS_ATTENTION", batchesUnknown: 1 });
    await rig.dispatch.resolveUnknownBatch(rig.principal, `${id}.0`, BatchResolution.TREAT_AS_SENT);
    expect(await rig.send(id)).toMatchObject({ status: "COMPLETED", accepted: 12 });
  });

  test("of a tag WeChat does not know is refused as that batch", async () => {
    answers("invalid");
    expect(await rig.run(id)).toMatchObject({ status: "FAILED" });
    expect(await statuses()).toEqual(["REJECTED"]);
  });
});

describe("the plan", () => {
  test.each<[string, number | null]>([
    ["counts somebody else", 13],
    ["says nothing", null],
  ])("is by openid where WeChat %s", async (_what, counted) => {
    rig.method = DispatchMethod.TO_ALL;
    rig.countedAtWeChat = () => counted;
    await startAnother();
    expect(await rig.send(id)).toMatchObject({ method: "BY_OPENID", batches: 3 });
  });

  test("is by openid for the fifth send to all of a month, which WeChat would refuse, and to all again in the next month", async () => {
    rig.method = DispatchMethod.TO_ALL;
    const methods: (string | null)[] = [];
    for (let n = 0; n < 5; n++) {
      await startAnother();
      methods.push((await rig.send(id)).method);
      await rig.run(id);
    }
    expect(methods).toEqual(["TO_ALL", "TO_ALL", "TO_ALL", "TO_ALL", "BY_OPENID"]);
    rig.advance(31 * 24 * HOUR_MS);
    await startAnother();
    expect(await rig.send(id)).toMatchObject({ method: "TO_ALL" });
  });
});

describe("a subscription account", () => {
  beforeEach(() => {
    rig.accountKind = AccountKind.SUBSCRIPTION;
  });

  test("is told why a list of people is refused, and what to do instead", async () => {
    expect(await refusal()).toMatch(/^CONFLICT id: this is a subscription account.*never listed.*mirrorToWeChat/);
  });

  test("sends to all where that is exact", async () => {
    rig.method = DispatchMethod.TO_ALL;
    await startAnother();
    expect(await rig.send(id)).toMatchObject({ method: "TO_ALL" });
    rig.outsiders = 1;
    expect(await refusal()).toContain("1 people outside the audience");
  });
});

test("an account that WeChat has not verified may not send at all", async () => {
  rig.verified = false;
  expect(await refusal()).toMatch(/^CONFLICT id: this account is not verified/);
});
