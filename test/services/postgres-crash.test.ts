import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 2_000;

/** An external PostgreSQL that dies under a running server; the server stays up and finds it again. */
describe("PostgreSQL is killed while a mass send goes out", () => {
  let world: World;
  let admin: Client;

  beforeAll(async () => {
    world = await createWorld({ followers: FOLLOWERS, batchSize: 200 });
    admin = await world.operator(Role.ADMIN);
  });
  afterAll(() => world.close());

  it("runs on the server that was provisioned, not on the embedded one", async () => {
    const { rows } = await world.test.database.pool.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    expect(rows[0]?.version).toBeGreaterThanOrEqual(140_000);
    expect(rows[0]?.version).toBeLessThan(180_000);
  });

  it("goes on by itself and reaches each recipient exactly once", { timeout: 120_000 }, async () => {
    world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "slow", delayMs: 150, probability: 1 });
    const { createMassSend: draft } = await admin.get<{ createMassSend: { id: string } }>(
      'mutation { createMassSend(input: { name: "crash", audience: { subscribed: true }, content: { text: "hello" } }) { id } }',
    );
    const { startMassSend } = await admin.get<{ startMassSend: { progress: { recipients: number } } }>(
      "mutation($id: ID!) { startMassSend(id: $id) { progress { recipients } } }",
      { id: draft.id },
    );
    const { recipients } = startMassSend.progress;
    expect(recipients).toBeGreaterThan(1_000);
    for (let crash = 0; crash < 3; crash++) {
      await sleep(300);
      execFileSync(inject("crashPostgres"), { stdio: "ignore" });
    }
    const query = "query($id: ID!) { massSend(id: $id) { progress { status accepted batchesUnknown } } }";
    let progress = { status: "", accepted: 0, batchesUnknown: 0 };
    while (progress.status !== "COMPLETED") {
      await sleep(200);
      const answer = await admin.ask(query, { id: draft.id });
      // While the database is away the API says so, in the contract's words.
      if (answer.errors) expect(answer.code).toBe("UNAVAILABLE");
      else progress = (answer.data as { massSend: { progress: typeof progress } }).massSend.progress;
    }
    expect(progress).toEqual({ status: "COMPLETED", accepted: recipients, batchesUnknown: 0 });
    const { ledger } = world.simulator.account(world.tenant.appId);
    const jobs = ledger.allJobs();
    expect(ledger.summarize(jobs)).toMatchObject({ jobs: Math.ceil(recipients / 200), recipients, deliveredMoreThanOnce: 0 });
  });
});
