package io.llmgw.model;

import io.llmgw.usage.Meter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is known of a model: limits, capabilities, prices. What is not known is empty, never 0.
 * Immutable.
 *
 * <p>Limits are in tokens.
 */
public final class ModelInfo {
  private final String id;
  private final int contextWindow;
  private final int maxOutputTokens;
  private final int dimensions;
  private final Set<Capability> capabilities;
  private final Optional<Prices> prices;

  private ModelInfo(Builder builder) {
    this.id = builder.id;
    this.contextWindow = builder.contextWindow;
    this.maxOutputTokens = builder.maxOutputTokens;
    this.dimensions = builder.dimensions;
    this.capabilities = Collections.unmodifiableSet(EnumSet.copyOf(builder.capabilities));
    this.prices = builder.prices;
  }

  /**
   * Starts the description of a model of which nothing is known yet.
   *
   * @param id the provider's id of the model
   * @return a builder
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /**
   * Starts with what this says.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(id);
    builder.contextWindow = contextWindow;
    builder.maxOutputTokens = maxOutputTokens;
    builder.dimensions = dimensions;
    builder.capabilities.addAll(capabilities);
    builder.prices = prices;
    return builder;
  }

  /**
   * Fills in what this does not say from another description.
   *
   * @param base what is known otherwise
   * @return this with the other's limits, capabilities and prices wherever it has none of its own
   */
  public ModelInfo withDefaults(ModelInfo base) {
    Builder both = base.toBuilder();
    both.contextWindow = contextWindow > 0 ? contextWindow : base.contextWindow;
    both.maxOutputTokens = maxOutputTokens > 0 ? maxOutputTokens : base.maxOutputTokens;
    both.dimensions = dimensions > 0 ? dimensions : base.dimensions;
    if (!capabilities.isEmpty()) {
      both.capabilities.clear();
      both.capabilities.addAll(capabilities);
    }
    both.prices = prices.isPresent() ? prices : base.prices;
    return new ModelInfo(both);
  }

  /**
   * Returns the provider's id of the model.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * Returns the number of tokens that input and output may have together; for an embedding model,
   * those of the longest text.
   *
   * @return tokens, empty if not known
   */
  public OptionalInt contextWindow() {
    return contextWindow > 0 ? OptionalInt.of(contextWindow) : OptionalInt.empty();
  }

  /**
   * Returns the longest possible output.
   *
   * @return tokens, empty if not known
   */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens > 0 ? OptionalInt.of(maxOutputTokens) : OptionalInt.empty();
  }

  /**
   * Returns the length of an embedding model's vectors.
   *
   * @return dimensions by default, empty if not known or no embedding model
   */
  public OptionalInt dimensions() {
    return dimensions > 0 ? OptionalInt.of(dimensions) : OptionalInt.empty();
  }

  /**
   * Returns what the model can do.
   *
   * @return known capabilities; unmodifiable
   */
  public Set<Capability> capabilities() {
    return capabilities;
  }

  /**
   * Returns the prices.
   *
   * @return the prices, empty if not known
   */
  public Optional<Prices> prices() {
    return prices;
  }

  /** Compares everything. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelInfo that
        && id.equals(that.id)
        && contextWindow == that.contextWindow
        && maxOutputTokens == that.maxOutputTokens
        && dimensions == that.dimensions
        && capabilities.equals(that.capabilities)
        && prices.equals(that.prices);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, contextWindow, maxOutputTokens, dimensions, capabilities);
  }

  /** Returns id and limits. */
  @Override
  public String toString() {
    return "ModelInfo["
        + id
        + ", context="
        + contextWindow
        + ", maxOutput="
        + maxOutputTokens
        + "]";
  }

  /** Collects what is known of a model. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private int contextWindow;
    private int maxOutputTokens;
    private int dimensions;
    private final EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
    private Optional<Prices> prices = Optional.empty();

    private Builder(String id) {
      this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * Sets how many tokens input and output may have together.
     *
     * @param tokens more than 0
     * @return this
     */
    public Builder contextWindow(int tokens) {
      contextWindow = positive("contextWindow", tokens);
      return this;
    }

    /**
     * Sets the longest possible output.
     *
     * @param tokens more than 0
     * @return this
     */
    public Builder maxOutputTokens(int tokens) {
      maxOutputTokens = positive("maxOutputTokens", tokens);
      return this;
    }

    /**
     * Sets the default length of an embedding model's vectors.
     *
     * @param dimensions more than 0
     * @return this
     */
    public Builder dimensions(int dimensions) {
      this.dimensions = positive("dimensions", dimensions);
      return this;
    }

    private int positive(String what, int value) {
      if (value <= 0) {
        throw new IllegalArgumentException(
            what + " of model " + id + " must be more than 0: " + value);
      }
      return value;
    }

    /**
     * Adds capabilities.
     *
     * @param more what the model can do
     * @return this
     */
    public Builder can(Capability... more) {
      Collections.addAll(capabilities, more);
      return this;
    }

    /**
     * Sets all prices.
     *
     * @param prices the prices
     * @return this
     */
    public Builder prices(Prices prices) {
      this.prices = Optional.of(prices);
      return this;
    }

    /**
     * Sets prices for input and output, replacing all others.
     *
     * @param input USD per million input tokens, for example {@code "0.25"}
     * @param output USD per million output tokens
     * @return this
     */
    public Builder price(String input, String output) {
      return prices(Prices.perMillion(input, output));
    }

    /**
     * Sets the price of input alone, as embedding models have it, replacing all others.
     *
     * @param input USD per million input tokens
     * @return this
     */
    public Builder price(String input) {
      return prices(Prices.builder().price(Meter.INPUT, input).build());
    }

    /**
     * Returns the description.
     *
     * @return the description
     */
    public ModelInfo build() {
      return new ModelInfo(this);
    }
  }
}
