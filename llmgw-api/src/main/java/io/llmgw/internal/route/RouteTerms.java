package io.llmgw.internal.route;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Hedging;
import io.llmgw.route.UnsupportedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How calls of a route are run, whatever the target.
 *
 * @param timeout the route's own timeout of calls
 * @param limits how long an attempt may take
 * @param retries the route's own number of retries on one target
 * @param unsupported what happens when a target cannot honour a setting
 * @param oneEmbeddingSpace whether the application says that all targets make vectors of one model
 * @param maxOutputTokens caps outputs where a budget or limit needs a bound and a request has none
 * @param prefixCaching whether providers are helped to find prompts in their caches
 * @param brokenStreams what happens when a stream breaks after its first visible piece
 * @param hedging when a second attempt is sent elsewhere
 * @param shadows where copies of answered calls go
 * @param onContextWindow what is tried when a request is too long
 * @param onContentFilter what is tried when a request is refused for its content
 * @param cheaper the cheaper branch
 */
public record RouteTerms(
    Optional<Duration> timeout,
    AttemptLimits limits,
    OptionalInt retries,
    UnsupportedSettings unsupported,
    boolean oneEmbeddingSpace,
    OptionalInt maxOutputTokens,
    PrefixCaching prefixCaching,
    BrokenStreams brokenStreams,
    Optional<Hedging> hedging,
    List<Shadowing> shadows,
    Optional<Node> onContextWindow,
    Optional<Node> onContentFilter,
    Optional<Node> cheaper) {

  /**
   * The terms of a target that is called by its own name.
   *
   * @param unsupported what happens when it cannot honour a setting
   * @param limits how long an attempt may take
   * @param prefixCaching whether providers are helped to find prompts in their caches
   * @return the gateway's own
   */
  public static RouteTerms direct(
      UnsupportedSettings unsupported, AttemptLimits limits, PrefixCaching prefixCaching) {
    return new RouteTerms(
        Optional.empty(),
        limits,
        OptionalInt.empty(),
        unsupported,
        true,
        OptionalInt.empty(),
        prefixCaching,
        BrokenStreams.FAIL,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same for one attempt at one target. */
  RouteTerms alone() {
    return new RouteTerms(
        timeout,
        limits,
        OptionalInt.of(0),
        unsupported,
        oneEmbeddingSpace,
        maxOutputTokens,
        prefixCaching,
        BrokenStreams.FAIL,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with other targets for requests that are too long or refused for their content. */
  RouteTerms instead(Optional<Node> tooLong, Optional<Node> filtered) {
    return new RouteTerms(
        timeout,
        limits,
        retries,
        unsupported,
        oneEmbeddingSpace,
        maxOutputTokens,
        prefixCaching,
        brokenStreams,
        hedging,
        shadows,
        tooLong,
        filtered,
        cheaper);
  }
}
