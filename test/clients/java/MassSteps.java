import java.util.List;
import java.util.Map;
import me.chanjar.weixin.common.api.WxConsts.MassMsgType;
import me.chanjar.weixin.mp.api.WxMpMassMessageService;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.bean.WxMpMassOpenIdsMessage;
import me.chanjar.weixin.mp.bean.WxMpMassPreviewMessage;
import me.chanjar.weixin.mp.bean.WxMpMassTagMessage;
import me.chanjar.weixin.mp.bean.result.WxMpMassGetResult;
import me.chanjar.weixin.mp.bean.result.WxMpMassSendResult;

/** Mass sends, their state, previews, deletion and speed. */
final class MassSteps {
  private final WxMpMassMessageService mass;

  MassSteps(WxMpService service) {
    this.mass = service.getMassMessageService();
  }

  void texts(List<String> openids, Long tagId) {
    Map<String, Object> sent = Steps.step("mass.toTag", () -> sent(mass.massGroupMessageSend(toTag(tagId, "亲爱的广东客户 👋", "to-tag"))));
    Long msgId = msgId(sent);
    Steps.step("mass.toTagAgain", () -> mass.massGroupMessageSend(toTag(tagId, "亲爱的广东客户 👋", "to-tag")));
    Steps.step("mass.toOpenids", () -> sent(mass.massOpenIdsMessageSend(toOpenids(openids.subList(2, 4), "hello", "to-openids"))));
    Steps.step("mass.toOne", () -> mass.massOpenIdsMessageSend(toOpenids(openids.subList(0, 1), "hello", "to-one")));
    Steps.step("mass.toAll", () -> {
      WxMpMassTagMessage message = toTag(null, "to everyone", "to-all");
      message.setSendAll(true);
      return sent(mass.massGroupMessageSend(message));
    });
    WxMpMassOpenIdsMessage unnamed = toOpenids(openids.subList(4, 6), "no id", null);
    Steps.step("mass.withoutClientMsgId", () -> sent(mass.massOpenIdsMessageSend(unnamed)));
    Steps.step("mass.withoutClientMsgIdAgain", () -> mass.massOpenIdsMessageSend(unnamed));
    Steps.step("mass.get", () -> ended(msgId));
    Steps.step("mass.getUnknown", () -> mass.messageMassGet(1L));
    Steps.step("mass.deleteText", () -> Driver.done(() -> mass.delete(msgId, 1)));
    Steps.step("preview.toOpenid", () -> sent(mass.massMessagePreview(preview(openids.get(0), null))));
    Steps.step("preview.toName", () -> sent(mass.massMessagePreview(preview(null, "wang-xiaojie"))));
    Steps.step("preview.toGarbage", () -> mass.massMessagePreview(preview("garbage", null)));
    Steps.step("preview.toUnknownName", () -> mass.massMessagePreview(preview(null, "garbage")));
    Steps.step("preview.toBlacklisted", () -> mass.massMessagePreview(preview(openids.get(59), null)));
  }

  void speeds() {
    Steps.step("speed.get", mass::messageMassSpeedGet);
    Steps.step("speed.set", () -> Driver.done(() -> mass.messageMassSpeedSet(3)));
    Steps.step("speed.getAfterwards", mass::messageMassSpeedGet);
    Steps.step("speed.setOutOfRange", () -> Driver.done(() -> mass.messageMassSpeedSet(5)));
  }

  void video(Long tagId, String mediaId) {
    WxMpMassTagMessage message = new WxMpMassTagMessage();
    message.setTagId(tagId);
    message.setMsgType(MassMsgType.MPVIDEO);
    message.setMediaId(mediaId);
    message.setClientMsgId("video");
    sendAndDelete("video", Steps.step("mass.video", () -> sent(mass.massGroupMessageSend(message))));
  }

  void news(List<String> openids, String mediaId) {
    WxMpMassOpenIdsMessage message = toOpenids(openids, null, "news");
    message.setMsgType(MassMsgType.MPNEWS);
    message.setMediaId(mediaId);
    sendAndDelete("news", Steps.step("mass.news", () -> sent(mass.massOpenIdsMessageSend(message))));
  }

  private void sendAndDelete(String kind, Map<String, Object> sent) {
    Long msgId = msgId(sent);
    Steps.step("mass." + kind + "Sent", () -> ended(msgId));
    Steps.step("mass." + kind + "Delete", () -> Driver.done(() -> mass.delete(msgId, 1)));
    Steps.step("mass." + kind + "Deleted", () -> state(mass.messageMassGet(msgId)));
  }

  private Map<String, Object> ended(Long msgId) throws Exception {
    return state(Steps.until(() -> mass.messageMassGet(msgId), state -> !state.getMsgstatus().equals("SENDING")));
  }

  private static Long msgId(Map<String, Object> sent) {
    return sent == null ? 0L : Long.valueOf((String) sent.get("msgId"));
  }

  private static Map<String, Object> sent(WxMpMassSendResult result) {
    return Steps.map("msgId", result.getMsgId(), "accepted", "0".equals(result.getErrorCode()));
  }

  private static Map<String, Object> state(WxMpMassGetResult state) {
    return Steps.map("msgId", state.getMsgId().toString(), "status", state.getMsgstatus());
  }

  private static WxMpMassTagMessage toTag(Long tagId, String content, String clientMsgId) {
    WxMpMassTagMessage message = new WxMpMassTagMessage();
    message.setTagId(tagId);
    message.setMsgType(MassMsgType.TEXT);
    message.setContent(content);
    message.setClientMsgId(clientMsgId);
    return message;
  }

  private static WxMpMassOpenIdsMessage toOpenids(List<String> openids, String content, String clientMsgId) {
    WxMpMassOpenIdsMessage message = new WxMpMassOpenIdsMessage();
    openids.forEach(message::addUser);
    message.setMsgType(MassMsgType.TEXT);
    message.setContent(content);
    message.setClientMsgId(clientMsgId);
    return message;
  }

  private static WxMpMassPreviewMessage preview(String openid, String name) {
    WxMpMassPreviewMessage message = new WxMpMassPreviewMessage();
    message.setToWxUserOpenid(openid);
    message.setToWxUserName(name);
    message.setMsgType(MassMsgType.TEXT);
    message.setContent("预览");
    return message;
  }
}
