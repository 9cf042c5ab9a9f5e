package io.llmgw.spi;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider's answer to a chat request, complete or, from {@link ProviderStream#answer()} before
 * the end, so far. Made with {@link #of}.
 *
 * @param message the answer
 * @param finishReason why the model stopped; {@link FinishReason#OTHER} as long as it has not
 * @param rawFinishReason the provider's own word, empty if it gave none
 * @param usage what was used, over disjoint meters; unknown if the provider reported nothing
 * @param rawUsage the provider's own usage object, {@link RawJson#NONE} if it sent none
 * @param reportedUsd what the provider says the request cost, exact USD; empty if it does not say
 * @param model the model as the provider named it, empty if it named none
 * @param serviceTier the service tier the provider named, empty if it named none
 * @param alternatives further answers to the same request
 * @param logprobs how probable the answer's tokens were, empty if the provider did not say
 * @param requestId the provider's id of the request, empty if it sent none
 * @param rateLimits what the response's headers say of the provider's rate limits
 * @param adjustments what was sent differently from how the request was written
 */
public record ProviderAnswer(
    AssistantMessage message,
    FinishReason finishReason,
    String rawFinishReason,
    Usage usage,
    RawJson rawUsage,
    Optional<BigDecimal> reportedUsd,
    String model,
    String serviceTier,
    List<Alternative> alternatives,
    List<TokenLogprob> logprobs,
    String requestId,
    RateLimitStatus rateLimits,
    List<Adjustment> adjustments) {

  /** Refuses null and copies the lists. */
  public ProviderAnswer {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finishReason");
    Objects.requireNonNull(rawFinishReason, "rawFinishReason");
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(rawUsage, "rawUsage");
    Objects.requireNonNull(reportedUsd, "reportedUsd");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(serviceTier, "serviceTier");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(rateLimits, "rateLimits");
    alternatives = List.copyOf(alternatives);
    logprobs = List.copyOf(logprobs);
    adjustments = List.copyOf(adjustments);
  }

  /**
   * Starts an answer.
   *
   * @param message the answer
   * @return a builder
   */
  public static Builder of(AssistantMessage message) {
    return new Builder(message);
  }

  /**
   * Starts with what this says.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(message);
    builder.finishReason = finishReason;
    builder.rawFinishReason = rawFinishReason;
    builder.usage = usage;
    builder.rawUsage = rawUsage;
    builder.reportedUsd = reportedUsd;
    builder.model = model;
    builder.serviceTier = serviceTier;
    builder.alternatives = alternatives;
    builder.logprobs = logprobs;
    builder.requestId = requestId;
    builder.rateLimits = rateLimits;
    builder.adjustments = adjustments;
    return builder;
  }

  /** Collects an answer. What is not set is unknown or empty. Not thread-safe. */
  public static final class Builder {
    private final AssistantMessage message;
    private FinishReason finishReason = FinishReason.OTHER;
    private String rawFinishReason = "";
    private Usage usage = Usage.unknown();
    private RawJson rawUsage = RawJson.NONE;
    private Optional<BigDecimal> reportedUsd = Optional.empty();
    private String model = "";
    private String serviceTier = "";
    private List<Alternative> alternatives = List.of();
    private List<TokenLogprob> logprobs = List.of();
    private String requestId = "";
    private RateLimitStatus rateLimits = RateLimitStatus.UNKNOWN;
    private List<Adjustment> adjustments = List.of();

    private Builder(AssistantMessage message) {
      this.message = message;
    }

    /**
     * Says why the model stopped.
     *
     * @param reason the reason
     * @param raw the provider's own word, empty if it gave none
     * @return this
     */
    public Builder finish(FinishReason reason, String raw) {
      this.finishReason = reason;
      this.rawFinishReason = raw;
      return this;
    }

    /**
     * Says what was used.
     *
     * @param used over disjoint meters
     * @param raw the provider's own usage object
     * @return this
     */
    public Builder usage(Usage used, RawJson raw) {
      this.usage = used;
      this.rawUsage = raw;
      return this;
    }

    /**
     * Says what the provider reported as the request's cost, all of it. It counts before the
     * catalogue's prices, but not before prices the application gave.
     *
     * @param usd exact USD, at least 0; empty if it reported none
     * @return this
     */
    public Builder reportedUsd(Optional<BigDecimal> usd) {
      this.reportedUsd = usd;
      return this;
    }

    /**
     * Says which model answered.
     *
     * @param name as the provider named it
     * @return this
     */
    public Builder model(String name) {
      this.model = name;
      return this;
    }

    /**
     * Says with which service tier the call was served.
     *
     * @param tier as the provider named it
     * @return this
     */
    public Builder serviceTier(String tier) {
      this.serviceTier = tier;
      return this;
    }

    /**
     * Adds the further answers.
     *
     * @param further all but the first
     * @return this
     */
    public Builder alternatives(List<Alternative> further) {
      this.alternatives = further;
      return this;
    }

    /**
     * Says how probable the answer's tokens were.
     *
     * @param tokens in the order of the answer
     * @return this
     */
    public Builder logprobs(List<TokenLogprob> tokens) {
      this.logprobs = tokens;
      return this;
    }

    /**
     * Sets the provider's id of the request.
     *
     * @param id the id
     * @return this
     */
    public Builder requestId(String id) {
      this.requestId = id;
      return this;
    }

    /**
     * Says what is left of the provider's rate limits.
     *
     * @param status as the headers say
     * @return this
     */
    public Builder rateLimits(RateLimitStatus status) {
      this.rateLimits = status;
      return this;
    }

    /**
     * Says what was sent differently from how the request was written.
     *
     * @param made the adjustments
     * @return this
     */
    public Builder adjustments(List<Adjustment> made) {
      this.adjustments = made;
      return this;
    }

    /**
     * Returns the answer.
     *
     * @return the answer
     */
    public ProviderAnswer build() {
      return new ProviderAnswer(
          message,
          finishReason,
          rawFinishReason,
          usage,
          rawUsage,
          reportedUsd,
          model,
          serviceTier,
          alternatives,
          logprobs,
          requestId,
          rateLimits,
          adjustments);
    }
  }
}
