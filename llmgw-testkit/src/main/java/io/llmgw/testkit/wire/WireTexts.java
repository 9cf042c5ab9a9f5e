package io.llmgw.testkit.wire;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a request for embeddings asks for.
 *
 * @param model the model, as the request names it
 * @param texts the texts in order
 * @param dimensions the wanted length of the vectors; empty for the model's own
 * @param base64 whether the vectors are wanted as base64 of little-endian floats
 */
public record WireTexts(String model, List<String> texts, OptionalInt dimensions, boolean base64) {
  /** Refuses null and copies the texts. */
  public WireTexts {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(dimensions, "dimensions");
    texts = List.copyOf(texts);
  }
}
