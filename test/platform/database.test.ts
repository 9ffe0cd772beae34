import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isUniqueViolation } from "../../src/platform/database/database-error.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(() => test.database.pool.query("TRUNCATE login_attempt"));

const insert = "INSERT INTO login_attempt (key, count, expires_at) VALUES ($1, 1, now())";
const count = () => test.database.prisma.loginAttempt.count();

describe("transaction", () => {
  it("commits what the work wrote and returns its result", async () => {
    const result = await test.database.transaction(async (tx) => (await tx.query(insert, ["a"])).rowCount);
    expect(result).toBe(1);
    expect(await count()).toBe(1);
  });

  it("writes nothing when the work throws, and passes the error on", async () => {
    const failing = test.database.transaction(async (tx) => {
      await tx.query(insert, ["a"]);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await count()).toBe(0);
  });

  it("writes nothing when a statement fails", async () => {
    const failing = test.database.transaction(async (tx) => {
      await tx.query(insert, ["a"]);
      await tx.query(insert, ["a"]);
    });
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect(await count()).toBe(0);
  });

  it("survives a connection that breaks between two statements, and gives it to nobody else", async () => {
    const broken = test.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await tx.query(insert, ["a"]);
      const gone = new Promise((resolve) => tx.once("end", resolve));
      await test.database.pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      await gone;
      await tx.query(insert, ["b"]);
    });
    await expect(broken).rejects.toThrow();
    expect(await count()).toBe(0);
    await test.database.transaction((tx) => tx.query(insert, ["c"]));
    expect(await count()).toBe(1);
  });

  it("reads bigint columns without losing digits", async () => {
    const { rows } = await test.database.pool.query("SELECT 9223372036854775807::bigint AS big, 7::int AS small");
    expect(rows).toEqual([{ big: 9223372036854775807n, small: 7 }]);
  });
});

describe("isUniqueViolation", () => {
  async function failure(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => expect.fail("it was accepted"),
      (error: unknown) => error,
    );
  }

  it("knows pg's and Prisma's errors, and the index they name", async () => {
    const row = { key: "a", count: 1, expiresAt: new Date() };
    await test.database.prisma.loginAttempt.create({ data: row });
    const fromPg = await failure(test.database.pool.query(insert, ["a"]));
    const fromPrisma = await failure(test.database.prisma.loginAttempt.create({ data: row }));
    for (const error of [fromPg, fromPrisma]) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, "login_attempt_pkey")).toBe(true);
      expect(isUniqueViolation(error, "other_key")).toBe(false);
    }
  });

  it("takes nothing else for one", async () => {
    const other = await failure(test.database.pool.query("SELECT 1 / 0"));
    for (const error of [other, new Error("23505"), undefined, "23505"]) expect(isUniqueViolation(error)).toBe(false);
  });
});
