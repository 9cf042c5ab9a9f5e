package io.llmgw.tests.conformance;

import static io.llmgw.tests.conformance.Coverage.Kind.CHAT;
import static io.llmgw.tests.conformance.Coverage.Kind.EMBEDDING;
import static io.llmgw.tests.conformance.UsageRule.CACHE_BESIDE_INPUT;
import static io.llmgw.tests.conformance.UsageRule.CACHE_IN_INPUT;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.OpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.tests.conformance.Coverage.Row;
import java.net.URI;
import java.util.List;

/** The clients there are, and the recordings they have to read. */
public final class WireClients {
  /** Unlike anything in a recording, so that no expected message contains it. */
  private static final String KEY = "wire-conformance-key";

  public static final List<Row> ROWS =
      List.of(
          new Row("openai/chat", CHAT, CACHE_IN_INPUT, WireClients::openAi),
          new Row("openai/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::openAi),
          new Row("azure/chat", CHAT, CACHE_IN_INPUT, WireClients::azure),
          new Row("anthropic/messages", CHAT, CACHE_BESIDE_INPUT, WireClients::anthropic));

  private WireClients() {}

  private static ProviderSpec openAi(URI url) {
    return OpenAi.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec azure(URI url) {
    return OpenAi.compatible("azure", url.toString())
        .apiKey(KEY)
        .keyHeader("api-key")
        .query("api-version", "2024-10-21")
        .build();
  }

  private static ProviderSpec anthropic(URI url) {
    return Anthropic.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }
}
