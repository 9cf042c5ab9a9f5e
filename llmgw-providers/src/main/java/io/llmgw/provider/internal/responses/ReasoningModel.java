package io.llmgw.provider.internal.responses;

import io.llmgw.chat.Effort;
import io.llmgw.model.Capability;
import io.llmgw.spi.TargetRequest;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a model reasons. It matters because OpenAI's other models refuse to be asked for
 * encrypted reasoning ("Encrypted content is not supported with this model") and refuse reasoning
 * items as input.
 */
enum ReasoningModel {
  YES,
  NO,
  UNKNOWN;

  /** OpenAI's names of models that reason, and xAI's. */
  private static final Pattern REASONS =
      Pattern.compile(
          "(?:ft:)?(?!gpt-5\\.\\d+-chat)"
              + "(?:o\\d|gpt-(?:[5-9]|oss)|codex|computer-use|grok-[4-9]|grok-3-mini).*");

  private static final Pattern DOES_NOT = Pattern.compile("(?:ft:)?(?:gpt-[34]|chatgpt).*");

  /** Counted to its family by catalogues, but it does not reason. */
  private static final String CHAT_ONLY = "gpt-5-chat";

  /** Tells whether a model is known not to show its reasoning. */
  static boolean hides(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return REASONS.matcher(name).matches() && !name.startsWith("gpt-oss");
  }

  static ReasoningModel of(TargetRequest request) {
    String name = request.model().substring(request.model().lastIndexOf('/') + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith(CHAT_ONLY)) {
      return NO;
    }
    boolean known = request.info().filter(info -> !info.capabilities().isEmpty()).isPresent();
    if (known && request.info().get().capabilities().contains(Capability.REASONING)) {
      return YES;
    }
    if (DOES_NOT.matcher(lower).matches()) {
      return NO; // an effort is left out then
    }
    if (request.chat().reasoning().filter(effort -> effort != Effort.NONE).isPresent()) {
      return YES;
    }
    if (known) {
      return NO;
    }
    return REASONS.matcher(lower).matches() ? YES : UNKNOWN;
  }
}
