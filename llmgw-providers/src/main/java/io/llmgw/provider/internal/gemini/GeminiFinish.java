package io.llmgw.provider.internal.gemini;

import io.llmgw.chat.FinishReason;

/**
 * What the values of {@code finishReason} mean. Some clients ask for enumerations as numbers; the
 * first four are the same in both of Google's APIs, of the others only those that mean a filter in
 * both are told apart. A value nobody has heard of is another reason, not an error.
 */
final class GeminiFinish {
  private GeminiFinish() {}

  /** Returns what a value means; empty stands for none. */
  static FinishReason of(String value) {
    return switch (value) {
      case "STOP", "1" -> FinishReason.STOP;
      case "MAX_TOKENS", "2" -> FinishReason.LENGTH;
      case "SAFETY",
          "3",
          "RECITATION",
          "4",
          "BLOCKLIST",
          "7",
          "PROHIBITED_CONTENT",
          "8",
          "SPII",
          "MODEL_ARMOR",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }
}
