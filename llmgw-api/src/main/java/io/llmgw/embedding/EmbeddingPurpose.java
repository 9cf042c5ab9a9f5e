package io.llmgw.embedding;

/**
 * What vectors are for. Some models make better ones if they know (Cohere and Voyage's input type,
 * Gemini's task type); the others are not told.
 */
public enum EmbeddingPurpose {
  /** Texts that are searched. */
  DOCUMENT,
  /** What is searched for. */
  QUERY,
  /** Texts that are compared with each other. */
  SIMILARITY,
  /** Texts that are sorted into classes. */
  CLASSIFICATION,
  /** Texts that are grouped. */
  CLUSTERING
}
