import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/index.js";
import { article, draft, FILES, massVideo, permanent, temporary, upload, withToken } from "./media-support.js";
import { APP, type Bench, bench, benchOn, DAY_MS, eventually, range, receiver, xmlField } from "./support.js";

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-media-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function restarted(b: Bench, stateDir: string, app = {}): Promise<Bench> {
  await b.sim.close();
  const sim = await startSimulator({ apps: [{ ...APP, ...app }], followers: 100, stateDir, speedFactor: 1 });
  onTestFinished(() => sim.close());
  return benchOn(sim);
}

const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

describe("media on disk", () => {
  it("come back with their bytes, and die at their time", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    const media_id = await temporary(before, "image");
    const material = await permanent(before, "voice");
    const { url } = await upload(before, "media/uploadimg", "a.png", FILES.png);

    const after = await restarted(before, stateDir);
    expect(await bytesOf(after.sim.url + withToken(after, `media/get?media_id=${media_id}`))).toEqual(FILES.jpg);
    expect(await bytesOf(after.sim.url + new URL(String(url)).pathname)).toEqual(FILES.png);
    expect(await after.get("material/get_materialcount")).toMatchObject({ voice_count: 1 });
    await after.sim.advanceClock(3 * DAY_MS);
    await after.renewToken();
    expect((await after.get("media/get", { media_id })).errcode).toBe(40007);
    expect((await after.post("material/del_material", { media_id: material })).errcode).toBe(0);
  });

  it("leave the disk when nobody has them any more", async () => {
    const stateDir = stateFolder();
    const b = await bench({ stateDir });
    const files = () => readdirSync(join(stateDir, "media")).length;
    await temporary(b, "image");
    const material = await permanent(b, "voice");
    expect(files()).toBe(2);
    await b.post("material/del_material", { media_id: material });
    expect(files()).toBe(1);
    await b.sim.advanceClock(3 * DAY_MS);
    await b.renewToken();
    await temporary(b, "video");
    expect(files()).toBe(1);
  });

  it("of which a crash left half are cleared away", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    await temporary(before, "image");
    writeFileSync(join(stateDir, "media", `${"a".repeat(64)}.1.half`), "half");
    const after = await restarted(before, stateDir);
    expect(readdirSync(join(stateDir, "media"))).toHaveLength(1);
    expect((await fetch(`${after.sim.url}/mmbiz/${"a".repeat(64)}.jpg`)).status).toBe(404);
  });

  it("whose file somebody took away answer 46001", async () => {
    const stateDir = stateFolder();
    const b = await bench({ stateDir });
    const media_id = await temporary(b, "image");
    rmSync(join(stateDir, "media"), { recursive: true });
    expect((await b.get("media/get", { media_id })).errcode).toBe(46001);
  });

  it("are there once each however many upload the same at the same time", async () => {
    const stateDir = stateFolder();
    const b = await bench({ stateDir });
    const ids = await Promise.all(range(20).map(() => permanent(b, "image")));
    await Promise.all(ids.slice(1).map((media_id) => b.post("material/del_material", { media_id })));
    expect(readdirSync(join(stateDir, "media"))).toHaveLength(1);
    expect(await bytesOf(b.sim.url + withToken(b, `material/get_material`))).not.toEqual(FILES.jpg);
    expect(await b.post("material/batchget_material", { type: "image", count: 20 })).toMatchObject({ total_count: 1 });
  });
});

describe("drafts and publications on disk", () => {
  it("come back: drafts, ids for mass sends, jobs, articles and what was deleted of them", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    const kept = await draft(before, 2);
    await before.post("draft/update", { media_id: kept, index: 1, articles: article(await permanent(before, "image"), { title: "新" }) });
    const video = await massVideo(before);
    const { publish_id } = await before.post("freepublish/submit", { media_id: await draft(before, 2) });
    await eventually(async () => expect(await before.post("freepublish/get", { publish_id })).toMatchObject({ publish_status: 0 }));
    const { article_id } = await before.post("freepublish/get", { publish_id });
    await before.post("freepublish/delete", { article_id, index: 1 });
    const counts = await before.control("GET content");

    const after = await restarted(before, stateDir);
    expect(await after.control("GET content")).toEqual(counts);
    expect(await after.post("draft/get", { media_id: kept })).toMatchObject({ news_item: [{ title: "第1篇" }, { title: "新" }] });
    expect(await after.post("freepublish/get", { publish_id })).toMatchObject({ publish_id, publish_status: 0, article_id });
    expect(await after.post("freepublish/getarticle", { article_id })).toMatchObject({
      news_item: [{ is_deleted: true }, { is_deleted: false }],
    });
    const touser = [after.openid(0), after.openid(1)];
    expect((await after.post("message/mass/send", { touser, msgtype: "mpvideo", mpvideo: { media_id: video } })).errcode).toBe(0);
    const next = await after.post("freepublish/submit", { media_id: kept });
    expect(next.publish_id).toBe(Number(publish_id) + 1);
  });

  it("a job cut short ends after the restart, and its event is pushed then", async () => {
    const stateDir = stateFolder();
    const { received, plain } = await receiver();
    const before = await bench({ stateDir, speedFactor: 1, app: { callback: plain } });
    const media_id = await draft(before);
    const { publish_id } = await before.post("freepublish/submit", { media_id });

    const after = await restarted(before, stateDir, { callback: plain });
    expect(await after.post("freepublish/get", { publish_id })).toMatchObject({ publish_status: 1 });
    await after.sim.advanceClock(10_000);
    await eventually(() => expect(received.map(({ body }) => xmlField(body, "publish_id"))).toEqual([String(publish_id)]));
    expect((await after.post("draft/get", { media_id })).errcode).toBe(40007);
  });

  it("a draft that was mass-sent before the restart stays out of the box", async () => {
    const stateDir = stateFolder();
    const before = await bench({ stateDir });
    const media_id = await draft(before);
    const touser = [before.openid(0), before.openid(1)];
    const { msg_id } = await before.post("message/mass/send", { touser, msgtype: "mpnews", mpnews: { media_id } });
    await eventually(async () => expect(await before.post("message/mass/get", { msg_id })).toMatchObject({ msg_status: "SEND_SUCCESS" }));
    const after = await restarted(before, stateDir);
    expect((await after.post("draft/get", { media_id })).errcode).toBe(40007);
    expect(await after.get("draft/count")).toEqual({ total_count: 0 });
  });
});
