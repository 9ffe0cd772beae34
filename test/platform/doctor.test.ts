import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/cli/doctor/finding.js";
import { createEmptyDatabase, type TestDatabase } from "../support/database.js";
import { APP, DoctorWorld, deadPort, listen } from "../support/doctor-world.js";
import { tamper } from "../support/tamper.js";
import { cli } from "../support/terminal.js";

let world: DoctorWorld;
let test: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  world = await DoctorWorld.start();
  ({ test, env } = world);
});
afterAll(() => world.close());

const doctor = (changes?: Record<string, string>) => world.doctor(changes);

describe("tagcast doctor", () => {
  it("finds nothing wrong with a set-up that works, and skips what needs a server", async () => {
    const { code, healthy, of } = await doctor();
    expect({ code, healthy }).toEqual({ code: 0, healthy: true });
    const statuses = ["configuration", "database", "migrations", "clock", "clock of WeChat", "secret key", "tenants", "object store"].map(
      (check) => of(check)?.status,
    );
    expect(statuses).toEqual(Array.from({ length: 8 }, () => "ok"));
    for (const check of ["operators", "audit log", "secrets", "token", "quotas", "audience index"])
      expect(of(`${check} of ${APP.appId}`)?.status).toBe("ok");
    expect(of(`token of ${APP.appId}`)?.message).toMatch(/: version 1, stable_token, 0 min old, good for (119|120) min$/);
    expect(of("server")?.status).toBe("skipped");
    expect(of(`callback of ${APP.appId}`)).toBeUndefined();
  });

  it("says that the object store does not answer, and no key of it", async () => {
    const { of } = await doctor({ OBJECT_STORE_URL: "http://tagcast:hidden-secret@127.0.0.1:9/tagcast" });
    const finding = of("object store");
    expect(finding).toMatchObject({ status: "fault", message: expect.stringContaining("ECONNREFUSED") });
    expect(finding?.message).not.toContain("hidden-secret");
  });

  it("writes a list for people, too", async () => {
    const { stdout } = await cli(["doctor"], env);
    expect(stdout).toMatch(/^ok {6} configuration +account wx0123456789abcdef$/m);
    expect(stdout.trimEnd().endsWith("Nothing is wrong.")).toBe(true);
  });

  it("lists the faults of a broken configuration and stops there", async () => {
    const { code, of } = await doctor({ PORT: "none", WECHAT_APP_SECRET: "" });
    expect(code).toBe(1);
    expect(of("configuration")).toMatchObject({ status: "fault", message: expect.stringMatching(/PORT[\s\S]*WECHAT_APP_SECRET/) });
    expect(of("database")).toBeUndefined();
  });

  it("says that the database does not answer", async () => {
    const { code, of } = await doctor({ DATABASE_URL: `postgres://u:p@127.0.0.1:${await deadPort()}/x` });
    expect(code).toBe(1);
    expect(of("database")).toMatchObject({ status: "fault", message: expect.stringContaining("is it running") });
  });

  it("says that migrations are missing, and how to apply them", async () => {
    const empty = await createEmptyDatabase();
    const { code, of } = await doctor({ DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(of("migrations")).toMatchObject({ status: "fault", message: expect.stringContaining("tagcast migrate") });
    await empty.drop();
  });

  it("sees that the secret key is not the one the secrets were sealed under", async () => {
    const { code, of } = await doctor({ TAGCAST_SECRET_KEY: randomBytes(32).toString("hex") });
    expect(code).toBe(1);
    expect(of(`secrets of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("TAGCAST_SECRET_KEY") });
  });

  it("sees a damaged key file", async () => {
    const other = mkdtempSync(join(tmpdir(), "tagcast-doctor-"));
    writeFileSync(join(other, "secret-key"), "zz\n", { mode: 0o600 });
    const { of } = await doctor({ TAGCAST_SECRET_KEY: "", TAGCAST_DATA_DIR: other });
    expect(of("secret key")).toMatchObject({ status: "fault", message: expect.stringContaining("damaged") });
    rmSync(other, { recursive: true });
  });

  it("sees that WeChat does not answer", async () => {
    const { code, of } = await doctor({ WECHAT_API_BASE_URL: `http://127.0.0.1:${await deadPort()}` });
    expect(code).toBe(1);
    expect(of(`token of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("WECHAT_API_BASE_URL") });
  });

  it("does to the running server what WeChat's settings page does, and sees one that does not verify", async () => {
    const impostor = await listen(createServer((_request, response) => response.end("hello")));
    const { code, of } = await doctor({ PORT: String((impostor.address() as AddressInfo).port) });
    expect(code).toBe(1);
    expect(of(`callback of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("rightly signed") });
    await new Promise((resolve) => impostor.close(resolve));
  });

  it("asks the address that WeChat knows as WeChat does, where one is given", async () => {
    const wechat = await listen(
      createServer((request, response) => response.end(new URL(request.url ?? "", "http://x").searchParams.get("echostr"))),
    );
    const publicUrl = `http://127.0.0.1:${(wechat.address() as AddressInfo).port}`;
    const { stdout } = await cli(["doctor", "--json", "--public-url", publicUrl], env);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.find(({ check }) => check === `public callback of ${APP.appId}`)).toMatchObject({ status: "ok" });
    await new Promise((resolve) => wechat.close(resolve));
  });

  it("tells how far our clock is from WeChat's, and what is left of the day's calls", async () => {
    const late = await listen(
      createServer((_request, response) => response.setHeader("date", new Date(Date.now() - 900_000).toUTCString()).end("{}")),
    );
    const { of } = await doctor({ WECHAT_API_BASE_URL: `http://127.0.0.1:${(late.address() as AddressInfo).port}` });
    expect(of("clock of WeChat")).toMatchObject({ status: "fault", message: expect.stringMatching(/^differs by (899|900) s.*NTP/) });
    await new Promise((resolve) => late.close(resolve));
    expect((await doctor()).of(`quotas of ${APP.appId}`)?.message).toMatch(/mass\/send \d+ of \d+ left today/);
  });

  it("finds nobody who can sign in, an altered audit log, and an index that ran ahead of the log", async () => {
    const { pool } = test.database;
    await pool.query("UPDATE operator SET disabled = true");
    await tamper(test.database, "UPDATE audit_entry SET detail = 'altered' WHERE id = (SELECT min(id) FROM audit_entry)");
    await pool.query("INSERT INTO audience_snapshot (tenant_id, position, version) SELECT id, 5, 1 FROM tenant");
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of(`operators of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("create-operator") });
    expect(of(`audit log of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("altered") });
    expect(of(`audience index of ${APP.appId}`)).toMatchObject({ status: "fault", message: expect.stringContaining("rebuilt") });
    await tamper(test.database, "DELETE FROM audit_entry");
    expect((await doctor()).of(`audit log of ${APP.appId}`)?.message).toMatch(/\d+ entries after the first 0 were cut off/);
  });

  it("tells of requests to be deleted that wait, and finds what is left of somebody who was", async () => {
    const { pool } = test.database;
    const enter = async (processed: boolean, processedAt: string | null, openid: string) =>
      pool.query(
        "INSERT INTO deletion_request (tenant_id, user_id, openid, kind, processed, processed_at) SELECT id, 1, $3, 'USER', $1, $2 FROM tenant",
        [processed, processedAt, openid],
      );
    await enter(false, null, "oOpen");
    expect((await doctor()).of("deletion requests")).toEqual({ check: "deletion requests", status: "note", message: "1 are open" });
    await enter(true, null, "oElsewhere");
    expect((await doctor()).of("deletion requests")).toMatchObject({
      status: "note",
      message: expect.stringContaining("processDeletionRequest"),
    });
    await pool.query("INSERT INTO users (tenant_id, ordinal, openid, phone) SELECT id, 0, 'deleted-1', '13900000000' FROM tenant");
    await enter(true, new Date().toISOString(), "deleted-1");
    const { message, status } = (await doctor()).of("deletion requests") ?? {};
    expect([status, message]).toEqual(["fault", expect.stringMatching(/\(requests \d+\)/)]);
    expect(message).not.toContain("139");
  });

  it("tells how far tags' rules trail the change log", async () => {
    const { pool } = test.database;
    expect((await doctor()).of("tag rules")).toEqual({ check: "tag rules", status: "ok", message: "no tag has one" });
    await pool.query(`
      WITH made AS (INSERT INTO tag (tenant_id, name, rule) SELECT id, 'x', '{"vip": true}' FROM tenant RETURNING id, tenant_id),
        ruled AS (INSERT INTO tag_rule (tag_id, tenant_id, planned_hash) SELECT id, tenant_id, '\\x00' FROM made)
      INSERT INTO rule_following (tenant_id, position) SELECT tenant_id, change_position FROM tenant_counter`);
    expect((await doctor()).of("tag rules")).toMatchObject({ status: "ok", message: "1 followed up to the end of the change log" });
    await pool.query(`
      INSERT INTO audience_change (tenant_id, position, kind, ordinals, at)
      SELECT tenant_id, change_position + n, 'USERS', '', now() - interval '5 minutes' FROM tenant_counter, generate_series(1, 3) AS n`);
    await pool.query("UPDATE tenant_counter SET change_position = change_position + 3");
    expect((await doctor()).of("tag rules")).toMatchObject({
      status: "note",
      message: expect.stringMatching(
        /^tags with a rule are 3 changes behind the log, the oldest 30\d s old: the server follows it once it runs$/,
      ),
    });
    await pool.query("DELETE FROM tag");
  });

  it("makes no database where there is none", async () => {
    const fresh = mkdtempSync(join(tmpdir(), "tagcast-doctor-"));
    chmodSync(fresh, 0o711);
    const { code, of } = await doctor({ DATABASE_URL: "", TAGCAST_DATA_DIR: fresh });
    expect(code).toBe(0);
    expect(of("database")).toMatchObject({ status: "skipped", message: expect.stringContaining("tagcast start") });
    rmSync(fresh, { recursive: true });
  });
});
