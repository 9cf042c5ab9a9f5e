package io.llmgw.spi;

import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.time.Instant;
import java.util.Objects;

/**
 * What is stored in a prompt cache. Immutable.
 *
 * @param content the answer or vector
 * @param madeBy who made it
 * @param cost what it cost then
 * @param storedAt when it was stored, by the gateway's clock
 * @param expiresAt from when on it is not served any more, by the gateway's clock
 */
public record CacheEntry(
    Content content, Target madeBy, Cost cost, Instant storedAt, Instant expiresAt) {

  /** Refuses null. */
  public CacheEntry {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(madeBy, "madeBy");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(storedAt, "storedAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /** What is stored: a chat answer or a vector. */
  public sealed interface Content permits Answer, Vector {}

  /**
   * A chat answer.
   *
   * @param answer the complete answer
   * @param pieces how it came, if it was streamed; {@link Recording#NONE} if it came whole
   */
  public record Answer(ProviderAnswer answer, Recording pieces) implements Content {
    /** Refuses null. */
    public Answer {
      Objects.requireNonNull(answer, "answer");
      Objects.requireNonNull(pieces, "pieces");
    }

    /**
     * Tells the answer as a stream, in the pieces in which it came.
     *
     * @return a stream that is complete
     */
    public ProviderStream replay() {
      return pieces.isEmpty() ? ProviderStream.of(answer) : new ReplayedStream(this);
    }
  }

  /** A vector. */
  public static final class Vector implements Content {
    private final float[] values;
    private final String model;

    /**
     * Wraps a vector.
     *
     * @param values the numbers, not copied: they must not change any more
     * @param model the model as the provider named it
     */
    public Vector(float[] values, String model) {
      this.values = Objects.requireNonNull(values, "values");
      this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Returns the numbers.
     *
     * @return not a copy: do not change them
     */
    public float[] values() {
      return values;
    }

    /**
     * Returns the model as the provider named it.
     *
     * @return the name
     */
    public String model() {
      return model;
    }

    /** Returns model and length. */
    @Override
    public String toString() {
      return "Vector[" + model + ", " + values.length + " numbers]";
    }
  }
}
