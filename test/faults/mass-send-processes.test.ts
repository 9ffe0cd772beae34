import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { rig, tenantId, testDatabase, useDriver } from "../support/driver.js";
import { HastyProcesses } from "../support/hasty-processes.js";

useDriver("processes-test");

test("three processes that approve and start a send five times each, all at once: one approval, one start, nobody twice", {
  timeout: 120_000,
}, async () => {
  const args = [testDatabase.url, randomBytes(32).toString("hex"), String(tenantId), "12", "4"];
  const processes = await HastyProcesses.start(3, args);
  for (let round = 0; round < 3; round += 1) {
    const { id } = await rig.service.createMassSend(rig.principal, { name: "n", audience: { everyone: true }, content: { text: "t" } });
    const approvals = await processes.all({ approve: id, n: 5 });
    expect(approvals).toEqual(approvals.map(() => ({ approved: 5, started: 0, codes: [] })));
    const approved = await rig.send(id);
    expect(approved).toMatchObject({ seq: 1, approval: { byName: "key:other", count: 12 } });
    const starts = await processes.all({ start: id, approve: id, n: 5 });
    expect(starts.reduce((sum, { started }) => sum + started, 0)).toBe(1);
    for (const { codes } of starts) expect(codes.filter((code) => code !== "CONFLICT")).toEqual([]);
    expect((await rig.batches(id)).map(({ fromRank, toRank }) => [fromRank, toRank])).toEqual([
      [0, 4],
      [4, 8],
      [8, 12],
    ]);
    const known = rig.wechat.jobs.length;
    await Promise.all(Array.from({ length: 4 }, () => rig.driver().run(tenantId, id)));
    expect(rig.wechat.jobs.slice(known).flatMap(({ openids }) => openids)).toHaveLength(12);
  }
  await processes.stop();
});
