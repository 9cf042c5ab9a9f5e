package io.llmgw.provider.internal.openai;

import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import java.util.Map;
import java.util.function.Function;

/**
 * In what servers differ that speak OpenAI's embeddings format.
 *
 * @param path below the base URL
 * @param dimensionsField the field of the wanted dimensions; empty if there is none
 * @param encoding how vectors are asked for
 * @param purposes the values of {@code input_type}; a purpose that is missing is not sent
 * @param limits how much one request may hold, by model
 */
public record OpenAiEmbeddingDialect(
    String path,
    String dimensionsField,
    Encoding encoding,
    Map<EmbeddingPurpose, String> purposes,
    Function<String, BatchLimits> limits) {

  /** How vectors travel. */
  public enum Encoding {
    /** Little-endian 32-bit floats in base64: a third of the size of decimal numbers, and exact. */
    BASE64,
    /** Decimal numbers, for servers that know no {@code encoding_format}. */
    DECIMAL,
    /** Signed bytes in base64, the one form of Perplexity's vectors. */
    BASE64_INT8
  }

  /**
   * OpenAI's: at most 2,048 texts and 300,000 tokens (API reference, create embeddings).
   *
   * @return the dialect
   */
  public static OpenAiEmbeddingDialect openAi() {
    return limited(2_048, 300_000);
  }

  /**
   * OpenAI's with other limits.
   *
   * @param texts in one request
   * @param tokens in one request
   * @return the dialect
   */
  public static OpenAiEmbeddingDialect limited(int texts, long tokens) {
    BatchLimits limits = new BatchLimits(texts, tokens);
    return new OpenAiEmbeddingDialect(
        "/embeddings", "dimensions", Encoding.BASE64, Map.of(), model -> limits);
  }

  /** Returns this with another encoding. */
  public OpenAiEmbeddingDialect encoded(Encoding other) {
    return new OpenAiEmbeddingDialect(path, dimensionsField, other, purposes, limits);
  }

  /** Returns this with another field of the wanted dimensions. */
  public OpenAiEmbeddingDialect dimensions(String field) {
    return new OpenAiEmbeddingDialect(path, field, encoding, purposes, limits);
  }

  /** Returns this with values of {@code input_type}. */
  public OpenAiEmbeddingDialect purposes(Map<EmbeddingPurpose, String> values) {
    return new OpenAiEmbeddingDialect(path, dimensionsField, encoding, Map.copyOf(values), limits);
  }

  /** Returns this at another path. */
  public OpenAiEmbeddingDialect at(String other) {
    return new OpenAiEmbeddingDialect(other, dimensionsField, encoding, purposes, limits);
  }

  /** Returns this with limits that depend on the model. */
  public OpenAiEmbeddingDialect limits(Function<String, BatchLimits> byModel) {
    return new OpenAiEmbeddingDialect(path, dimensionsField, encoding, purposes, byModel);
  }
}
