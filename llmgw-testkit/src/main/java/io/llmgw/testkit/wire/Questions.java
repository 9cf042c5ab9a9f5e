package io.llmgw.testkit.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How formats tell their requests: most name model and stream in the body, some in the path. */
final class Questions {
  private Questions() {}

  /** A format whose body names the model and says whether to stream; false if it does not say. */
  static WireQuestion inBody(String body) {
    return new WireQuestion(model(body), flag(body, "stream"), true);
  }

  /** A format whose path names the model, and the method that streams. */
  static Optional<WireQuestion> inPath(Pattern pattern, String path, String streamingMethod) {
    Matcher found = pattern.matcher(path);
    if (!found.find()) {
      return Optional.empty();
    }
    String model = URLDecoder.decode(found.group(1), StandardCharsets.UTF_8);
    return Optional.of(new WireQuestion(model, found.group(2).equals(streamingMethod), true));
  }

  static String model(String body) {
    return Json.field(body, "model").flatMap(Json::string).orElse("unknown");
  }

  static boolean flag(String body, String name) {
    return Json.field(body, name).filter("true"::equals).isPresent();
  }
}
