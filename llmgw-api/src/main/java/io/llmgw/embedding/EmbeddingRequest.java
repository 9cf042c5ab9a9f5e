package io.llmgw.embedding;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Texts to turn into vectors. Immutable; every component is part of the cache's key. */
public final class EmbeddingRequest {
  private final String model;
  private final List<String> inputs;
  private final int dimensions;

  private EmbeddingRequest(String model, List<String> inputs, int dimensions) {
    this.model = model;
    this.inputs = inputs;
    this.dimensions = dimensions;
  }

  /**
   * Asks for one vector for each text, in order.
   *
   * @param model a route's name, or {@code provider/model}
   * @param inputs the texts, at least one, none empty
   * @return the request
   */
  public static EmbeddingRequest of(String model, List<String> inputs) {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model is blank; give a route's name or provider/model");
    }
    List<String> copy = List.copyOf(inputs);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("an embedding request needs at least one input");
    }
    if (copy.contains("")) {
      throw new IllegalArgumentException(
          "input " + copy.indexOf("") + " of the embedding request is empty");
    }
    return new EmbeddingRequest(model, copy, 0);
  }

  /**
   * Asks for one vector.
   *
   * @param model a route's name, or {@code provider/model}
   * @param input the text
   * @return the request
   */
  public static EmbeddingRequest of(String model, String input) {
    return of(model, List.of(input));
  }

  /**
   * Asks for shorter vectors, where the model can.
   *
   * @param dimensions the vectors' length, more than 0
   * @return a copy of this request
   */
  public EmbeddingRequest withDimensions(int dimensions) {
    if (dimensions <= 0) {
      throw new IllegalArgumentException("dimensions must be more than 0: " + dimensions);
    }
    return new EmbeddingRequest(model, inputs, dimensions);
  }

  /**
   * Returns the name of a route, or {@code provider/model}.
   *
   * @return the name as given
   */
  public String model() {
    return model;
  }

  /**
   * Returns the texts.
   *
   * @return unmodifiable
   */
  public List<String> inputs() {
    return inputs;
  }

  /**
   * Returns the vectors' length.
   *
   * @return empty for the model's default
   */
  public OptionalInt dimensions() {
    return dimensions > 0 ? OptionalInt.of(dimensions) : OptionalInt.empty();
  }

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other instanceof EmbeddingRequest that
        && model.equals(that.model)
        && inputs.equals(that.inputs)
        && dimensions == that.dimensions;
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, inputs, dimensions);
  }

  /** Returns model and sizes, never the content. */
  @Override
  public String toString() {
    return "EmbeddingRequest[" + model + ", " + inputs.size() + " inputs]";
  }
}
