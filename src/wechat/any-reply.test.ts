import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openidList } from "./calls/openid-list.js";
import { httpWeChatClient } from "./http-wechat-client.js";
import { WeChatCaller } from "./wechat-caller.js";
import type { WeChatClient } from "./wechat-client.js";
import { WeChatError } from "./wechat-error.js";
import type { WeChatHttp } from "./wechat-http.js";
import { readReply } from "./wechat-reply.js";

/** A client whose every call is answered with `text`. */
function answered(text: string): WeChatClient {
  const send = async ({ endpoint }: { endpoint: string }) => readReply(endpoint, text, []);
  const http = { send, upload: send, download: async (request: { endpoint: string }) => ({ reply: await send(request) }) };
  const token = { token: "T", version: 1 };
  const tokens = { current: async () => token, afterRefusal: async () => null };
  const caller = new WeChatCaller(http as unknown as WeChatHttp, tokens, []);
  return httpWeChatClient({ appId: "wx1", caller, tryMassCall: async () => 0 });
}

const request = { content: { kind: "TEXT", text: "x" } as const, clientMsgId: "id", sendIgnoreReprint: false };
const file = { fileName: "a.jpg", contentType: "image/jpeg", size: 1, content: () => Readable.from([Buffer.alloc(1)]) };
const article = { kind: "NEWS", title: "t", content: "c", thumbMediaId: "m" } as const;
const CALLS: Readonly<Record<keyof WeChatClient, (client: WeChatClient) => Promise<unknown>>> = {
  massSendToAll: (client) => client.massSendToAll(request),
  massSendByTag: (client) => client.massSendByTag({ ...request, wechatTagId: 1 }),
  massSendByOpenids: (client) => client.massSendByOpenids({ ...request, openids: openidList(["a", "b"]) }),
  massPreview: (client) => client.massPreview({ openid: "a" }, request.content),
  massStatus: (client) => client.massStatus(1n),
  massDelete: (client) => client.massDelete({ msgId: 1n }),
  massSpeed: (client) => client.massSpeed(),
  setMassSpeed: (client) => client.setMassSpeed(0),
  tags: (client) => client.tags(),
  createTag: (client) => client.createTag("t"),
  renameTag: (client) => client.renameTag(1, "t"),
  deleteTag: (client) => client.deleteTag(1),
  tagMembers: (client) => client.tagMembers(1, ""),
  tagOpenids: (client) => client.tagOpenids(1, ["a"]),
  untagOpenids: (client) => client.untagOpenids(1, ["a"]),
  tagsOfUser: (client) => client.tagsOfUser("a"),
  followers: (client) => client.followers(""),
  profiles: (client) => client.profiles(["a"]),
  profile: (client) => client.profile("a"),
  updateRemark: (client) => client.updateRemark("a", "r"),
  blacklist: (client) => client.blacklist(""),
  blacklistOpenids: (client) => client.blacklistOpenids(["a"]),
  unblacklistOpenids: (client) => client.unblacklistOpenids(["a"]),
  clearQuota: (client) => client.clearQuota(),
  apiQuota: (client) => client.apiQuota("/x"),
  clearApiQuota: (client) => client.clearApiQuota("/x"),
  requestByRid: (client) => client.requestByRid("r"),
  uploadTemporary: (client) => client.uploadTemporary("IMAGE", file),
  downloadTemporary: (client) => client.downloadTemporary("m"),
  uploadArticleImage: (client) => client.uploadArticleImage(file),
  makeMassVideo: (client) => client.makeMassVideo({ mediaId: "m", title: "t", description: "d" }),
  addMaterial: (client) => client.addMaterial("IMAGE", file),
  getMaterial: (client) => client.getMaterial("m"),
  deleteMaterial: (client) => client.deleteMaterial("m"),
  countMaterials: (client) => client.countMaterials(),
  listMaterials: (client) => client.listMaterials("IMAGE", 0, 1),
  listNewsMaterials: (client) => client.listNewsMaterials(0, 1),
  addDraft: (client) => client.addDraft([article]),
  getDraft: (client) => client.getDraft("m"),
  updateDraft: (client) => client.updateDraft("m", 0, article),
  deleteDraft: (client) => client.deleteDraft("m"),
  countDrafts: (client) => client.countDrafts(),
  listDrafts: (client) => client.listDrafts(0, 1, true),
  publishDraft: (client) => client.publishDraft("m"),
  publishStatus: (client) => client.publishStatus(1n),
  listPublished: (client) => client.listPublished(0, 1, true),
  getPublished: (client) => client.getPublished("a"),
  deletePublished: (client) => client.deletePublished("a"),
  sendCustomMessage: (client) => client.sendCustomMessage("a", { kind: "TEXT", text: "x" }),
  sendTemplateMessage: (client) => client.sendTemplateMessage({ openid: "a", templateId: "t", data: {} }),
};

/** Names that WeChat's replies have, over values of any sort. */
const NAMES =
  "errcode errmsg msg_id publish_id msgid tags tag id name count data openid next_openid item content news_item title total_count quota used media_id created_at update_time url __proto__ constructor".split(
    " ",
  );
const anyReply = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(0, 1, -1, 1e300, "", "0", null, true),
    fc.double(),
    fc.bigInt().map(String),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie("value"), { maxKeys: 12 }),
})).object;

describe("whatever JSON WeChat answers", () => {
  it.each(Object.entries(CALLS))("%s ends with its result or a WeChatError that names the endpoint", async (_name, call) => {
    await fc.assert(
      fc.asyncProperty(anyReply, async (reply) => {
        const error = await call(answered(JSON.stringify(reply))).then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error !== null) expect(error).toBeInstanceOf(WeChatError);
        if (error instanceof WeChatError) expect(error.endpoint).toMatch(/^\/cgi-bin\//);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(CALLS))("%s takes an empty object for no success", async (name, call) => {
    const pages = ["tagMembers", "followers", "blacklist"];
    const error = await call(answered("{}")).then(
      () => null,
      (reason: unknown) => reason,
    );
    // An empty page of openids has no field that must be there.
    if (pages.includes(name)) expect(error).toBeNull();
    else expect(error).toMatchObject({ kind: "unclear", errcode: null });
  });
});
