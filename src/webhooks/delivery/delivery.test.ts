import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { outcomeOf } from "./courier.js";
import { isToBeStopped, RETRY_DELAYS_MS, retryDelayMs } from "./retries.js";
import { signature, signedHeaders } from "./signature.js";

describe("signature", () => {
  // The example of standardwebhooks.com's reference libraries.
  test("is what the standard's own libraries make", () => {
    const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    expect(signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", content)).toBe("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("one for each secret, over id, time in seconds and body", () => {
    const secrets = ["whsec_AAAA", "whsec_BBBB"];
    const headers = signedHeaders({ id: "m", body: "{}" }, secrets, new Date(1_500));
    const own = secrets.map(
      (secret) =>
        `v1,${createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
          .update("m.1.{}")
          .digest("base64")}`,
    );
    expect(headers).toEqual({ "webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": own.join(" ") });
  });
});

describe("retries", () => {
  test("ten tries over many hours, each wait drawn from the upper half of its delay", () => {
    expect(RETRY_DELAYS_MS.map((_, i) => retryDelayMs(i + 1, 1))).toEqual([...RETRY_DELAYS_MS]);
    expect(RETRY_DELAYS_MS.map((_, i) => retryDelayMs(i + 1, 0))).toEqual(RETRY_DELAYS_MS.map((delay) => delay / 2));
    expect(RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(12 * 3_600_000);
    expect(retryDelayMs(RETRY_DELAYS_MS.length + 1, 1)).toBeNull();
  });

  test.each<[number, number, boolean]>([
    [20, 72, true],
    [19, 72, false],
    [20, 71, false],
  ])("%i failures over %i hours: stopped %s", (failures, hours, expected) => {
    expect(isToBeStopped(failures, new Date(0), new Date(hours * 3_600_000))).toBe(expected);
  });
});

describe("outcomeOf", () => {
  test.each([200, 204, 299])("%i: delivered", (status) => {
    expect(outcomeOf({ status }, 1, 1)).toMatchObject({ delivered: true, error: null, responseStatus: status, retryInMs: null });
  });

  test.each([301, 307, 400, 401, 404, 429, 500, 503])("%i: again later", (status) => {
    expect(outcomeOf({ status }, 1, 1)).toMatchObject({ delivered: false, responseStatus: status, retryInMs: 5_000, gone: false });
  });

  test("410: never again", () => {
    expect(outcomeOf({ status: 410 }, 1, 1)).toMatchObject({ delivered: false, retryInMs: null, gone: true });
  });

  test("no answer: again later, and given up after the last try", () => {
    expect(outcomeOf({ fault: "reset" }, 9, 1)).toMatchObject({ delivered: false, error: "reset", retryInMs: 28_800_000 });
    expect(outcomeOf({ fault: "reset" }, 10, 1)).toMatchObject({ delivered: false, retryInMs: null });
  });
});
