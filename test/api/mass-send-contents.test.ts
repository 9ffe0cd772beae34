import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { WeChatClient } from "../../src/wechat/index.js";
import { act, createSend, ledgerOf, readSend, SEND, type Send, until } from "../support/mass-sends.js";
import { materialsOf, oldNews, syncMaterials, uploadByKey, uploadFile, wechatOf } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const UPLOAD = "/cgi-bin/media/upload";
const MAKE_VIDEO = "/cgi-bin/media/uploadvideo";
const SEND_CALL = "/cgi-bin/message/mass/send";
const PREVIEW = "/cgi-bin/message/mass/preview";
const DAY_MS = 86_400_000;

let world: World;
let operator: Client;
let approver: Client;
let wechat: WeChatClient;
let openids: string[];
let usedPeople = 0;
let cover: string;

beforeAll(async () => {
  world = await createWorld({ followers: 400, batchSize: 3 });
  [operator, approver] = await Promise.all([world.operator(Role.OPERATOR), world.operator(Role.APPROVER)]);
  wechat = await wechatOf(world);
  const { users } = await operator.get<{ users: { edges: { node: { openid: string; blacklisted: boolean } }[] } }>(
    "{ users(audience: { all: [{ subscribed: true }, { status: NORMAL }] }, first: 200) { edges { node { openid blacklisted } } } }",
  );
  openids = users.edges.filter(({ node }) => !node.blacklisted).map(({ node }) => node.openid);
  cover = (await wechat.addMaterial("IMAGE", uploadFile("cover.png", "image/png", mediaFiles.png()))).mediaId;
}, 120_000);
afterAll(() => world.close());
afterEach(() => world.simulator.faults.clear());

const calls = (...paths: string[]) => paths.map((path) => world.simulator.calls.count(path));
const video = async (fileName = "开业.mp4") =>
  (await uploadByKey(world, operator, { kind: "VIDEO", fileName, title: "开业", description: "三天" }, mediaFiles.mp4())).material;
const image = async () => (await uploadByKey(world, operator, { kind: "IMAGE", fileName: "a.png" }, mediaFiles.png())).material;
const voice = async () => (await uploadByKey(world, operator, { kind: "VOICE", fileName: "a.mp3" }, mediaFiles.mp3())).material;
const draft = () => wechat.addDraft([{ kind: "NEWS", title: "上新", content: "<p>x</p>", thumbMediaId: cover }]);

/** People whom no other send of this file reaches: WeChat gives each four messages a month. */
function people(count = 2) {
  usedPeople += count;
  return { openids: openids.slice(usedPeople - count, usedPeople) };
}

async function refusal(content: object, client = operator) {
  const input = { name: "x", audience: { everyone: true }, content };
  const { code, errors } = await client.ask("mutation($input: MassSendInput!) { createMassSend(input: $input) { id } }", { input });
  return { code, field: errors?.[0]?.extensions?.field, message: errors?.[0]?.message ?? "" };
}

async function sendTo(content: object, count = 2): Promise<Send> {
  const { id } = await createSend(operator, { content, audience: people(count) });
  await act(approver, "start", id);
  return until(operator, id, ({ status }) => ["COMPLETED", "FAILED", "PAUSED"].includes(status));
}

const delivered = (send: Send) => ledgerOf(world, send).summary.recipients;
const msgtypes = (send: Send) => [...new Set(ledgerOf(world, send).jobs.map(({ msgtype }) => msgtype))];

describe("every kind of content is delivered", () => {
  test.each([
    ["TEXT", "text", async () => ({ text: "新品上市" })],
    ["NEWS", "mpnews", async () => ({ newsMediaId: await draft() })],
    ["NEWS", "mpnews", async () => ({ newsMediaId: await oldNews(world, "旧闻") })],
    ["IMAGE", "image", async () => ({ imageMaterialIds: [(await image()).id] })],
    ["IMAGE", "image", async () => ({ imageMaterialIds: [(await image()).id, (await image()).id, (await image()).id] })],
    ["VOICE", "voice", async () => ({ voiceMaterialId: (await voice()).id })],
    ["VIDEO", "mpvideo", async () => ({ videoMaterialId: (await video()).id })],
    ["CARD", "wxcard", async () => ({ cardId: "pFS7Fjg8kV1IdDz01r4SQwMkuCKc" })],
  ] as const)("%s as %s (%#)", async (kind, msgtype, content) => {
    const send = await sendTo(await content(), 2);
    expect(send).toMatchObject({ status: "COMPLETED", contentKind: kind, error: null });
    expect([delivered(send), msgtypes(send)]).toEqual([2, [msgtype]]);
  });
});

