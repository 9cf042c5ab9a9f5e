package io.llmgw.provider.internal.cohere;

import io.llmgw.provider.internal.json.UsageNumbers;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;

/**
 * Turns Cohere's usage into meters.
 *
 * <p>Cohere reports twice: {@code tokens} are what the model read and wrote, with Cohere's own
 * preamble and cached tokens; {@code billed_units} are what is paid, which can be a tenth of it
 * (or, with images, many times as much). Meters hold the billed units, because they are multiplied
 * with prices; the tokens stay in the raw usage. Cached tokens have no price of their own and are
 * not part of the billed units, so they are in the raw usage only.
 */
final class CohereUsage {
  private static final String BILLED = "billed_units";
  private static final String TOKENS = "tokens";

  private CohereUsage() {}

  /**
   * Reads the {@code usage} of a chat, or the {@code meta} of embeddings and rerank.
   *
   * @return unknown if there are no numbers in it
   */
  static Usage read(RawJson json) throws IOException {
    if (json.isEmpty()) {
      return Usage.unknown();
    }
    UsageNumbers raw = UsageNumbers.read(json);
    boolean billed = raw.hasNumbers(BILLED);
    if (!billed && !raw.hasNumbers(TOKENS)) {
      return Usage.unknown();
    }
    String paid = billed ? BILLED : TOKENS;
    long output = raw.at(paid, "output_tokens");
    // Of the reasoning tokens it is only known that they are part of the output.
    long reasoning = Math.min(output, raw.at(TOKENS, "reasoning_tokens"));
    return Usage.builder()
        .count(Meter.INPUT, raw.at(paid, "input_tokens"))
        .count(Meter.IMAGE_INPUT, raw.at(paid, "image_tokens"))
        .count(Meter.REASONING, reasoning)
        .count(Meter.OUTPUT, output - reasoning)
        .count(Meter.SEARCH_UNIT, raw.at(paid, "search_units"))
        .build();
  }
}
