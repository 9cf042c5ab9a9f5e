package io.llmgw.embedding;

import io.llmgw.value.Extras;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Texts to turn into vectors. Immutable; every component is part of the cache's key. */
public final class EmbeddingRequest {
  private final String model;
  private final List<String> inputs;
  private final int dimensions;
  private final Optional<EmbeddingPurpose> purpose;
  private final Extras extras;

  private EmbeddingRequest(
      String model,
      List<String> inputs,
      int dimensions,
      Optional<EmbeddingPurpose> purpose,
      Extras extras) {
    this.model = model;
    this.inputs = inputs;
    this.dimensions = dimensions;
    this.purpose = purpose;
    this.extras = extras;
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
    return new EmbeddingRequest(model, checked(inputs), 0, Optional.empty(), Extras.NONE);
  }

  private static List<String> checked(List<String> inputs) {
    List<String> copy = List.copyOf(inputs);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("an embedding request needs at least one input");
    }
    if (copy.contains("")) {
      throw new IllegalArgumentException(
          "input " + copy.indexOf("") + " of the embedding request is empty");
    }
    return copy;
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
    return new EmbeddingRequest(model, inputs, dimensions, purpose, extras);
  }

  /**
   * Says what the vectors are for.
   *
   * @param purpose default: the provider's
   * @return a copy of this request
   */
  public EmbeddingRequest withPurpose(EmbeddingPurpose purpose) {
    return new EmbeddingRequest(model, inputs, dimensions, Optional.of(purpose), extras);
  }

  /**
   * Adds a field that only one provider's wire format knows. It is sent to that provider as it is
   * and ignored by others.
   *
   * @param provider the wire format, for example {@code openai} or {@code cohere}
   * @param field the field's name in the request
   * @param value a string, number, boolean, list, map or {@link io.llmgw.value.RawJson}
   * @return a copy of this request
   * @throws IllegalArgumentException if the value is of another type
   */
  public EmbeddingRequest withExtra(String provider, String field, Object value) {
    return new EmbeddingRequest(
        model, inputs, dimensions, purpose, extras.with(provider, field, value));
  }

  /**
   * Returns the same request for other texts.
   *
   * @param others the texts, at least one
   * @return a copy of this request
   */
  public EmbeddingRequest withInputs(List<String> others) {
    return new EmbeddingRequest(model, checked(others), dimensions, purpose, extras);
  }

  /**
   * Returns the same request for some of its texts.
   *
   * @param from the first, from 0
   * @param to the last, exclusive
   * @return a request of {@code to - from} texts
   */
  public EmbeddingRequest slice(int from, int to) {
    return withInputs(inputs.subList(from, to));
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

  /**
   * Returns what the vectors are for.
   *
   * @return empty for the provider's default
   */
  public Optional<EmbeddingPurpose> purpose() {
    return purpose;
  }

  /**
   * Returns settings that only one wire format knows.
   *
   * @return the settings by wire format
   */
  public Extras extras() {
    return extras;
  }

  /** Compares every component. */
  @Override
  public boolean equals(Object other) {
    return other instanceof EmbeddingRequest that
        && model.equals(that.model)
        && inputs.equals(that.inputs)
        && dimensions == that.dimensions
        && purpose.equals(that.purpose)
        && extras.equals(that.extras);
  }

  @Override
  public int hashCode() {
    return Objects.hash(model, inputs, dimensions, purpose, extras);
  }

  /** Returns model and sizes, never the content. */
  @Override
  public String toString() {
    return "EmbeddingRequest[" + model + ", " + inputs.size() + " inputs]";
  }
}
