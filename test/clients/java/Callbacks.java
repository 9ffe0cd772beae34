import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import me.chanjar.weixin.common.error.WxRuntimeException;
import me.chanjar.weixin.common.util.crypto.WxCryptUtil.EncryptContext;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.api.impl.WxMpServiceHttpClientImpl;
import me.chanjar.weixin.mp.bean.message.WxMpXmlMessage;
import me.chanjar.weixin.mp.config.impl.WxMpDefaultConfigImpl;
import me.chanjar.weixin.mp.util.crypto.WxMpCryptUtil;

/**
 * usage: Callbacks &lt;callback token&gt; &lt;EncodingAESKey&gt; &lt;appid&gt;
 *
 * <p>Reads tasks, one a line, and does them with weixin-java-mp; ../support/callback-tasks.ts says what they are.
 */
final class Callbacks {
  private static final WxMpDefaultConfigImpl CONFIG = new WxMpDefaultConfigImpl();

  public static void main(String[] args) throws Exception {
    CONFIG.setToken(args[0]);
    CONFIG.setAesKey(args[1]);
    CONFIG.setAppId(args[2]);
    BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
      JsonObject task = JsonParser.parseString(line).getAsJsonObject();
      Steps.print(answer(task));
    }
  }

  private static Map<String, Object> answer(JsonObject task) {
    switch (text(task, "task")) {
      case "read":
        return read(task);
      case "write":
        return write(text(task, "message"));
      default:
        return check(task);
    }
  }

  private static Map<String, Object> read(JsonObject task) {
    String body = text(task, "body");
    try {
      String message = new WxMpCryptUtil(CONFIG).decryptXml(text(task, "signature"), text(task, "timestamp"), text(task, "nonce"), body);
      WxMpXmlMessage parsed =
          WxMpXmlMessage.fromEncryptedXml(body, CONFIG, text(task, "timestamp"), text(task, "nonce"), text(task, "signature"));
      return Steps.map("message", message, "understood", understood(parsed));
    } catch (WxRuntimeException refused) {
      return Steps.map("refused", true);
    }
  }

  /** The library keeps MsgID where MsgId goes; `massMsgId` stays empty. */
  private static Map<String, Object> understood(WxMpXmlMessage message) {
    if (message.getTotalCount() == null) return Steps.map("event", message.getEvent(), "openid", message.getFromUser());
    List<Integer> counts =
        List.of(message.getTotalCount(), message.getFilterCount(), message.getSentCount(), message.getErrorCount());
    return Steps.map(
        "event", message.getEvent(), "msgId", message.getMsgId().toString(), "status", message.getStatus(), "counts", counts);
  }

  /** Its own timestamp and nonce: the library takes none. */
  private static Map<String, Object> write(String message) {
    EncryptContext made = new WxMpCryptUtil(CONFIG).encryptContext(message);
    return Steps.map(
        "encrypt", made.getEncrypt(), "signature", made.getSignature(), "timestamp", made.getTimeStamp(), "nonce", made.getNonce());
  }

  private static Map<String, Object> check(JsonObject task) {
    WxMpService service = new WxMpServiceHttpClientImpl();
    service.setWxMpConfigStorage(CONFIG);
    boolean right = service.checkSignature(text(task, "timestamp"), text(task, "nonce"), text(task, "signature"));
    return right ? Steps.map("right", true) : Steps.map("refused", true);
  }

  private static String text(JsonObject task, String name) {
    return task.get(name).getAsString();
  }
}
