package io.llmgw.provider.internal.bedrock;

import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.UsageNumbers;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;

/**
 * Turns Bedrock's usage object into disjoint meters. Its input tokens are those that were neither
 * read from the cache nor written to it (API reference, "TokenUsage"); only its total has all.
 */
final class BedrockUsage {
  private BedrockUsage() {}

  /**
   * Reads a usage object.
   *
   * @param raw as it was sent; empty if it was not
   */
  static Usage of(RawJson raw) throws IOException {
    if (!raw.text().startsWith("{")) {
      return Usage.unknown();
    }
    UsageNumbers numbers = UsageNumbers.read(raw);
    if (!numbers.isNumber("inputTokens") && !numbers.isNumber("outputTokens")) {
      return Usage.unknown();
    }
    long input = numbers.count("inputTokens");
    long output = numbers.count("outputTokens");
    long read = either(numbers, "cacheReadInputTokens", "cacheReadInputTokenCount");
    long written = either(numbers, "cacheWriteInputTokens", "cacheWriteInputTokenCount");
    Usage.Builder usage = Usage.builder().count(Meter.INPUT, input).count(Meter.CACHE_READ, read);
    countWrites(usage, raw, written);
    long all = input + read + written + output;
    long total = numbers.count("totalTokens");
    if (numbers.isNumber("totalTokens") && total != all && total != input + output) {
      usage.inconsistent("total of " + total + " tokens, but the parts are " + all);
    }
    return usage.count(Meter.OUTPUT, output).build();
  }

  private static long either(UsageNumbers numbers, String name, String olderName) {
    return numbers.isNumber(name) ? numbers.count(name) : numbers.count(olderName);
  }

  /** Without details everything was written for the default of five minutes. */
  private static void countWrites(Usage.Builder usage, RawJson raw, long written)
      throws IOException {
    long hour = 0;
    long listed = 0;
    String details = RawObject.parse(raw.text()).raw("cacheDetails");
    if (details != null && details.startsWith("[")) {
      for (String element : RawObject.elements(details)) {
        long tokens = UsageNumbers.read(RawJson.of(element)).count("inputTokens");
        listed += tokens;
        hour += RawObject.parse(element).string("ttl").equals("1h") ? tokens : 0;
      }
    }
    if (listed > 0 && listed != written) {
      usage.inconsistent("cache writes: " + listed + " by duration, but " + written + " in total");
    }
    usage.count(Meter.CACHE_WRITE_1H, hour);
    usage.count(Meter.CACHE_WRITE_5M, Math.max(written, listed) - hour);
  }
}
