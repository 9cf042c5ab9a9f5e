package io.llmgw.internal.tokens;

import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.spi.TokenCountingClient;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Counts the input of requests with the best that there is: the application's counters in their
 * order, the provider if the application wants it asked, else the estimate. What fails is reported
 * and the next one is asked, so that there is always a count. Safe for use by many threads.
 */
public final class TokenCounting {
  /**
   * What a provider's count may be off by, as Anthropic says ("Token counting"): a small amount.
   */
  private static final double PROVIDER_ERROR = 0.01;

  private final List<TokenCounter> counters;
  private final ProviderCounts providers;
  private final TokenEstimates estimates;
  private final BiConsumer<String, Throwable> report;

  /**
   * Collects the counters.
   *
   * @param counters the application's, in the order in which they are asked
   * @param clients the providers that are asked, by name
   * @param time the gateway's time
   * @param estimates what is left when none of them knows
   * @param report gets the component that failed, and how
   */
  public TokenCounting(
      List<TokenCounter> counters,
      Map<String, TokenCountingClient> clients,
      TimeSource time,
      TokenEstimates estimates,
      BiConsumer<String, Throwable> report) {
    this.counters = List.copyOf(counters);
    this.providers = new ProviderCounts(clients, time);
    this.estimates = estimates;
    this.report = report;
  }

  /**
   * Counts the input of a request. Blocks while a provider is asked; otherwise it does not.
   *
   * @param profile the request's profile, made once for the call
   * @param request the request as it goes to the target
   * @param target the target
   * @param context the call's time and cancellation
   * @return the count
   */
  public TokenCount count(
      RequestProfile profile, TargetRequest request, Target target, CallContext context) {
    for (TokenCounter counter : counters) {
      Optional<TokenCount> count = ask(counter, request, target, context);
      if (count.isPresent()) {
        return count.get();
      }
    }
    return askProvider(request, target, context).orElseGet(() -> estimates.count(profile, target));
  }

  /**
   * Learns from an answered request.
   *
   * @param profile the request's profile
   * @param target the target
   * @param reportedInputTokens all input tokens that it reported; 0 if it reported none
   */
  public void learn(RequestProfile profile, Target target, long reportedInputTokens) {
    estimates.learn(profile, target, reportedInputTokens);
  }

  /**
   * Returns the estimates, for what is not a request: texts and answers.
   *
   * @return the estimates
   */
  public TokenEstimates estimates() {
    return estimates;
  }

  private Optional<TokenCount> ask(
      TokenCounter counter, TargetRequest request, Target target, CallContext context) {
    try {
      return Objects.requireNonNull(
          counter.count(request, target.provider(), context), "a token counter returned null");
    } catch (RuntimeException | AssertionError | LinkageError e) {
      report.accept("token counter", e);
      return Optional.empty();
    }
  }

  /** A provider's count is its word, not its bill: the bound leaves room for a difference. */
  private Optional<TokenCount> askProvider(
      TargetRequest request, Target target, CallContext context) {
    try {
      OptionalLong tokens = providers.count(request, target, context);
      if (tokens.isEmpty()) {
        return Optional.empty();
      }
      long count = tokens.getAsLong();
      return Optional.of(new TokenCount(count, count + count / 20 + 16, false, PROVIDER_ERROR));
    } catch (RuntimeException e) {
      report.accept("token count of " + target.provider(), e);
      return Optional.empty();
    }
  }
}
