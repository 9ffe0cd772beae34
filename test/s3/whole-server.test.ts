import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exported, rowsOf } from "../support/exports.js";
import { act, createSend, ledgerOf, until } from "../support/mass-sends.js";
import { uploadByKey } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { newBucket } from "../support/s3.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

let world: World;
let admin: Client;
beforeAll(async () => {
  world = await createWorld({ followers: 40, bucket: await newBucket() });
  admin = await world.operator(Role.ADMIN);
});
afterAll(() => world.close());

test("an uploaded video is kept in the bucket, goes to WeChat from there, and arrives", async () => {
  const bytes = mediaFiles.mp4(7 * 1_024 * 1_024);
  const { material } = await uploadByKey(world, admin, { kind: "VIDEO", fileName: "开业.mp4", title: "开业" }, bytes);
  const keys = (await world.app.core.objects.list("materials/", { after: null, limit: 10 })).map(({ key }) => key);
  expect(keys).toEqual([expect.stringMatching(/\.mp4$/)]);
  const file = await world.app.core.objects.open(keys[0] ?? "");
  expect(file?.info).toMatchObject({ contentType: "video/mp4", fileName: "开业.mp4", bytes: bytes.length });
  expect(file && (await buffer(file.body)).equals(bytes)).toBe(true);

  const { id } = await createSend(admin, { content: { videoMaterialId: material.id } });
  await act(admin, "start", id);
  const send = await until(admin, id, ({ status }) => status === "COMPLETED" || status === "FAILED");
  expect(send).toMatchObject({ status: "COMPLETED", error: null });
  expect(ledgerOf(world, send).summary.recipients).toBe(send.progress.recipients);
});

test("an export is fetched from the bucket by its own link", async () => {
  const done = await exported(admin, { audience: { everyone: true } });
  expect(done.downloadUrl).toMatch(/^http.*X-Amz-Signature=/);
  expect((await rowsOf(world, done)).length).toBe(done.total);
});
