import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.api.WxMpUserService;
import me.chanjar.weixin.mp.api.WxMpUserTagService;
import me.chanjar.weixin.mp.api.impl.WxMpServiceHttpClientImpl;
import me.chanjar.weixin.mp.bean.result.WxMpUser;
import me.chanjar.weixin.mp.bean.result.WxMpUserBlacklistGetResult;
import me.chanjar.weixin.mp.bean.result.WxMpUserList;
import me.chanjar.weixin.mp.bean.tag.WxTagListUser;
import me.chanjar.weixin.mp.bean.tag.WxUserTag;
import me.chanjar.weixin.mp.config.WxMpHostConfig;
import me.chanjar.weixin.mp.config.impl.WxMpDefaultConfigImpl;

/**
 * usage: Driver &lt;base URL&gt; &lt;appid&gt; &lt;secret&gt; &lt;folder of files to upload&gt;
 *
 * <p>Takes weixin-java-mp through the API; ../journey.ts says which steps there are and what each prints.
 */
final class Driver {
  private static String baseUrl;
  private static String appId;
  private static WxMpService service;

  public static void main(String[] args) {
    baseUrl = args[0];
    appId = args[1];
    service = service(args[2], false);
    tokens(args[2]);
    List<String> openids = users();
    Long tagId = tags();
    tagging(openids.toArray(new String[0]), tagId);
    blacklist(openids);
    MassSteps mass = new MassSteps(service);
    mass.texts(openids, tagId);
    mass.speeds();
    MaterialSteps materials = new MaterialSteps(service, args[3]);
    materials.media();
    String thumb = materials.permanent();
    mass.video(tagId, materials.video());
    ArticleSteps articles = new ArticleSteps(service, thumb);
    mass.news(openids.subList(6, 8), articles.drafts());
    articles.published();
    Steps.step("quota.clear", () -> done(() -> service.clearQuota(appId)));
    Steps.step("quota.clearOfAnother", () -> done(() -> service.clearQuota("wxffffffffffffffff")));
  }

  private static WxMpService service(String secret, boolean stable) {
    WxMpDefaultConfigImpl config = new WxMpDefaultConfigImpl();
    config.setAppId(appId);
    config.setSecret(secret);
    config.useStableAccessToken(stable);
    WxMpHostConfig hosts = new WxMpHostConfig();
    hosts.setApiHost(baseUrl);
    config.setHostConfig(hosts);
    WxMpService made = new WxMpServiceHttpClientImpl();
    made.setWxMpConfigStorage(config);
    return made;
  }

  private static void tokens(String secret) {
    Steps.step("token.first", () -> token(service, false));
    Steps.step("token.renewed", () -> token(service, true));
    Steps.step("token.wrongSecret", () -> service("not-the-secret", false).getAccessToken());
    WxMpService stable = service(secret, true);
    Steps.step("token.stable", () -> token(stable, false));
    Steps.step("token.stableElsewhere", () -> token(service(secret, true), false));
  }

  private static Map<String, Object> token(WxMpService from, boolean anew) throws Exception {
    String value = from.getAccessToken(anew);
    long left = from.getWxMpConfigStorage().getExpiresTime() - System.currentTimeMillis();
    return Steps.map("token", value, "secondsLeft", Math.round(left / 1000.0));
  }

  private static List<String> users() {
    WxMpUserService users = service.getUserService();
    List<String> openids = new ArrayList<>();
    Steps.step("users.list", () -> {
      WxMpUserList page = users.userList(null);
      openids.addAll(page.getOpenids());
      return page(page);
    });
    Steps.step("users.listAfterLast", () -> page(users.userList(openids.get(openids.size() - 1))));
    Steps.step("users.iterated", () -> users.userList().getOpenids().size());
    Steps.step("users.info", () -> user(users.userInfo(openids.get(0))));
    Steps.step("users.infoOfGarbage", () -> users.userInfo("garbage"));
    Steps.step("users.infos", () -> users.userInfoList(openids.subList(0, 3)).stream().map(Driver::user).collect(Collectors.toList()));
    Steps.step("users.infosOfTooMany", () -> users.userInfoList(Collections.nCopies(101, openids.get(0))));
    Steps.step("users.remark", () -> done(() -> users.userUpdateRemark(openids.get(4), "王小姐 <VIP>")));
    Steps.step("users.infoWithRemark", () -> user(users.userInfo(openids.get(4))));
    return openids;
  }

