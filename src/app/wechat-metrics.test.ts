import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { wechatMetrics } from "./wechat-metrics.js";

describe("wechatMetrics", () => {
  it("counts calls by endpoint and outcome, and their seconds by endpoint", async () => {
    const registry = new Registry();
    const observe = wechatMetrics(registry);
    observe({ endpoint: "/cgi-bin/tags/get", outcome: "ok", errcode: 0, ms: 50 });
    observe({ endpoint: "/cgi-bin/tags/get", outcome: "quota-day", errcode: 45009, ms: 250 });
    const text = await registry.metrics();
    expect(text).toContain('tagcast_wechat_calls_total{endpoint="/cgi-bin/tags/get",outcome="ok"} 1');
    expect(text).toContain('tagcast_wechat_calls_total{endpoint="/cgi-bin/tags/get",outcome="quota-day"} 1');
    expect(text).toContain('tagcast_wechat_call_duration_seconds_sum{endpoint="/cgi-bin/tags/get"} 0.3');
    expect(text).toContain('tagcast_wechat_call_duration_seconds_bucket{le="0.1",endpoint="/cgi-bin/tags/get"} 1');
  });
});
