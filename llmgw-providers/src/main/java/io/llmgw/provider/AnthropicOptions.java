package io.llmgw.provider;

import io.llmgw.chat.ProviderOptions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Settings that only Anthropic's Messages API knows. What is not set is not sent.
 *
 * <p>Everything else the API has can be given with {@code extra("anthropic", field, value)}.
 * Immutable.
 */
public final class AnthropicOptions implements ProviderOptions {
  private final Map<String, Object> fields;

  private AnthropicOptions(Map<String, Object> fields) {
    this.fields = Map.copyOf(fields);
  }

  /**
   * Starts with no setting.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns {@code anthropic}. */
  @Override
  public String provider() {
    return "anthropic";
  }

  /** Returns the settings as they stand at the top of the request. */
  @Override
  public Map<String, Object> fields() {
    return fields;
  }

  /** Returns the settings. */
  @Override
  public String toString() {
    return "AnthropicOptions" + new TreeMap<>(fields);
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> fields = new TreeMap<>();

    private Builder() {}

    /**
     * Samples from the most probable tokens only ({@code top_k}). Models from Claude Opus 4.7 on
     * refuse it.
     *
     * @param tokens how many, at least 1
     * @return this
     */
    public Builder topK(int tokens) {
      if (tokens < 1) {
        throw new IllegalArgumentException("topK must be at least 1: " + tokens);
      }
      fields.put("top_k", tokens);
      return this;
    }

    /**
     * Says whether priority capacity may be used ({@code service_tier}).
     *
     * @param tier {@code auto} (the API's default) or {@code standard_only}
     * @return this
     */
    public Builder serviceTier(String tier) {
      fields.put("service_tier", notBlank("serviceTier", tier));
      return this;
    }

    /**
     * Sets the effort in the API's own words ({@code output_config.effort}), in place of {@link
     * io.llmgw.chat.ChatRequest.Builder#reasoning}, which knows fewer.
     *
     * @param effort for example {@code xhigh}
     * @return this
     */
    public Builder effort(String effort) {
      fields.put("output_config", Map.of("effort", notBlank("effort", effort)));
      return this;
    }

    /**
     * Says whether the model's thinking is shown ({@code thinking.display}). Newer models show none
     * by default.
     *
     * @param display {@code summarized} or {@code omitted}
     * @return this
     */
    public Builder thinkingDisplay(String display) {
      fields.put("thinking", Map.of("display", notBlank("thinkingDisplay", display)));
      return this;
    }

    private static String notBlank(String what, String value) {
      if (Objects.requireNonNull(value, what).isBlank()) {
        throw new IllegalArgumentException(what + " is blank");
      }
      return value;
    }

    /**
     * Returns the settings.
     *
     * @return the settings
     */
    public AnthropicOptions build() {
      return new AnthropicOptions(fields);
    }
  }
}