  private static Map<String, Object> user(WxMpUser user) {
    return Steps.map(
        "follows", user.getSubscribe(),
        "openid", user.getOpenId(),
        "unionid", user.getUnionId(),
        "remark", user.getRemark(),
        "tagIds", user.getTagIds(),
        "scene", user.getSubscribeScene());
  }

  private static Map<String, Object> page(WxMpUserList page) {
    return Steps.map("total", page.getTotal(), "count", page.getCount(), "openids", page.getOpenids(), "next", page.getNextOpenid());
  }

  private static Long tags() {
    WxMpUserTagService tags = service.getUserTagService();
    WxUserTag made = Steps.step("tags.create", () -> tags.tagCreate("广东客户🎉"));
    WxUserTag second = Steps.step("tags.createSecond", () -> tags.tagCreate("to be deleted"));
    Steps.step("tags.createTaken", () -> tags.tagCreate("广东客户🎉"));
    Steps.step("tags.list", tags::tagGet);
    Steps.step("tags.update", () -> done(() -> tags.tagUpdate(made.getId(), "广东 & <深圳>")));
    Steps.step("tags.delete", () -> done(() -> tags.tagDelete(second.getId())));
    Steps.step("tags.deleteOfSystem", () -> tags.tagDelete(2L));
    Steps.step("tags.listAfterwards", tags::tagGet);
    return made.getId();
  }

  private static void tagging(String[] openids, Long tagId) {
    WxMpUserTagService tags = service.getUserTagService();
    Steps.step("tagging.tag", () -> done(() -> tags.batchTagging(tagId, first(openids, 3))));
    Steps.step("tagging.tagTooMany", () -> tags.batchTagging(tagId, first(openids, 51)));
    Steps.step("tagging.tagsOfUser", () -> tags.userTagList(openids[0]));
    Steps.step("tagging.usersOfTag", () -> tags.tagListUser(tagId, null).getData().getOpenidList());
    Steps.step("tagging.untag", () -> done(() -> tags.batchUntagging(tagId, new String[] {openids[2]})));
    Steps.step("tagging.usersAfterwards", () -> page(tags.tagListUser(tagId, null)));
    Steps.step("tagging.usersAfterLast", () -> page(tags.tagListUser(tagId, openids[1])));
    Steps.step("tagging.unknownTag", () -> tags.batchTagging(999L, first(openids, 1)));
  }

  private static Map<String, Object> page(WxTagListUser page) {
    List<String> openids = page.getData() == null ? List.of() : page.getData().getOpenidList();
    return Steps.map("count", page.getCount(), "openids", openids, "next", page.getNextOpenid());
  }

  private static String[] first(String[] openids, int count) {
    return List.of(openids).subList(0, count).toArray(new String[0]);
  }

  private static void blacklist(List<String> openids) {
    var blacklist = service.getBlackListService();
    Steps.step("blacklist.get", () -> page(blacklist.getBlacklist(null)));
    Steps.step("blacklist.add", () -> done(() -> blacklist.pushToBlacklist(List.of(openids.get(58)))));
    Steps.step("blacklist.getWithTwo", () -> page(blacklist.getBlacklist(null)));
    Steps.step("blacklist.remove", () -> done(() -> blacklist.pullFromBlacklist(List.of(openids.get(58)))));
    Steps.step("blacklist.addTooMany", () -> done(() -> blacklist.pushToBlacklist(openids.subList(0, 21))));
    Steps.step("blacklist.getAfterLast", () -> page(blacklist.getBlacklist(openids.get(59))));
  }

  private static Map<String, Object> page(WxMpUserBlacklistGetResult page) {
    return Steps.map("total", page.getTotal(), "count", page.getCount(), "openids", page.getOpenidList(), "next", page.getNextOpenid());
  }

  interface Act {
    void run() throws Exception;
  }

  /** 0, the errcode of success: these methods return nothing or `true`, and throw otherwise. */
  static int done(Act act) throws Exception {
    act.run();
    return 0;
  }
}
