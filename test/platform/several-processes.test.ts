import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Company, NotAlone } from "../../src/platform/database/company.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { cli } from "../support/terminal.js";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const NO_PATIENCE_MS = 0;
const join = (shares: boolean, patienceMs = NO_PATIENCE_MS) =>
  Company.join({ connectionString: test.url, shares, logger: silentLogger }, patienceMs);

describe("processes on one database", () => {
  it("without Redis: only one, and the next as soon as it has ended", async () => {
    const first = await join(false);
    await expect(join(false)).rejects.toThrow(/only one may without REDIS_URL/);
    const next = join(false, 20_000);
    await first.leave();
    await (await next).leave();
  });

  it("with Redis: any number, but none without beside them", async () => {
    const many = await Promise.all([join(true), join(true), join(true)]);
    await expect(join(false)).rejects.toThrow(NotAlone);
    await Promise.all(many.map((each) => each.leave()));
    const alone = await join(false);
    await expect(join(true)).rejects.toThrow(/set REDIS_URL there as well/);
    await alone.leave();
  });

  it("takes its place again after the database was gone, and is still alone", async () => {
    const first = await join(false);
    await test.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    await expect
      .poll(
        () =>
          join(false).then(
            (other) => other.leave().then(() => "entered"),
            () => "refused",
          ),
        { timeout: 20_000, interval: 300 },
      )
      .toBe("refused");
    await first.leave();
  });
});

describe("tagcast api and tagcast worker", () => {
  // The first one loads the whole program.
  it.each(["api", "worker"])("%s lists all that it needs and has not", { timeout: 120_000 }, async (command) => {
    const { code, stderr } = await cli([command]);
    expect(code).toBe(1);
    for (const name of ["WECHAT_APP_ID", "DATABASE_URL", "REDIS_URL", "TAGCAST_SECRET_KEY"]) expect(stderr).toContain(`${name} is missing`);
  });

  it("refuse a kind of work that is none", async () => {
    const { code, stderr } = await cli(["worker", "--queues", "mass-sends,mail"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Give one or more of mass-sends, tag-jobs");
  });
});
