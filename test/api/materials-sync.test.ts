import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { WeChatClient } from "../../src/wechat/index.js";
import { materialsOf, oldNews, SYNC_MATERIALS, type SyncJob, syncJob, syncMaterials, uploadFile, wechatOf } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/** More than two pages of WeChat's. */
const IMAGES = 47;
const DRAFTS = 23;
const LIST = "/cgi-bin/material/batchget_material";
const DRAFT_LIST = "/cgi-bin/draft/batchget";

let world: World;
let operator: Client;
let wechat: WeChatClient;
let images: string[];
let drafts: string[];
let videoId: string;
let voiceId: string;
let newsId: string;

beforeAll(async () => {
  world = await createWorld({ followers: 10, seeded: false });
  operator = await world.operator(Role.OPERATOR);
  wechat = await wechatOf(world);
  images = [];
  for (let i = 0; i < IMAGES; i++)
    images.push((await wechat.addMaterial("IMAGE", uploadFile(`图${i}.png`, "image/png", mediaFiles.png()))).mediaId);
  const video = { title: "开业", introduction: "" };
  videoId = (await wechat.addMaterial("VIDEO", uploadFile("v.mp4", "video/mp4", mediaFiles.mp4()), video)).mediaId;
  voiceId = (await wechat.addMaterial("VOICE", uploadFile("a.mp3", "audio/mpeg", mediaFiles.mp3()))).mediaId;
  newsId = await oldNews(world, "旧闻");
  drafts = [];
  const draft = (title: string) => ({ kind: "NEWS", title, content: "<p>x</p>", thumbMediaId: images[0] ?? "" }) as const;
  for (let i = 0; i < DRAFTS; i++) drafts.push(await wechat.addDraft([draft(`稿${i}`), draft("二")]));
}, 120_000);
afterAll(() => world.close());
afterEach(() => world.simulator.faults.clear());

const all = IMAGES + DRAFTS + 3;
const byMediaId = async () => new Map((await materialsOf(operator)).map((material) => [material.mediaId, material]));

