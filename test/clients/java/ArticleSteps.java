import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.chanjar.weixin.mp.api.WxMpDraftService;
import me.chanjar.weixin.mp.api.WxMpFreePublishService;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.bean.draft.WxMpAddDraft;
import me.chanjar.weixin.mp.bean.draft.WxMpDraftArticles;
import me.chanjar.weixin.mp.bean.draft.WxMpDraftItem;
import me.chanjar.weixin.mp.bean.draft.WxMpUpdateDraft;
import me.chanjar.weixin.mp.bean.freepublish.WxMpFreePublishStatus;

/** Drafts and what is published from them. */
final class ArticleSteps {
  private final WxMpDraftService drafts;
  private final WxMpFreePublishService publications;
  private final String thumb;
  private String toPublish;

  ArticleSteps(WxMpService service, String thumb) {
    this.drafts = service.getDraftService();
    this.publications = service.getFreePublishService();
    this.thumb = thumb;
  }

  /** Returns a draft that a mass send can take. */
  String drafts() {
    String first = Steps.step("drafts.add", () -> add("春季上新"));
    Steps.step("drafts.addWithoutThumb", () -> drafts.addDraft("春季上新", "<p>新品</p>", "unknown"));
    WxMpDraftArticles changed = article("夏季上新");
    Steps.step("drafts.update", () -> Driver.done(() -> drafts.updateDraft(new WxMpUpdateDraft(first, 0, changed))));
    Steps.step("drafts.get", () -> titles(drafts.getDraft(first).getNewsItem()));
    toPublish = Steps.step("drafts.addSecond", () -> add("to be published"));
    String third = Steps.step("drafts.addThird", () -> add("to be deleted"));
    Steps.step("drafts.count", drafts::countDraft);
    Steps.step("drafts.list", () -> drafts.listDraft(0, 20).getItems().stream().map(ArticleSteps::item).collect(Collectors.toList()));
    Steps.step("drafts.delete", () -> Driver.done(() -> drafts.delDraft(third)));
    Steps.step("drafts.getDeleted", () -> drafts.getDraft(third));
    return first;
  }

  void published() {
    String publishId = Steps.step("publish.submit", () -> publications.submit(toPublish));
    Map<String, Object> status = Steps.step("publish.status", () -> status(Steps.until(
        () -> publications.getPushStatus(publishId), answer -> answer.getPublish_status() != 1)));
    String articleId = status == null ? "unknown" : (String) status.get("articleId");
    Steps.step("publish.article", () -> publications.getArticleFromId(articleId).getNewsItem().get(0).getTitle());
    Steps.step("publish.list", () -> publications.getPublicationRecords(0, 20).getItems().stream()
        .map(item -> Steps.map("articleId", item.getArticleId(), "title", item.getContent().getNewsItem().get(0).getTitle()))
        .collect(Collectors.toList()));
    Steps.step("publish.delete", () -> Driver.done(() -> publications.deletePush(articleId, 1)));
    Steps.step("publish.draftIsGone", () -> drafts.getDraft(toPublish));
  }

  private String add(String title) throws Exception {
    return drafts.addDraft(new WxMpAddDraft(List.of(article(title))));
  }

  private WxMpDraftArticles article(String title) {
    return WxMpDraftArticles.builder().title(title).author("编辑").content("<p>新品</p>").thumbMediaId(thumb).build();
  }

  private static Map<String, Object> item(WxMpDraftItem item) {
    return Steps.map("mediaId", item.getMediaId(), "titles", titles(item.getContent().getNewsItem()));
  }

  private static List<String> titles(List<WxMpDraftArticles> articles) {
    return articles.stream().map(WxMpDraftArticles::getTitle).collect(Collectors.toList());
  }

  private static Map<String, Object> status(WxMpFreePublishStatus status) {
    return Steps.map(
        "status", status.getPublish_status(),
        "articleId", status.getArticle_id(),
        "articles", status.getArticle_detail() == null ? 0 : status.getArticle_detail().getCount());
  }
}
