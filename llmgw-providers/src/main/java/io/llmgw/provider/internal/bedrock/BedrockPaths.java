package io.llmgw.provider.internal.bedrock;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the Bedrock runtime, in which a model's id or ARN is one segment. */
final class BedrockPaths {
  private BedrockPaths() {}

  static String of(String model, String operation) {
    String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    return "/model/" + segment + "/" + operation;
  }
}
