import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { addLogFields, withLogFields } from "./log-fields.js";
import { createLogger } from "./logger.js";

function rig() {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  return { lines, logger: createLogger({ level: "info", destination }) };
}

it("gives every line the ids of what it is about, also after waiting, and none to others", async () => {
  const { lines, logger } = rig();
  const work = (requestId: string) =>
    withLogFields({ requestId }, async () => {
      await sleep(1);
      addLogFields({ tenantId: 7 });
      withLogFields({ massSend: "s" }, () => logger.info({ a: 1 }, "deep"));
      logger.child({ part: "x" }).info({}, "child");
    });
  await Promise.all([work("one"), work("two")]);
  logger.info({}, "outside");
  const ids = lines.map(({ requestId, tenantId, massSend, msg }) => [requestId, tenantId, massSend, msg]);
  for (const requestId of ["one", "two"]) {
    expect(ids).toContainEqual([requestId, 7, "s", "deep"]);
    expect(ids).toContainEqual([requestId, 7, undefined, "child"]);
  }
  expect(ids.at(-1)).toEqual([undefined, undefined, undefined, "outside"]);
});

it("leaves what the line itself says", () => {
  const { lines, logger } = rig();
  withLogFields({ requestId: "http" }, () => logger.info({ requestId: 5 }, "a deletion request"));
  expect(lines[0]?.requestId).toBe(5);
});