describe("articles in several batches", () => {
  test("are sent to the last one though their draft leaves the box with the first: a copy of it goes on", async () => {
    const articles = [1, 2].map(
      (n) => ({ kind: "NEWS", title: `上新${n}`, content: `<p>第${n}篇</p>`, thumbMediaId: cover, author: "小编" }) as const,
    );
    const newsMediaId = await wechat.addDraft(articles);
    const { id } = await createSend(operator, { content: { newsMediaId }, audience: people(12) });
    await act(approver, "start", id);
    const send = await until(operator, id, ({ status }) => ["COMPLETED", "FAILED", "PAUSED"].includes(status));
    expect(send).toMatchObject({ status: "COMPLETED", error: null });
    expect([delivered(send), ledgerOf(world, send).jobs.length]).toEqual([12, 4]);
    await expect(wechat.getDraft(newsMediaId)).rejects.toMatchObject({ errcode: 40007 });
    expect(ledgerOf(world, send).jobs.map((job) => job.articles)).toEqual([2, 2, 2, 2]);
  });
});

describe("articles that are edited at WeChat while their send is under way", () => {
  test("go on by a copy of what was started", async () => {
    const words = (content: string) => ({ kind: "NEWS", title: "上新", content, thumbMediaId: cover }) as const;
    const newsMediaId = await wechat.addDraft([words("<p>满一百减十</p>")]);
    const { id } = await createSend(operator, { content: { newsMediaId }, audience: people(4) });
    world.simulator.faults.order({ path: SEND_CALL, kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit" });
    await act(approver, "start", id);
    await until(operator, id, ({ status }) => status === "PAUSED");
    await wechat.updateDraft(newsMediaId, 0, words("<p>满十减一百</p>"));
    const drafts = world.simulator.calls.count("/cgi-bin/draft/add");
    await act(approver, "resume", id);
    const send = await until(operator, id, ({ status }) => ["COMPLETED", "FAILED"].includes(status));
    expect([send.status, delivered(send)]).toEqual(["COMPLETED", 4]);
    expect(world.simulator.calls.count("/cgi-bin/draft/add")).toBeGreaterThan(drafts);
    // The edited draft was not sent: it lies in the box as somebody left it.
    expect((await wechat.getDraft(newsMediaId))[0]?.content).toBe("<p>满十减一百</p>");
  });
});

describe("a video for a mass send", () => {
  test("goes from the uploaded file by media/upload and media/uploadvideo, once for any number of sends at once and of batches", async () => {
    const bytes = mediaFiles.mp4(50_000);
    const { material } = await uploadByKey(
      world,
      operator,
      { kind: "VIDEO", fileName: "v.mp4", title: "开业", description: "三天" },
      bytes,
    );
    const before = calls(UPLOAD, MAKE_VIDEO);
    const sends = await Promise.all([1, 2, 3].map(() => sendTo({ videoMaterialId: material.id }, 7)));
    for (const send of sends) expect([send.status, delivered(send), msgtypes(send)]).toEqual(["COMPLETED", 7, ["mpvideo"]]);
    expect(calls(UPLOAD, MAKE_VIDEO)).toEqual(before.map((count) => count + 1));
    // What WeChat got is what was uploaded here.
    const { rows } = await world.test.database.pool.query<{ id: string }>(
      "SELECT temporary_media_id AS id FROM mass_video WHERE material_id = $1",
      [material.id],
    );
    const there = await wechat.downloadTemporary(rows[0]?.id ?? "");
    if (!("videoUrl" in there)) throw new Error("no video");
    expect(Buffer.from(await (await fetch(there.videoUrl)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("known only from a sync is refused, with the reason and the remedy; its file uploaded, it can be sent", async () => {
    const { mediaId } = await wechat.addMaterial("VIDEO", uploadFile("console.mp4", "video/mp4", mediaFiles.mp4()), {
      ...{ title: "后台上传", introduction: "" },
    });
    // What Tagcast knows better than to try.
    await expect(wechat.makeMassVideo({ mediaId, title: "t", description: "" })).rejects.toMatchObject({ errcode: 40007 });
    await syncMaterials(operator);
    const synced = (await materialsOf(operator, "VIDEO")).find((material) => material.mediaId === mediaId);
    expect(synced).toMatchObject({ usableInMassSend: false, reason: expect.stringContaining("upload the original file") });
    expect(await refusal({ videoMaterialId: synced?.id })).toEqual({
      code: "BAD_USER_INPUT",
      field: "input.content.videoMaterialId",
      message: expect.stringContaining("upload the original file"),
    });
    expect((await sendTo({ videoMaterialId: (await video()).id })).status).toBe("COMPLETED");
  });

  test("its id is made anew when WeChat no longer knows it, in the middle of a send and under the same clientMsgIds", async () => {
    const material = await video();
    expect((await sendTo({ videoMaterialId: material.id })).status).toBe("COMPLETED");
    const before = calls(UPLOAD, MAKE_VIDEO);
    // For WeChat three days have passed, for us none: as after a clock set wrong, or an id that died early.
    await advanceSimulator(3 * DAY_MS + 1_000);
    await world.test.database.pool.query("UPDATE mass_video SET made_at = made_at - interval '1 hour' WHERE material_id = $1", [
      material.id,
    ]);
    const send = await sendTo({ videoMaterialId: material.id }, 7);
    expect([send.status, delivered(send)]).toEqual(["COMPLETED", 7]);
    expect(calls(UPLOAD, MAKE_VIDEO)).toEqual(before.map((count) => count + 1));
    const attempts = send.batches.edges.map(({ node }) => node.attempts);
    expect(attempts.reduce((a, b) => a + b)).toBe(attempts.length + 1);
    expect(ledgerOf(world, send).jobs).toHaveLength(attempts.length);
  });

  test("its id is renewed by itself before its three days are over", async () => {
    const material = await video();
    expect((await sendTo({ videoMaterialId: material.id })).status).toBe("COMPLETED");
    await world.test.database.pool.query("UPDATE mass_video SET made_at = made_at - interval '71 hours' WHERE material_id = $1", [
      material.id,
    ]);
    const before = calls(UPLOAD, MAKE_VIDEO, SEND_CALL);
    expect((await sendTo({ videoMaterialId: material.id })).status).toBe("COMPLETED");
    expect(calls(UPLOAD, MAKE_VIDEO, SEND_CALL)).toEqual(before.map((count) => count + 1));
  });

  test("an id refused although it is new fails the send, as another one would fare alike", async () => {
    const material = await video();
    world.simulator.faults.order({ path: SEND_CALL, kind: "errcode", errcode: 40007, errmsg: "invalid media_id" });
    const before = calls(UPLOAD);
    const send = await sendTo({ videoMaterialId: material.id });
    expect(send).toMatchObject({ status: "FAILED", error: expect.stringContaining("40007") });
    expect(calls(UPLOAD)).toEqual(before.map((count) => count + 1));
  });

  test("where WeChat does not take the file the send pauses and says so, and goes on when resumed", async () => {
    const material = await video();
    world.simulator.faults.order({ path: UPLOAD, kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit" });
    const paused = await sendTo({ videoMaterialId: material.id });
    expect(paused).toMatchObject({ status: "PAUSED", error: expect.stringContaining("45009"), progress: { batchesAccepted: 0 } });
    await act(approver, "resume", paused.id);
    const send = await until(operator, paused.id, ({ status }) => status === "COMPLETED");
    expect(delivered(send)).toBe(2);
  });

  test("whose file is gone from the object store is refused at the start, and uploaded again it goes", async () => {
    const bytes = mediaFiles.mp4();
    const fields = { kind: "VIDEO", fileName: "gone.mp4", title: "开业", description: "三天" };
    const { material } = await uploadByKey(world, operator, fields, bytes);
    const { id } = await createSend(operator, { content: { videoMaterialId: material.id }, audience: people() });
    const { rows } = await world.test.database.pool.query<{ key: string }>("SELECT object_key AS key FROM material WHERE id = $1", [
      material.id,
    ]);
    await rm(join(world.objectFolder, `${rows[0]?.key}+object`));
    const answer = await approver.ask(`mutation($id: ID!) { startMassSend(id: $id) { ${SEND} } }`, { id });
    expect([answer.code, answer.errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("upload the original file again")]);
    expect((await uploadByKey(world, operator, fields, bytes)).material.id).toBe(material.id);
    await act(approver, "start", id);
    expect((await until(operator, id, ({ status }) => status === "COMPLETED")).status).toBe("COMPLETED");
  });
});

describe("a content is checked", () => {
  test("by its form, naming the place", async () => {
    const unknown = randomUUID();
    const faults: [object, string][] = [
      [{ text: " " }, "text"],
      [{ newsMediaId: "no id, really" }, "newsMediaId"],
      [{ newsMediaId: unknown }, "newsMediaId"],
      [{ imageMaterialIds: [] }, "imageMaterialIds"],
      [{ imageMaterialIds: Array.from({ length: 21 }, () => randomUUID()) }, "imageMaterialIds"],
      [{ imageMaterialIds: [unknown, unknown] }, "imageMaterialIds[1]"],
      [{ imageMaterialIds: ["7"] }, "imageMaterialIds[0]"],
      [{ imageMaterialIds: [unknown] }, "imageMaterialIds[0]"],
      [{ voiceMaterialId: unknown }, "voiceMaterialId"],
      [{ videoMaterialId: "x" }, "videoMaterialId"],
      [{ cardId: "" }, "cardId"],
      [{ cardId: "卡" }, "cardId"],
    ];
    for (const [content, place] of faults) {
      expect([content, await refusal(content)]).toMatchObject([content, { code: "BAD_USER_INPUT", field: `input.content.${place}` }]);
    }
    expect((await refusal({})).code).toBe("BAD_USER_INPUT");
    expect((await refusal({ text: "x", cardId: "y" })).code).toBe("BAD_USER_INPUT");
  });

  test("by what its material is: another kind, another tenant's, an unusable one", async () => {
    const [picture, sound] = await Promise.all([image(), voice()]);
    const thumb = (await uploadByKey(world, operator, { kind: "THUMB", fileName: "t.jpg" }, mediaFiles.jpg())).material;
    expect(await refusal({ voiceMaterialId: picture.id })).toMatchObject({ message: expect.stringContaining("it is IMAGE, not VOICE") });
    expect(await refusal({ imageMaterialIds: [picture.id, sound.id] })).toMatchObject({ field: "input.content.imageMaterialIds[1]" });
    expect(await refusal({ imageMaterialIds: [thumb.id] })).toMatchObject({ message: expect.stringContaining("it is THUMB") });
    expect(await refusal({ newsMediaId: picture.mediaId })).toMatchObject({ message: expect.stringContaining("it is IMAGE, not NEWS") });
    const unknownPicture = await wechat.addMaterial("IMAGE", uploadFile("b.png", "image/png", mediaFiles.png()));
    expect(await refusal({ newsMediaId: unknownPicture.mediaId })).toMatchObject({ message: expect.stringContaining("no such draft") });
    const stranger = await world.stranger(Role.OPERATOR);
    expect(await refusal({ imageMaterialIds: [picture.id] }, stranger)).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test("at an update, too", async () => {
    const { id } = await createSend(operator);
    const update = (content: object) =>
      operator.ask("mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { contentKind } }", {
        ...{ id, input: { name: "x", audience: { everyone: true }, content } },
      });
    expect((await update({ voiceMaterialId: randomUUID() })).code).toBe("BAD_USER_INPUT");
    expect((await update({ voiceMaterialId: (await voice()).id })).data).toEqual({ updateMassSend: { contentKind: "VOICE" } });
  });

  test("again before the start: a picture deleted since, a draft that left the box", async () => {
    const start = (id: string) => approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id });
    const picture = await image();
    const withPicture = await createSend(operator, { content: { imageMaterialIds: [picture.id] } });
    const news = await draft();
    const withNews = await createSend(operator, { content: { newsMediaId: news }, audience: people() });
    await wechat.deleteMaterial(picture.mediaId ?? "");
    await wechat.deleteDraft(news);
    await syncMaterials(operator);
    const first = await start(withPicture.id);
    expect([first.code, first.errors?.[0]?.message]).toEqual([
      "CONFLICT",
      expect.stringContaining("imageMaterialIds[0]: it was deleted at WeChat"),
    ]);
    const second = await start(withNews.id);
    expect([second.code, second.errors?.[0]?.message]).toEqual([
      "CONFLICT",
      expect.stringContaining("newsMediaId: WeChat has no such draft"),
    ]);
    expect((await readSend(operator, withNews.id)).status).toBe("DRAFT");
  });

  test("a picture deleted while its send is paused: it pauses again instead of failing, and says what to do", async () => {
    const picture = await image();
    const { id } = await createSend(operator, { content: { imageMaterialIds: [picture.id] }, audience: people(7) });
    world.simulator.faults.order({ path: SEND_CALL, kind: "errcode", errcode: 45009, errmsg: "reach max api daily quota limit", skip: 1 });
    await act(approver, "start", id);
    await until(operator, id, ({ status }) => status === "PAUSED");
    await wechat.deleteMaterial(picture.mediaId ?? "");
    await syncMaterials(operator);
    await act(approver, "resume", id);
    const send = await until(operator, id, ({ status, error }) => status === "PAUSED" && error !== null);
    expect(send.error).toContain("upload the file again");
    await act(approver, "cancel", id);
  });
});

describe("previewMassSend", () => {
  const preview = (id: string, to: object) =>
    operator.ask(
      "mutation($id: ID!, $openid: String, $wechatName: String) { previewMassSend(id: $id, openid: $openid, wechatName: $wechatName) }",
      {
        id,
        ...to,
      },
    );

  test("shows every kind to one person, who counts in no ledger", async () => {
    const contents = [
      { text: "看一眼" },
      { newsMediaId: await draft() },
      { imageMaterialIds: [(await image()).id, (await image()).id] },
      { voiceMaterialId: (await voice()).id },
      { videoMaterialId: (await video()).id },
      { cardId: "card" },
    ];
    for (const content of contents) {
      const { id } = await createSend(operator, { content });
      const before = calls(PREVIEW);
      expect([content, (await preview(id, { openid: openids[0] })).data]).toEqual([content, { previewMassSend: true }]);
      expect(calls(PREVIEW)).toEqual(before.map((count) => count + 1));
      expect((await readSend(operator, id)).status).toBe("DRAFT");
      expect(ledgerOf(world, await readSend(operator, id)).jobs).toEqual([]);
    }
  });

  test("makes a video's id once, for itself and for the send, and anew when it has died", async () => {
    const material = await video();
    const { id } = await createSend(operator, { content: { videoMaterialId: material.id }, audience: people() });
    const before = calls(UPLOAD, MAKE_VIDEO);
    await preview(id, { openid: openids[0] });
    expect((await preview(id, { openid: openids[1] })).code).toBeUndefined();
    expect(calls(UPLOAD, MAKE_VIDEO)).toEqual(before.map((count) => count + 1));
    await advanceSimulator(3 * DAY_MS + 1_000);
    await world.test.database.pool.query("UPDATE mass_video SET made_at = made_at - interval '1 hour' WHERE material_id = $1", [
      material.id,
    ]);
    expect((await preview(id, { openid: openids[1] })).code).toBeUndefined();
    expect(calls(UPLOAD, MAKE_VIDEO)).toEqual(before.map((count) => count + 2));
  });

  test("wants exactly one receiver, and says WeChat's refusals", async () => {
    const { id } = await createSend(operator);
    expect((await preview(id, {})).code).toBe("BAD_USER_INPUT");
    expect((await preview(id, { openid: openids[0], wechatName: "x" })).code).toBe("BAD_USER_INPUT");
    expect((await preview(id, { wechatName: "nobody_there" })).errors?.[0]?.extensions).toMatchObject({
      code: "WECHAT_API_ERROR",
      errcode: 40132,
    });
    expect((await preview(id, { openid: "o-of-nobody" })).code).toBe("WECHAT_API_ERROR");
  });
});

async function advanceSimulator(ms: number): Promise<void> {
  const answer = await fetch(`${world.simulator.url}/_simulator/clock`, {
    method: "POST",
    body: JSON.stringify({ advanceSeconds: ms / 1_000 }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
