package io.llmgw.tests.conformance;

import static io.llmgw.tests.conformance.Coverage.Kind.CHAT;
import static io.llmgw.tests.conformance.Coverage.Kind.EMBEDDING;
import static io.llmgw.tests.conformance.Coverage.Kind.RERANK;
import static io.llmgw.tests.conformance.UsageRule.BILLED;
import static io.llmgw.tests.conformance.UsageRule.BOTH_OR_NOTHING;
import static io.llmgw.tests.conformance.UsageRule.CACHE_BESIDE_INPUT;
import static io.llmgw.tests.conformance.UsageRule.CACHE_IN_INPUT;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.Cohere;
import io.llmgw.provider.Ollama;
import io.llmgw.provider.OpenAi;
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
          new Row("cohere/chat-v2", CHAT, BILLED, WireClients::cohere),
          new Row("cohere/embed-v2", EMBEDDING, BILLED, WireClients::cohere),
          new Row("cohere/rerank-*", RERANK, BILLED, WireClients::cohere),
          new Row("ollama/native-{chat,generate}", CHAT, BOTH_OR_NOTHING, WireClients::ollama),
          new Row("ollama/native-embed", EMBEDDING, BOTH_OR_NOTHING, WireClients::ollama));

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

  private static ProviderSpec cohere(URI url) {
    return Cohere.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }

  private static ProviderSpec ollama(URI url) {
    return Ollama.builder().baseUrl(url.toString()).build();
  }

  private static ProviderSpec anthropic(URI url) {
    return Anthropic.builder().baseUrl(url.toString()).apiKey(KEY).build();
  }
}
