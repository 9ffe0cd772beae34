import { describe, expect, test } from "vitest";
import { patchFromCallback, patchFromStatus } from "./batch-result.js";
import { BatchStatus } from "./mass-send.enums.js";
import { type BatchRecord, patched } from "./mass-send.js";

const batch = { status: BatchStatus.ACCEPTED, wechatMsgId: 1n, total: null } as BatchRecord;
const job = { tenantId: 1, msgId: 1n, status: "send success", totalCount: 10, filterCount: 8, sentCount: 7, errorCount: 1 };

describe("patchFromCallback", () => {
  test.each(["send success", "sendsuccess", "Send Success", " send success "])(
    "%j: FINISHED, FilterCount read as what is left",
    (status) => {
      expect(patchFromCallback(batch, { ...job, status })).toEqual({
        status: BatchStatus.FINISHED,
        total: 10,
        filtered: 2,
        sent: 7,
        failed: 1,
        errcode: null,
        errmsg: null,
      });
    },
  );

  test.each([
    ["send fail", null],
    ["err(10001)", 10001],
    ["err(20431)", 20431],
    ["something new", null],
  ])("%s: failed, its number kept", (status, errcode) => {
    expect(patchFromCallback(batch, { ...job, status })).toMatchObject({
      status: BatchStatus.REJECTED,
      errcode,
      errmsg: { en: expect.stringContaining(`${status}: `), zh: expect.stringContaining(`${status}：`) },
    });
  });

  test("counts that contradict each other never become negative", () => {
    expect(patchFromCallback(batch, { ...job, filterCount: 11 })).toMatchObject({ filtered: 0 });
  });

  test("a second one changes nothing", () => {
    expect(patchFromCallback(patched(batch, patchFromCallback(batch, job) ?? {}), job)).toBeNull();
  });

  test("after mass/get was asked, it fills the counts in", () => {
    expect(patchFromCallback(patched(batch, patchFromStatus(batch, "SEND_SUCCESS") ?? {}), job)).toMatchObject({ total: 10, sent: 7 });
  });
});

describe("patchFromStatus", () => {
  test.each([
    ["SEND_SUCCESS", BatchStatus.FINISHED],
    ["DELETE", BatchStatus.FINISHED],
    ["UNKNOWN_TO_WECHAT", BatchStatus.FINISHED],
    ["SEND_FAIL", BatchStatus.REJECTED],
  ] as const)("%s: %s, with no counts invented", (status, expected) => {
    const patch = patchFromStatus(batch, status);
    expect(patch).toMatchObject({ status: expected, errmsg: { en: expect.stringContaining(status), zh: expect.stringContaining(status) } });
    expect(patch).not.toHaveProperty("total");
  });

  test("SENDING, or a batch that has ended: nothing", () => {
    expect(patchFromStatus(batch, "SENDING")).toBeNull();
    expect(patchFromStatus({ ...batch, status: BatchStatus.FINISHED }, "SEND_FAIL")).toBeNull();
  });
});
