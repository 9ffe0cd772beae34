// usage: node driver.mjs <folder that has node_modules> <base URL> <appid> <secret> <folder of files to upload>
// Takes co-wechat-api through the API; ../journey.ts says which steps there are and what each prints.
import { createRequire } from "node:module";
import { materials, media, video } from "./driver-materials.mjs";
import { step, until } from "./steps.mjs";

const [packages, baseUrl, appId, appSecret, files] = process.argv.slice(2);
const API = createRequire(`${packages}/`)("co-wechat-api");

function client(secret = appSecret) {
  const api = new API(appId, secret);
  api.prefix = `${baseUrl}/cgi-bin/`;
  api.fileServerPrefix = api.prefix;
  return api;
}

const api = client();

async function tokens() {
  const asToken = ({ accessToken, expireTime }) => ({ token: accessToken, secondsLeft: Math.round((expireTime - Date.now()) / 1000) });
  await step("token.first", async () => asToken(await api.ensureAccessToken()));
  await step("token.renewed", async () => asToken(await api.getAccessToken()));
  await step("token.wrongSecret", () => client("not-the-secret").ensureAccessToken());
}

const asUser = (user) => ({
  follows: user.subscribe === 1,
  openid: user.openid,
  unionid: user.unionid,
  remark: user.remark,
  tagIds: user.tagid_list,
  scene: user.subscribe_scene,
});
const asPage = ({ total, count, data, next_openid: next }) => ({ total, count, openids: data?.openid ?? [], next });

async function users() {
  const all = await step("users.list", async () => asPage(await api.getFollowers()));
  const { openids } = all;
  await step("users.listAfterLast", async () => asPage(await api.getFollowers(all.next)));
  await step("users.info", async () => asUser(await api.getUser({ openid: openids[0], lang: "zh_CN" })));
  await step("users.infoOfGarbage", () => api.getUser({ openid: "garbage", lang: "zh_CN" }));
  await step("users.infos", async () => (await api.batchGetUsers(openids.slice(0, 3))).user_info_list.map(asUser));
  await step("users.infosOfTooMany", () => api.batchGetUsers(Array(101).fill(openids[0])));
  await step("users.remark", async () => (await api.updateRemark(openids[4], "王小姐 <VIP>")).errcode);
  await step("users.infoWithRemark", async () => asUser(await api.getUser({ openid: openids[4], lang: "zh_CN" })));
  return openids;
}

async function tags() {
  const made = await step("tags.create", async () => (await api.createTags("广东客户🎉")).tag);
  const second = await step("tags.createSecond", async () => (await api.createTags("to be deleted")).tag);
  await step("tags.createTaken", () => api.createTags("广东客户🎉"));
  await step("tags.list", async () => (await api.getTags()).tags);
  await step("tags.update", async () => (await api.updateTag(made.id, "广东 & <深圳>")).errcode);
  await step("tags.delete", async () => (await api.deleteTag(second.id)).errcode);
  await step("tags.deleteOfSystem", () => api.deleteTag(2));
  await step("tags.listAfterwards", async () => (await api.getTags()).tags);
  return made.id;
}

async function tagging(openids, tagId) {
  await step("tagging.tag", async () => (await api.batchTagging(openids.slice(0, 3), tagId)).errcode);
  await step("tagging.tagTooMany", () => api.batchTagging(openids.slice(0, 51), tagId));
  await step("tagging.tagsOfUser", async () => (await api.getIdList(openids[0])).tagid_list);
  await step("tagging.usersOfTag", async () => (await api.getUsersFromTag(tagId)).data.openid);
  await step("tagging.untag", async () => (await api.batchUnTagging([openids[2]], tagId)).errcode);
  const first = await step("tagging.usersAfterwards", async () => asPage(await api.getUsersFromTag(tagId)));
  await step("tagging.usersAfterLast", async () => asPage(await api.getUsersFromTag(tagId, first.next)));
  await step("tagging.unknownTag", () => api.batchTagging([openids[0]], 999));
}

/** The API of groups, which tags took the place of. */
async function groups(openids) {
  const made = await step("groups.create", async () => (await api.createGroup("老客户")).group);
  await step("groups.move", async () => (await api.moveUserToGroup(openids[10], made.id)).errcode);
  await step("groups.moveMany", async () => (await api.moveUsersToGroup(openids.slice(11, 13), made.id)).errcode);
  await step("groups.ofUser", async () => (await api.getWhichGroup(openids[11])).groupid);
  await step("groups.rename", async () => (await api.updateGroup(made.id, "新客户")).errcode);
  await step("groups.list", async () => (await api.getGroups()).groups);
  await step("groups.delete", async () => (await api.removeGroup(made.id)).errcode);
}

const asSend = (sent) => ({ msgId: String(sent.msg_id), accepted: sent.errcode === 0 });
const getMass = (msgId) =>
  until(
    () => api.getMassMessageStatus(msgId),
    ({ msg_status: status }) => status !== "SENDING",
  );
const asState = (state) => ({ msgId: String(state.msg_id), status: state.msg_status });

async function massSends(openids, tagId) {
  // msg_id beyond 2^53 comes as a BigNumber, which goes back as text.
  let msgId;
  await step("mass.toTag", async () => {
    const sent = await api.massSendText("亲爱的广东客户 👋", tagId, "to-tag");
    msgId = sent.msg_id;
    return asSend(sent);
  });
  await step("mass.toTagAgain", () => api.massSendText("亲爱的广东客户 👋", tagId, "to-tag"));
  await step("mass.toOpenids", async () => asSend(await api.massSendText("hello", openids.slice(2, 4), "to-openids")));
  await step("mass.toOne", () => api.massSendText("hello", openids.slice(0, 1), "to-one"));
  await step("mass.toAll", async () => asSend(await api.massSendText("to everyone", true, "to-all")));
  await step("mass.withoutClientMsgId", async () => asSend(await api.massSendText("no id", openids.slice(4, 6))));
  await step("mass.withoutClientMsgIdAgain", () => api.massSendText("no id", openids.slice(4, 6)));
  await step("mass.get", async () => asState(await getMass(msgId)));
  await step("mass.getUnknown", () => api.getMassMessageStatus(1));
  await step("mass.deleteText", () => api.deleteMass(msgId));
  await step("preview.toOpenid", async () => asSend(await api.previewText(openids[0], "预览")));
  await step("preview.toGarbage", () => api.previewText("garbage", "预览"));
  await step("preview.toBlacklisted", () => api.previewText(openids[59], "预览"));
}

async function massMedia(openids, tagId, mpVideo, news) {
  const send = { video: () => api.massSendVideo(mpVideo, tagId, "video"), news: () => api.massSendNews(news, openids.slice(6, 8), "news") };
  for (const [kind, act] of Object.entries(send)) {
    let msgId;
    await step(`mass.${kind}`, async () => {
      const sent = await act();
      msgId = sent.msg_id;
      return asSend(sent);
    });
    await step(`mass.${kind}Sent`, async () => asState(await getMass(msgId)));
    await step(`mass.${kind}Delete`, async () => (await api.deleteMass(msgId)).errcode);
    await step(`mass.${kind}Deleted`, async () => asState(await api.getMassMessageStatus(msgId)));
  }
}

await tokens();
const openids = await users();
const tagId = await tags();
await tagging(openids, tagId);
await groups(openids);
await massSends(openids, tagId);
await media(api, files);
const { news } = await materials(api, files);
await massMedia(openids, tagId, await video(api, files), news);
