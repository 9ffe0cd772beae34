import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import me.chanjar.weixin.common.error.WxErrorException;

/** Writes one line of JSON per step: what the library returned, the errcode it refused with, or what else it threw. */
final class Steps {
  private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Steps() {}

  /** Runs the step, prints its line, returns what it returned or null. */
  static <T> T step(String name, Callable<T> act) {
    try {
      T returned = act.call();
      print(map("step", name, "returned", returned));
      return returned;
    } catch (WxErrorException error) {
      print(map("step", name, "refused", error.getError().getErrorCode()));
    } catch (Exception error) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      print(map("step", name, "failed", trace.toString()));
    }
    return null;
  }

  /** Asks until `done`, for a while; returns the last answer. */
  static <T> T until(Callable<T> ask, Predicate<T> done) throws Exception {
    T answer = ask.call();
    for (int attempt = 0; attempt < 100 && !done.test(answer); attempt++) {
      Thread.sleep(50);
      answer = ask.call();
    }
    return answer;
  }

  /** `map("a", 1, "b", 2)` */
  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int at = 0; at < pairs.length; at += 2) map.put((String) pairs[at], pairs[at + 1]);
    return map;
  }

  static void print(Object line) {
    OUT.println(GSON.toJson(line));
  }
}