describe("syncMaterials", () => {
  test("takes over every kind, drafts too; asked several times at once it is one run", async () => {
    expect(await materialsOf(operator)).toEqual([]);
    const answers = await Promise.all([1, 2, 3].map(() => operator.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS)));
    const [id = "", ...others] = new Set(answers.map(({ syncMaterials: job }) => job.id));
    expect(others).toEqual([]);
    const job = await syncJob(operator, id, ({ status }) => status === "SUCCEEDED");
    expect(job).toMatchObject({ kind: "MATERIALS", total: all, done: all, error: null });

    const found = await byMediaId();
    expect([...found.keys()].sort()).toEqual([...images, ...drafts, videoId, voiceId, newsId].sort());
    expect(found.get(images[3] ?? "")).toMatchObject({
      kind: "IMAGE",
      title: "图3.png",
      removedAt: null,
      usableInMassSend: true,
      reason: null,
    });
    expect(found.get(images[3] ?? "")?.url).toMatch(/^http/);
    expect(found.get(drafts[3] ?? "")).toMatchObject({ kind: "NEWS", title: "稿3", usableInMassSend: true });
    expect(found.get(newsId)).toMatchObject({ kind: "NEWS", title: "旧闻", usableInMassSend: true });
    expect(found.get(voiceId)).toMatchObject({ kind: "VOICE", title: "a.mp3", usableInMassSend: true });
    expect(found.get(videoId)).toMatchObject({
      ...{ kind: "VIDEO", title: "v.mp4", usableInMassSend: false },
      reason: expect.stringContaining("upload the original file"),
    });
  });

  test("pages of the list meet without a gap, newest first; a kind lists only its own", async () => {
    const whole = await materialsOf(operator);
    expect((await materialsOf(operator, null, 7)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    const times = whole.map(({ updatedAt }) => Date.parse(updatedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect((await materialsOf(operator, "IMAGE", 10)).map(({ mediaId }) => mediaId).sort()).toEqual([...images].sort());
    expect(await materialsOf(operator, "THUMB")).toEqual([]);
    expect((await operator.ask('{ materials(after: "x") { totalCount } }')).code).toBe("BAD_USER_INPUT");
  });

  test("again, it keeps every id", async () => {
    const before = (await materialsOf(operator)).map(({ id }) => id).sort();
    expect((await syncMaterials(operator)).status).toBe("SUCCEEDED");
    expect((await materialsOf(operator)).map(({ id }) => id).sort()).toEqual(before);
  });

  test("marks what is gone at WeChat, keeps it, and says what to do; what is edited is renamed", async () => {
    const [image = "", draft = "", edited = ""] = [images.pop(), drafts.pop(), drafts[0]];
    const before = await byMediaId();
    await wechat.deleteMaterial(image);
    await wechat.deleteDraft(draft);
    await wechat.updateDraft(edited, 0, { kind: "NEWS", title: "改", content: "<p>y</p>", thumbMediaId: images[0] ?? "" });
    expect(await syncMaterials(operator)).toMatchObject({ status: "SUCCEEDED", done: all - 2 });
    const found = await byMediaId();
    expect(found.size).toBe(all);
    expect(found.get(image)).toMatchObject({
      id: before.get(image)?.id,
      usableInMassSend: false,
      reason: expect.stringContaining("upload the file again"),
    });
    expect(found.get(draft)).toMatchObject({ usableInMassSend: false, reason: expect.stringContaining("draft") });
    for (const mediaId of [image, draft]) expect(Date.parse(found.get(mediaId)?.removedAt ?? "")).toBeGreaterThan(0);
    expect(found.get(edited)).toMatchObject({ id: before.get(edited)?.id, title: "改", removedAt: null });
    expect([...found.values()].filter(({ removedAt }) => removedAt !== null)).toHaveLength(2);
  });

  test("what the moving list left out is asked for, and not taken for removed", async () => {
    // The list shrinks while it is read: everything below moves up, and one is in no page that is read.
    const { calls, faults } = world.simulator;
    const [first = ""] = (await materialsOf(operator, "IMAGE")).filter(({ removedAt }) => removedAt === null).map(({ mediaId }) => mediaId);
    faults.order({ path: LIST, kind: "slow", delayMs: 300, times: 3 });
    const asked = calls.count(LIST);
    const { syncMaterials: started } = await operator.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS);
    while (calls.count(LIST) < asked + 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await wechat.deleteMaterial(first ?? "");
    images = images.filter((id) => id !== first);
    await syncJob(operator, started.id, ({ status }) => status === "SUCCEEDED");
    const removed = (await materialsOf(operator, "IMAGE")).filter(({ removedAt }) => removedAt !== null).map(({ mediaId }) => mediaId);
    expect(removed.filter((id) => images.includes(id ?? ""))).toEqual([]);
  });

  test("goes on where it was after an unclear answer, a used-up quota, and a restart", { timeout: 60_000 }, async () => {
    const { calls, faults } = world.simulator;
    faults.order({ path: LIST, kind: "errcode", errcode: -1, errmsg: "system error", times: 2 });
    faults.order({ path: DRAFT_LIST, kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit" });
    const asked = calls.count(LIST);
    const { syncMaterials: started } = await operator.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS);
    const waiting = await syncJob(operator, started.id, ({ error }) => error !== null);
    expect(waiting).toMatchObject({ status: "QUEUED", error: expect.stringMatching(/^waits until .*45009/) });
    const pages = calls.count(LIST) - asked;
    await world.restart();
    expect((await operator.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS)).syncMaterials.id).toBe(started.id);
    expect(await syncJob(operator, started.id, ({ status }) => status !== "QUEUED" && status !== "RUNNING")).toMatchObject({
      status: "SUCCEEDED",
    });
    // None of the library's pages was read again.
    expect(calls.count(LIST) - asked).toBe(pages);
  });

  test("fails with WeChat's words where the account may not", async () => {
    world.simulator.faults.order({ path: LIST, kind: "errcode", errcode: 48001, errmsg: "api unauthorized" });
    expect(await syncMaterials(operator)).toMatchObject({ status: "FAILED", error: expect.stringContaining("48001") });
    expect((await syncMaterials(operator)).status).toBe("SUCCEEDED");
  });

  test("is OPERATOR's; another tenant sees none of it, nor does its sync touch it", async () => {
    expect((await (await world.operator(Role.VIEWER)).ask(SYNC_MATERIALS)).code).toBe("FORBIDDEN");
    const stranger = await world.stranger(Role.ADMIN);
    expect(await materialsOf(stranger)).toEqual([]);
    const mine = await operator.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS);
    await syncJob(operator, mine.syncMaterials.id, ({ status }) => status === "SUCCEEDED");
    expect((await stranger.ask("query($id: ID!) { syncJob(id: $id) { id } }", { id: mine.syncMaterials.id })).code).toBe("NOT_FOUND");
  });
});
