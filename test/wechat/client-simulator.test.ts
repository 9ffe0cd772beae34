import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/index.js";
import { type HttpWeChatClients, type NewArticle, openidList, type UploadFile, type WeChatClient } from "../../src/wechat/index.js";
import { FILES } from "../simulator/media-support.js";
import { failure, openClients, SECRET } from "./client-bench.js";

const DAY_MS = 86_400_000;
/** Beyond 2^53. */
const FIRST_MSG_ID = 9_007_199_254_740_993n;

let simulator: Simulator;
let clients: HttpWeChatClients;
let client: WeChatClient;
let openids: string[];

beforeEach(async () => {
  simulator = await startSimulator({
    apps: [{ appId: "wx1", appSecret: SECRET }],
    followers: 120,
    speedFactor: 100_000,
    firstMsgId: FIRST_MSG_ID,
  });
  clients = openClients(simulator.url);
  client = await clients.forTenant(1);
  openids = (await client.followers("")).openids;
});

afterEach(async () => {
  await clients.close();
  await simulator.close();
});

function file(kind: keyof typeof FILES): UploadFile {
  const bytes = FILES[kind];
  return { fileName: `海报.${kind}`, contentType: "application/octet-stream", size: bytes.length, content: () => Readable.from([bytes]) };
}

async function coverId(): Promise<string> {
  return (await client.addMaterial("IMAGE", file("jpg"))).mediaId;
}

const article = (thumbMediaId: string, title = "标题"): NewArticle => ({ kind: "NEWS", title, content: "<p>正文 👋</p>", thumbMediaId });

describe("files at the simulator", () => {
  it("come back byte for byte within three days, and are unknown afterwards", async () => {
    const { mediaId } = await client.uploadTemporary("IMAGE", file("png"));
    const got = await client.downloadTemporary(mediaId);
    if ("videoUrl" in got) throw new Error("no file");
    expect([got.contentType, got.size]).toEqual(["image/png", FILES.png.length]);
    expect((await buffer(got.content)).equals(FILES.png)).toBe(true);
    await simulator.advanceClock(3 * DAY_MS + 1_000);
    expect(await failure(client.downloadTemporary(mediaId))).toMatchObject({ kind: "refused", errcode: 40007 });
  });

  it("are uploaded again where the token died meanwhile", async () => {
    simulator.faults.order({ path: "/cgi-bin/media/upload", kind: "expire-token" });
    expect((await client.uploadTemporary("THUMB", file("jpg"))).mediaId).not.toBe("");
    expect((await client.uploadTemporary("THUMB", file("jpg"))).mediaId).not.toBe("");
  });

  it("of the wrong kind are refused", async () => {
    expect(await failure(client.uploadTemporary("IMAGE", file("mp4")))).toMatchObject({ kind: "refused", errcode: 40005 });
    expect(await failure(client.uploadTemporary("IMAGE", { ...file("jpg"), fileName: "海报" }))).toMatchObject({ errcode: 40113 });
  });

  it("become permanent, are listed, counted, got and deleted", async () => {
    const image = await client.addMaterial("IMAGE", file("jpg"));
    expect(image.url).toMatch(/^http/);
    const video = await client.addMaterial("VIDEO", file("mp4"), { title: "片名", introduction: "介绍" });
    expect(await client.countMaterials()).toMatchObject({ image: 1, video: 1, voice: 0, news: 0 });
    const { total, items } = await client.listMaterials("IMAGE", 0, 20);
    expect([total, items[0]?.mediaId, items[0]?.name]).toEqual([1, image.mediaId, "海报.jpg"]);
    const got = await client.getMaterial(image.mediaId);
    if (got.kind !== "FILE") throw new Error("no file");
    expect((await buffer(got.content)).equals(FILES.jpg)).toBe(true);
    expect(await client.getMaterial(video.mediaId)).toMatchObject({ kind: "VIDEO", title: "片名", description: "介绍" });
    await client.deleteMaterial(image.mediaId);
    expect(await failure(client.getMaterial(image.mediaId))).toMatchObject({ errcode: 40007 });
    expect(await client.uploadArticleImage(file("png"))).toMatch(/^http/);
  });

  it("of a video go to a mass send by way of temporary media only", async () => {
    const permanent = await client.addMaterial("VIDEO", file("mp4"), { title: "t", introduction: "i" });
    const texts = { title: "t", description: "d" };
    expect(await failure(client.makeMassVideo({ mediaId: permanent.mediaId, ...texts }))).toMatchObject({ errcode: 40007 });
    const temporary = await client.uploadTemporary("VIDEO", file("mp4"));
    const { mediaId } = await client.makeMassVideo({ mediaId: temporary.mediaId, ...texts });
    const content = { kind: "VIDEO", mediaId } as const;
    const { msgId } = await client.massSendByOpenids({
      content,
      openids: openidList(openids.slice(0, 2)),
      clientMsgId: "tc-v-0",
      sendIgnoreReprint: false,
    });
    expect(msgId).toBe(FIRST_MSG_ID);
  });
});

