package io.llmgw.provider.catalog;

import java.util.Map;

/**
 * What the lists do not say of embedding models: the length of their vectors where a request does
 * not choose one, and the longest text, both as the makers document them.
 */
final class EmbeddingFacts {
  private static final Map<String, Integer> DIMENSIONS =
      Map.ofEntries(
          Map.entry("text-embedding-3-large", 3_072),
          Map.entry("text-embedding-3-small", 1_536),
          Map.entry("text-embedding-ada", 1_536),
          Map.entry("ada", 1_536),
          Map.entry("embed-v4", 1_536),
          Map.entry("embed-v4-0", 1_536),
          Map.entry("embed-v-4-0", 1_536),
          Map.entry("embed-english", 1_024),
          Map.entry("embed-multilingual", 1_024),
          Map.entry("embed-english-v3-0", 1_024),
          Map.entry("embed-multilingual-v3-0", 1_024),
          Map.entry("embed-english-light-v3-0", 384),
          Map.entry("embed-multilingual-light-v3-0", 384),
          Map.entry("embed-english-v2-0", 4_096),
          Map.entry("embed-english-light-v2-0", 1_024),
          Map.entry("embed-multilingual-v2-0", 768),
          Map.entry("voyage-4", 1_024),
          Map.entry("voyage-4-large", 1_024),
          Map.entry("voyage-4-lite", 1_024),
          Map.entry("voyage-3-5", 1_024),
          Map.entry("voyage-3-5-lite", 1_024),
          Map.entry("voyage-3", 1_024),
          Map.entry("voyage-3-large", 1_024),
          Map.entry("voyage-3-lite", 512),
          Map.entry("voyage-2", 1_024),
          Map.entry("voyage-large-2", 1_536),
          Map.entry("voyage-large-2-instruct", 1_024),
          Map.entry("voyage-code-3", 1_024),
          Map.entry("voyage-code-2", 1_536),
          Map.entry("voyage-context-3", 1_024),
          Map.entry("voyage-finance-2", 1_024),
          Map.entry("voyage-law-2", 1_024),
          Map.entry("voyage-multilingual-2", 1_024),
          Map.entry("voyage-multimodal-3", 1_024),
          Map.entry("voyage-lite-01", 1_024),
          Map.entry("voyage-lite-02-instruct", 1_024),
          Map.entry("mistral-embed", 1_024),
          Map.entry("codestral-embed", 1_536),
          Map.entry("titan-embed-text", 1_024),
          Map.entry("gemini-embedding", 3_072),
          Map.entry("text-multilingual-embedding", 768),
          Map.entry("text-embedding", 768),
          Map.entry("nomic-embed-text", 768),
          Map.entry("nomic-embed-text-v1-5", 768),
          Map.entry("uae-large", 1_024),
          Map.entry("gte-base", 768),
          Map.entry("gte-large", 1_024),
          Map.entry("qwen3-embedding-0-6b", 1_024),
          Map.entry("qwen3-embedding-4b", 2_560),
          Map.entry("qwen3-embedding-8b", 4_096));

  private static final Map<String, Integer> LONGEST_TEXT =
      Map.of(
          "voyage-4", 32_000,
          "voyage-4-large", 32_000,
          "voyage-4-lite", 32_000,
          "voyage-multilingual-2", 32_000,
          "voyage-large-2-instruct", 16_000);

  private EmbeddingFacts() {}

  /** Fills in the length of a model's vectors and of the longest text it takes. */
  static void complete(ModelDraft model) {
    if (model.isEmbedding() && model.context == 0) {
      model.context = LONGEST_TEXT.getOrDefault(ModelFamily.of(model.id), 0);
    }
    if (model.isEmbedding() && model.dimensions == 0) {
      model.dimensions = DIMENSIONS.getOrDefault(ModelFamily.of(model.id), 0);
    }
  }
}
