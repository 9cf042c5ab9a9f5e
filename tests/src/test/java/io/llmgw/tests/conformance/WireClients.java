package io.llmgw.tests.conformance;

import static io.llmgw.tests.conformance.Coverage.Kind.CHAT;
import static io.llmgw.tests.conformance.Coverage.Kind.EMBEDDING;
import static io.llmgw.tests.conformance.UsageRule.CACHE_BESIDE_INPUT;
import static io.llmgw.tests.conformance.UsageRule.CACHE_IN_INPUT;
import static io.llmgw.tests.conformance.UsageRule.TOOLS_AND_REASONING_BESIDE;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.Gemini;
import io.llmgw.provider.OpenAi;
import io.llmgw.provider.VertexAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.tests.conformance.Coverage.Row;
import java.net.URI;
import java.util.List;

/** The clients there are, and the recordings they have to read. */
final class WireClients {
  /** Unlike anything in a recording, so that no expected message contains it. */
  private static final String KEY = "wire-conformance-key";

  static final List<Row> ROWS =
      List.of(
          new Row("openai/chat", CHAT, CACHE_IN_INPUT, WireClients::openAi),
          new Row("openai/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::openAi),
          new Row("azure/chat", CHAT, CACHE_IN_INPUT, WireClients::azure),
          new Row("anthropic/messages", CHAT, CACHE_BESIDE_INPUT, WireClients::anthropic),
          new Row("gemini/generate", CHAT, TOOLS_AND_REASONING_BESIDE, WireClients::gemini),
          new Row("gemini/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::gemini),
          new Row("vertex/generate", CHAT, TOOLS_AND_REASONING_BESIDE, WireClients::vertex),
          new Row("vertex/embeddings", EMBEDDING, CACHE_IN_INPUT, WireClients::vertex),
          new Row("vertex/anthropic", CHAT, CACHE_BESIDE_INPUT, WireClients::vertex));

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

  private static ProviderSpec gemini(URI url) {
    return Gemini.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec vertex(URI url) {
    return VertexAi.builder()
        .project("some-project")
        .baseUrl(url.toString())
        .accessToken(() -> KEY)
        .build();
  }

  private static ProviderSpec anthropic(URI url) {
    return Anthropic.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }
}
