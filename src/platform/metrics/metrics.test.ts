import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMetrics, type Metrics } from "./metrics.js";

let metrics: Metrics;
beforeEach(() => {
  metrics = createMetrics();
});
afterEach(() => metrics.close());

const page = async () => (await metrics.render()).body;

describe("createMetrics", () => {
  it("shows Node's own metrics, the event loop's lag among them", async () => {
    expect(await page()).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect((await metrics.render()).contentType).toMatch(/^text\/plain/);
  });

  it("counts, by labels", async () => {
    const calls = metrics.counter("calls_total", "Calls.", ["api"]);
    calls.add({ api: "send" });
    calls.add({ api: "send" }, 2);
    expect(await page()).toMatch(/^tagcast_calls_total\{api="send"\} 3$/m);
  });

  it("gives the same metric for the same name", async () => {
    metrics.counter("calls_total", "Calls.").add();
    metrics.counter("calls_total", "Calls.").add();
    expect(await page()).toMatch(/^tagcast_calls_total 2$/m);
  });

  it("asks a gauge at each scrape", async () => {
    let sockets = 1;
    metrics.gauge("sockets", "Open sockets.", () => sockets);
    expect(await page()).toMatch(/^tagcast_sockets 1$/m);
    sockets = 7;
    expect(await page()).toMatch(/^tagcast_sockets 7$/m);
  });

  it("sorts observations into buckets and times work", async () => {
    const took = metrics.histogram("took_seconds", "Time.", ["what"]);
    took.observe(0.02, { what: "x" });
    took.start({ what: "x" })();
    expect(await page()).toMatch(/^tagcast_took_seconds_bucket\{le="0.025",what="x"\} 2$/m);
    expect(await page()).toMatch(/^tagcast_took_seconds_count\{what="x"\} 2$/m);
  });

  it("keeps registries apart", async () => {
    const other = createMetrics();
    other.counter("only_there_total", "There.").add();
    expect(await page()).not.toContain("only_there");
    other.close();
  });
});
