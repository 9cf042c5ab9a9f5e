package io.llmgw.provider.internal.gemini;

import io.llmgw.embedding.EmbeddingPurpose;

/** Google's names of what embeddings are for. */
final class GeminiTasks {
  private GeminiTasks() {}

  static String name(EmbeddingPurpose purpose) {
    return switch (purpose) {
      case DOCUMENT -> "RETRIEVAL_DOCUMENT";
      case QUERY -> "RETRIEVAL_QUERY";
      case SIMILARITY -> "SEMANTIC_SIMILARITY";
      case CLASSIFICATION -> "CLASSIFICATION";
      case CLUSTERING -> "CLUSTERING";
    };
  }
}
