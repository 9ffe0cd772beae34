import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.js";

describe("createMetrics", () => {
  it("shows memory and event loop lag, in a registry of its own", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    const text = await one.metrics();
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(one).not.toBe(other);
  });
});
