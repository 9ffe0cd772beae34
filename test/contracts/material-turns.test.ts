import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PostgresMassVideoStore } from "../../src/materials/adapters/postgres-mass-video-store.js";
import { PostgresMaterialTurns } from "../../src/materials/adapters/postgres-material-turns.js";
import { PostgresUploadStore } from "../../src/materials/adapters/postgres-upload-store.js";
import { MaterialTurns } from "../../src/materials/index.js";
import { TurnOver } from "../../src/materials/upload/upload-store.port.js";
import { auditIn, someEntry } from "../support/audit.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { QUIET } from "../support/quiet.js";

let own: TestDatabase;
let turns: MaterialTurns;
let tenantId: number;
beforeAll(async () => {
  own = await createTestDatabase();
  turns = new MaterialTurns(new PostgresMaterialTurns(own.database), QUIET);
  tenantId = await insertTenant(own.database, { appId: "wxturns", users: 0 });
});
afterAll(() => own.drop());

/** What the lease of a killed process comes to, 15 seconds later. */
const expire = (id: string) =>
  own.database.pool.query("UPDATE material_turn SET until = now() - interval '1 ms' WHERE material_id = $1", [id]);

async function uploaded(): Promise<string> {
  const id = randomUUID();
  const [sha256, requestHash] = [Buffer.from(id), Buffer.from(id)];
  const file = { fileName: "v.mp4", contentType: "video/mp4", bytes: 9, objectKey: `materials/${tenantId}/${id}.mp4` };
  const words = { title: "t", description: null };
  await new PostgresUploadStore(own.database, auditIn).keep(
    { id, tenantId, kind: "VIDEO", ...words, ...file, sha256, requestHash, at: new Date() },
    someEntry(tenantId),
  );
  return id;
}

describe("a material's turn", () => {
  test("is one's at a time, over all who ask, and passes on also when its work failed", async () => {
    const id = randomUUID();
    let inside = 0;
    let most = 0;
    const done: number[] = [];
    const work = (n: number) => async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      done.push(n);
      if (n === 1) throw new Error("this one failed");
    };
    const all = await Promise.allSettled([0, 1, 2].map((n) => turns.take(id, work(n))));
    expect([most, done.length, all.filter(({ status }) => status === "rejected").length]).toEqual([1, 3, 1]);
    expect((await own.database.pool.query("SELECT FROM material_turn WHERE material_id = $1", [id])).rowCount).toBe(0);
  });

  test("of a killed process ends by itself; should that one wake again, it writes nothing", async () => {
    const id = await uploaded();
    const [uploads, videos] = [new PostgresUploadStore(own.database, auditIn), new PostgresMassVideoStore(own.database)];
    await turns.take(id, async (dead) => {
      await expire(id);
      await turns.take(id, async (living) => {
        const now = new Date();
        await expect(uploads.begin(id, dead, now)).rejects.toThrow(TurnOver);
        await expect(uploads.finish(id, dead, { mediaId: "theirs", url: null, now }, someEntry(tenantId))).rejects.toThrow(TurnOver);
        await expect(videos.saveTemporary(id, dead, { mediaId: "theirs", at: now })).rejects.toThrow(TurnOver);
        await uploads.begin(id, living, now);
        await videos.saveTemporary(id, living, { mediaId: "ours", at: now });
        await expect(videos.saveMade(id, dead, { mediaId: "theirs", at: now })).rejects.toThrow(TurnOver);
        await videos.saveMade(id, living, { mediaId: "made", at: now });
        expect(await uploads.finish(id, living, { mediaId: "ours", url: null, now }, someEntry(tenantId))).toMatchObject({
          mediaId: "ours",
        });
      });
    });
    expect(await videos.find(id)).toMatchObject({ temporaryMediaId: "ours", mediaId: "made" });
  });

  test("a made id is forgotten only when it is old enough, and only that one", async () => {
    const id = await uploaded();
    const videos = new PostgresMassVideoStore(own.database);
    const at = new Date("2026-03-01T00:00:00Z");
    await turns.take(id, async (owner) => {
      await videos.saveTemporary(id, owner, { mediaId: "temporary", at });
      await videos.saveMade(id, owner, { mediaId: "made", at });
    });
    expect(await videos.forget(id, "made", at)).toBe(false);
    expect(await videos.forget(id, "another", new Date(at.getTime() + 1))).toBe(false);
    expect(await videos.forget(id, "made", new Date(at.getTime() + 1))).toBe(true);
    expect(await videos.find(id)).toBeNull();
  });
});
