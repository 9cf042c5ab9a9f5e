package io.llmgw.usage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How much a call used, over disjoint {@linkplain Meter meters}.
 *
 * <p>Unknown is not zero: a provider that reported nothing yields {@link #unknown()}, not a usage
 * of zeros. Numbers that contradict each other are kept as far as they make sense and named in
 * {@link #inconsistencies()}. Immutable.
 */
@SuppressWarnings(
    "EnumOrdinal") // counts are an array in the meters' order, made and read only in here
public final class Usage {
  /** Where the numbers come from. */
  public enum Source {
    /** The provider reported them. */
    REPORTED,
    /**
     * The gateway estimated them: for a stream that was cut, or an answer whose provider reported
     * nothing.
     */
    ESTIMATED,
    /** Nothing is known. */
    UNKNOWN
  }

  private static final Meter[] METERS = Meter.values();
  private static final Usage UNKNOWN =
      new Usage(Source.UNKNOWN, new long[METERS.length], List.of());

  private final Source source;
  private final long[] counts;
  private final List<String> inconsistencies;

  private Usage(Source source, long[] counts, List<String> inconsistencies) {
    this.source = source;
    this.counts = counts;
    this.inconsistencies = inconsistencies;
  }

  /**
   * Returns the usage of which nothing is known.
   *
   * @return a usage whose counts are all 0 and whose {@link #isKnown()} is false
   */
  public static Usage unknown() {
    return UNKNOWN;
  }

  /**
   * Returns a reported usage of plain input and output tokens.
   *
   * @param input input tokens, at least 0
   * @param output output tokens, at least 0
   * @return the usage
   */
  public static Usage of(long input, long output) {
    return builder().count(Meter.INPUT, input).count(Meter.OUTPUT, output).build();
  }

  /**
   * Starts a reported usage with all meters at 0.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the sum of two usages that are both known.
   *
   * @param other what was used beside this
   * @return the counts and inconsistencies of both; an estimate if one of them is
   * @throws IllegalArgumentException if one is unknown: the sum would not be
   */
  public Usage plus(Usage other) {
    if (!isKnown() || !other.isKnown()) {
      throw new IllegalArgumentException("a usage that is unknown has no sum with another");
    }
    long[] sums = counts.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.counts[i];
    }
    List<String> notes = new ArrayList<>(inconsistencies);
    notes.addAll(other.inconsistencies);
    boolean estimated = source == Source.ESTIMATED || other.source == Source.ESTIMATED;
    return new Usage(estimated ? Source.ESTIMATED : Source.REPORTED, sums, List.copyOf(notes));
  }

  /**
   * Returns where the numbers come from.
   *
   * @return the source
   */
  public Source source() {
    return source;
  }

  /**
   * Tells whether there are numbers, reported or estimated.
   *
   * @return false if {@link #source()} is {@link Source#UNKNOWN}
   */
  public boolean isKnown() {
    return source != Source.UNKNOWN;
  }

  /**
   * Returns one meter's count.
   *
   * @param meter the meter
   * @return tokens, or how many for {@link Meter#SEARCH}, {@link Meter#SEARCH_UNIT} and {@link
   *     Meter#IMAGE_COUNT}; 0 if not reported
   */
  public long count(Meter meter) {
    return counts[meter.ordinal()];
  }

  /**
   * Returns all input tokens, cached ones included.
   *
   * @return the sum of the input meters
   */
  public long inputTokens() {
    long sum = 0;
    for (Meter meter : METERS) {
      sum += meter.isInput() ? counts[meter.ordinal()] : 0;
    }
    return sum;
  }

  /**
   * Returns all output tokens, reasoning included.
   *
   * @return the sum of the output meters
   */
  public long outputTokens() {
    long sum = 0;
    for (Meter meter : METERS) {
      sum += meter.isOutput() ? counts[meter.ordinal()] : 0;
    }
    return sum;
  }

  /**
   * Returns input and output tokens together.
   *
   * @return {@link #inputTokens()} + {@link #outputTokens()}
   */
  public long totalTokens() {
    return inputTokens() + outputTokens();
  }

  /**
   * Tells whether some of the input was read from the provider's prompt cache or written to it.
   *
   * @return false if nothing was, or that is not known
   */
  public boolean usesPrefixCache() {
    for (Meter meter : METERS) {
      if (meter.isPrefixCache() && counts[meter.ordinal()] > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns what does not fit together in the provider's numbers, for instance more cached tokens
   * than input tokens.
   *
   * @return one sentence each; empty if all is well
   */
  public List<String> inconsistencies() {
    return inconsistencies;
  }

  /** Compares source, counts and inconsistencies. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Usage that
        && source == that.source
        && Arrays.equals(counts, that.counts)
        && inconsistencies.equals(that.inconsistencies);
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + Arrays.hashCode(counts);
  }

  /** Returns the meters that are not 0. */
  @Override
  public String toString() {
    if (!isKnown()) {
      return "Usage[unknown]";
    }
    StringBuilder text = new StringBuilder("Usage[");
    for (Meter meter : METERS) {
      if (count(meter) != 0) {
        text.append(meter).append('=').append(count(meter)).append(", ");
      }
    }
    return text.append(source).append(']').toString();
  }

  /** Collects a usage. Not thread-safe. */
  public static final class Builder {
    private Source source = Source.REPORTED;
    private final long[] counts = new long[METERS.length];
    private final List<String> inconsistencies = new ArrayList<>(0);

    private Builder() {}

    /**
     * Sets one meter.
     *
     * @param meter the meter
     * @param count tokens (or searches, images), at least 0
     * @return this
     * @throws IllegalArgumentException if the count is negative
     */
    public Builder count(Meter meter, long count) {
      if (count < 0) {
        throw new IllegalArgumentException(meter + " must not be negative: " + count);
      }
      counts[meter.ordinal()] = count;
      return this;
    }

    /**
     * Sets a meter to what remains of a total after the parts that have meters of their own; notes
     * an inconsistency (and sets 0) if the parts exceed the total.
     *
     * @param meter the meter that gets the rest
     * @param total the total as reported
     * @param parts the sum of the parts contained in it
     * @return this
     */
    public Builder rest(Meter meter, long total, long parts) {
      if (parts > total) {
        inconsistent(
            meter + ": its parts (" + parts + ") exceed the reported total (" + total + ")");
      }
      return count(meter, Math.max(0, total - parts));
    }

    /**
     * Notes that reported numbers contradict each other.
     *
     * @param what one sentence
     * @return this
     */
    public Builder inconsistent(String what) {
      inconsistencies.add(Objects.requireNonNull(what, "what"));
      return this;
    }

    /**
     * Marks the numbers as an estimate of the gateway.
     *
     * @return this
     */
    public Builder estimated() {
      source = Source.ESTIMATED;
      return this;
    }

    /**
     * Returns the usage.
     *
     * @return the usage
     */
    public Usage build() {
      return new Usage(source, counts.clone(), List.copyOf(inconsistencies));
    }
  }
}
