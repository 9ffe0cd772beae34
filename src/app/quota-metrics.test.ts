import { Registry } from "prom-client";
import { expect, it, vi } from "vitest";
import { quotaMetrics } from "./quota-metrics.js";

type Quota = { dailyLimit: number; used: number; remaining: number } | Error;

function rig(quotas: Record<number, Quota>) {
  const registry = new Registry();
  const asked: string[] = [];
  const forTenant = async (tenantId: number) => ({
    apiQuota: async (path: string) => {
      asked.push(`${tenantId} ${path}`);
      const quota = quotas[tenantId];
      if (quota === undefined || quota instanceof Error) throw quota ?? new Error("unknown tenant");
      return quota;
    },
  });
  const tenantIds = async () => Object.keys(quotas).map(Number);
  quotaMetrics(registry, { tenantIds, clients: { forTenant } as never });
  const shown = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("tagcast_"));
  return { asked, shown };
}

it("shows the account with the fewest calls left, without waiting for WeChat, and asks it once in ten minutes", async () => {
  const { asked, shown } = rig({ 1: { dailyLimit: 100, used: 3, remaining: 97 }, 2: { dailyLimit: 100, used: 88, remaining: 12 } });
  expect(await shown()).toEqual([]);
  await vi.waitFor(async () =>
    expect(await shown()).toEqual([
      'tagcast_wechat_quota_left_calls{endpoint="/cgi-bin/message/mass/send"} 12',
      'tagcast_wechat_quota_left_calls{endpoint="/cgi-bin/message/mass/sendall"} 12',
    ]),
  );
  expect(asked).toHaveLength(4);
});

it("leaves out accounts without a limit and those that WeChat says nothing of", async () => {
  const { asked, shown } = rig({
    1: { dailyLimit: 0, used: 0, remaining: 0 },
    2: new Error("40001"),
    3: { dailyLimit: 100, used: 0, remaining: 100 },
  });
  await shown();
  await vi.waitFor(async () => expect(await shown()).toHaveLength(2));
  expect(asked).toHaveLength(6);
  expect((await shown())[0]).toContain("} 100");
});