describe("articles at the simulator", () => {
  it("are drafts, until they are published, and then no more", async () => {
    const thumb = await coverId();
    const mediaId = await client.addDraft([article(thumb), article(thumb, "二")]);
    await client.updateDraft(mediaId, 1, article(thumb, "改"));
    expect((await client.getDraft(mediaId)).map(({ title, thumbMediaId }) => [title, thumbMediaId])).toEqual([
      ["标题", thumb],
      ["改", thumb],
    ]);
    expect(await client.countDrafts()).toBe(1);
    expect((await client.listDrafts(0, 20, false)).items[0]?.articles[0]?.content).toBeNull();
    expect((await client.listDrafts(0, 20, true)).items[0]?.articles[0]?.content).toContain("正文 👋");
    const { publishId } = await client.publishDraft(mediaId);
    await expect.poll(async () => (await client.publishStatus(publishId)).state).toBe("PUBLISHED");
    const { articleId, articles } = await client.publishStatus(publishId);
    expect(articles.map(({ index }) => index)).toEqual([1, 2]);
    expect(await client.countDrafts()).toBe(0);
    expect((await client.getPublished(articleId ?? "")).map(({ title }) => title)).toEqual(["标题", "改"]);
    await client.deletePublished(articleId ?? "", 1);
    const { items } = await client.listPublished(0, 20, false);
    expect(items[0]?.articles.map(({ deleted }) => deleted)).toEqual([true, false]);
  });

  it("are sent as news, and their pages taken away", async () => {
    const mediaId = await client.addDraft([article(await coverId())]);
    const sent = await client.massSendByOpenids({
      content: { kind: "NEWS", mediaId },
      openids: openidList(openids.slice(0, 2)),
      clientMsgId: "tc-n-0",
      sendIgnoreReprint: true,
    });
    expect(sent.msgDataId).not.toBeNull();
    await expect.poll(() => client.massStatus(sent.msgId)).toBe("SEND_SUCCESS");
    await client.massDelete({ msgId: sent.msgId, articleIdx: 1 });
    expect(await failure(client.massDelete({ msgId: 1n }))).toMatchObject({ kind: "invalid", errcode: 40059 });
  });
});

describe("people at the simulator", () => {
  it("are tagged, blacklisted and remarked upon", async () => {
    const [one = "", two = ""] = openids;
    const tag = await client.createTag("广东");
    await client.tagOpenids(tag.id, [one, two]);
    const page = await client.tagMembers(tag.id, "");
    expect(new Set(page.openids)).toEqual(new Set([one, two]));
    expect(await client.tagMembers(tag.id, page.nextOpenid)).toEqual({ openids: [], nextOpenid: "" });
    expect(await client.tagsOfUser(one)).toEqual([tag.id]);
    await client.blacklistOpenids([two]);
    expect((await client.blacklist("")).openids).toEqual([two]);
    await client.unblacklistOpenids([two]);
    expect((await client.blacklist("")).total).toBe(0);
    await client.updateRemark(one, "张三");
    expect(await client.profile(one)).toMatchObject({ remark: "张三", wechatTagIds: [tag.id], subscribed: true });
    expect(await failure(client.profile("o-nobody"))).toMatchObject({ kind: "invalid", errcode: 40003 });
  });

  it("get custom messages only after they wrote", async () => {
    expect(await failure(client.sendCustomMessage(openids[0] ?? "", { kind: "TEXT", text: "x" }))).toMatchObject({ errcode: 45015 });
  });
});

describe("the account at the simulator", () => {
  it("tells quotas, and has them cleared", async () => {
    await client.tags();
    const before = await client.apiQuota("/cgi-bin/tags/get");
    expect(before).toMatchObject({ used: 1, remaining: before.dailyLimit - 1 });
    await client.clearApiQuota("/cgi-bin/tags/get");
    expect((await client.apiQuota("/cgi-bin/tags/get")).used).toBe(0);
    for (let count = 1; count < 10; count++) await client.clearQuota();
    expect(await failure(client.clearQuota())).toMatchObject({ kind: "refused", errcode: 48006 });
    expect(await failure(client.apiQuota("/sns/userinfo"))).toMatchObject({ kind: "invalid", errcode: 76022 });
  });

  it("says when a refused call was made, by its rid", async () => {
    const { details } = await failure(client.tagsOfUser("o-nobody"));
    const { at, clientIp } = await client.requestByRid(details.rid ?? "none");
    expect(Math.abs(at.getTime() - simulator.clock.now())).toBeLessThan(60_000);
    expect(clientIp).toBe("127.0.0.1");
  });

  it("sends at the speed that was set", async () => {
    await client.setMassSpeed(4);
    expect(await client.massSpeed()).toEqual({ level: 4, peoplePerMinute: 100_000 });
  });
});
