package io.llmgw.cache;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.Recording;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** Keys and entries for tests; every call makes objects of its own, as requests in real life do. */
final class Samples {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private Samples() {}

  static CacheKey key(String question) {
    return CacheKey.ofChat("tenant-a", "", "", ChatRequest.of("assistant", question));
  }

  static CacheEntry entry(String text) {
    return entry(new AssistantMessage(text));
  }

  static CacheEntry entry(AssistantMessage message) {
    ProviderAnswer answer =
        ProviderAnswer.of(message)
            .finish(FinishReason.STOP, "stop")
            .usage(
                Usage.of(12, 3),
                RawJson.of(
                    "{\"prompt_tokens\":" + message.hashCode() + ",\"completion_tokens\":3}"))
            .model("gpt-5-mini-2025-08-07")
            .requestId("req_" + message.hashCode())
            .build();
    Cost cost =
        Cost.of(
            Map.of(
                Meter.INPUT,
                new BigDecimal("0.00000300"),
                Meter.OUTPUT,
                new BigDecimal("0.00000600")),
            Cost.Source.CATALOG,
            "2026-09.1");
    return new CacheEntry(
        new CacheEntry.Answer(answer, Recording.NONE),
        new Target("openai", "gpt-5-mini"),
        cost,
        NOW.plusSeconds(1),
        NOW.plusSeconds(3601));
  }
}
