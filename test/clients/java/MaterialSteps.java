import java.io.File;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.chanjar.weixin.common.bean.result.WxMediaUploadResult;
import me.chanjar.weixin.mp.api.WxMpMaterialService;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.bean.WxMpMassVideo;
import me.chanjar.weixin.mp.bean.material.WxMpMaterial;
import me.chanjar.weixin.mp.bean.material.WxMpMaterialCountResult;
import me.chanjar.weixin.mp.bean.material.WxMpMaterialFileBatchGetResult;
import me.chanjar.weixin.mp.bean.material.WxMpMaterialUploadResult;
import me.chanjar.weixin.mp.bean.material.WxMpMaterialVideoInfoResult;

/** Media, permanent material and videos. */
final class MaterialSteps {
  private final WxMpService service;
  private final WxMpMaterialService materials;
  private final String files;

  MaterialSteps(WxMpService service, String files) {
    this.service = service;
    this.materials = service.getMaterialService();
    this.files = files;
  }

  void media() {
    File picture = new File(files, "picture.png");
    Map<String, Object> uploaded = Steps.step("media.upload", () -> {
      WxMediaUploadResult result = materials.mediaUpload("image", picture);
      return Steps.map("type", result.getType(), "mediaId", result.getMediaId());
    });
    Steps.step("media.download", () -> digest(Files.readAllBytes(materials.mediaDownload((String) uploaded.get("mediaId")).toPath())));
    Steps.step("media.downloadUnknown", () -> materials.mediaDownload("unknown"));
    Steps.step("media.uploadImg", () -> materials.mediaImgUpload(picture).getUrl());
  }

  /** Returns the id of a thumb that articles can name. */
  String permanent() {
    Map<String, Object> picture = Steps.step("material.add", () -> {
      WxMpMaterialUploadResult result = add("image", "封面.png", null, null);
      return Steps.map("mediaId", result.getMediaId(), "url", result.getUrl());
    });
    String mediaId = picture == null ? "unknown" : (String) picture.get("mediaId");
    Steps.step("material.count", () -> count(materials.materialCount()));
    Steps.step("material.list", () -> list(materials.materialFileBatchGet("image", 0, 20)));
    Steps.step("material.listTooMany", () -> materials.materialFileBatchGet("image", 0, 21));
    Steps.step("material.get", () -> digest(materials.materialImageOrVoiceDownload(mediaId).readAllBytes()));
    String thumb = Steps.step("material.addThumb", () -> add("thumb", "thumb.jpg", null, null).getMediaId());
    Steps.step("material.delete", () -> Driver.done(() -> materials.materialDelete(mediaId)));
    Steps.step("material.getDeleted", () -> digest(materials.materialImageOrVoiceDownload(mediaId).readAllBytes()));
    return thumb;
  }

  /** From a file to what an mpvideo send takes. */
  String video() {
    String permanent = Steps.step("video.addPermanent", () -> add("video", "film.mp4", "新品发布", "三分钟看完").getMediaId());
    Steps.step("video.getPermanent", () -> {
      WxMpMaterialVideoInfoResult video = materials.materialVideoInfo(permanent);
      return Steps.map("title", video.getTitle(), "description", video.getDescription(), "url", video.getDownUrl());
    });
    Steps.step("video.convertPermanent", () -> convert(permanent));
    String temporary =
        Steps.step("video.uploadTemporary", () -> materials.mediaUpload("video", new File(files, "film.mp4")).getMediaId());
    return Steps.step("video.convertTemporary", () -> convert(temporary));
  }

  private WxMpMaterialUploadResult add(String type, String name, String title, String introduction) throws Exception {
    return materials.materialFileUpload(type, new WxMpMaterial(name, new File(files, name), title, introduction));
  }

  private String convert(String mediaId) throws Exception {
    WxMpMassVideo video = new WxMpMassVideo();
    video.setMediaId(mediaId);
    video.setTitle("新品发布");
    video.setDescription("三分钟看完");
    return service.getMassMessageService().massVideoUpload(video).getMediaId();
  }

  private static Map<String, Object> count(WxMpMaterialCountResult count) {
    return Steps.map(
        "image", count.getImageCount(), "video", count.getVideoCount(), "voice", count.getVoiceCount(), "news", count.getNewsCount());
  }

  private static Map<String, Object> list(WxMpMaterialFileBatchGetResult list) {
    List<Map<String, Object>> items = list.getItems().stream()
        .map(item -> Steps.map("mediaId", item.getMediaId(), "name", item.getName()))
        .collect(Collectors.toList());
    return Steps.map("total", list.getTotalCount(), "count", list.getItemCount(), "items", items);
  }

  private static String digest(byte[] bytes) throws Exception {
    StringBuilder hex = new StringBuilder();
    for (byte part : MessageDigest.getInstance("SHA-256").digest(bytes)) hex.append(String.format("%02x", part));
    return hex.toString();
  }
}
