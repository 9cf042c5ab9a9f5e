package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.caching.CachePolicy;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.UnavailableException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.PromptCache;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong configurations are refused at {@code build()} at the latest, with a message that names the
 * option.
 */
class BadConfigurationTest {
  private static Arguments wrong(String expected, Consumer<LlmGatewayBuilder> configure) {
    return Arguments.of(expected, configure);
  }

  static Stream<Arguments> mistakes() {
    ScriptedProvider p = ScriptedProvider.named("p");
    return Stream.of(
        wrong("provider: the gateway has none", b -> {}),
        wrong(
            "two providers named \"p\"", b -> b.provider(p).provider(ScriptedProvider.named("p"))),
        wrong("route \"r\": it has no target", b -> b.provider(p).route("r", r -> {})),
        wrong(
            "route \"r\": target x/m names provider \"x\"",
            b -> b.provider(p).route("r", r -> r.to("x/m"))),
        wrong(
            "route \"r\": it goes to \"m\", and there is no such route (a target is written provider/model",
            b -> b.provider(p).route("r", r -> r.to("m"))),
        wrong(
            "route \"r\": target p/m is in the route twice",
            b -> b.provider(p).route("r", r -> r.to("p/m").fallbackTo("p/m"))),
        wrong(
            "route: a route's name must not be blank or contain a slash",
            b -> b.provider(p).route("a/b", r -> r.to("p/m"))),
        wrong(
            "two routes named \"r\"",
            b -> b.provider(p).route("r", r -> r.to("p/m")).route("r", r -> r.to("p/m"))),
        wrong(
            "route \"r\": retries must not be negative",
            b -> b.provider(p).route("r", r -> r.to("p/m").retries(-1))),
        wrong(
            "route \"r\": timeout must be more than 0",
            b -> b.provider(p).route("r", r -> r.to("p/m").timeout(Duration.ZERO))),
        wrong("timeout must be more than 0", b -> b.timeout(Duration.ofSeconds(-1))),
        wrong("maxAttempts must be at least 1", b -> b.maxAttempts(0)),
        wrong("retries must not be negative", b -> b.retries(-1)),
        wrong(
            "cache: timeToLive must be more than 0",
            b -> b.cache(PromptCache.none(), CachePolicy.shared().timeToLive(Duration.ZERO))),
        wrong(
            "cache: idleTimeout must be more than 0",
            b ->
                b.cache(
                    PromptCache.none(), CachePolicy.shared().idleTimeout(Duration.ofSeconds(-1)))),
        wrong(
            "cache: answers cannot be separated by model",
            b -> b.cache(PromptCache.none(), CachePolicy.each(Scope.MODEL))),
        wrong(
            "replaceProvider: there is no provider \"q\"; there are [p]",
            b -> b.provider(p).replaceProvider(ScriptedProvider.named("q"))),
        wrong(
            "removeProvider: there is no provider \"q\"; there are [p]",
            b -> b.provider(p).removeProvider("q")),
        wrong(
            "removeRoute: there is no route \"r\"; there are []",
            b -> b.provider(p).removeRoute("r")),
        wrong("timeout must be more than 0", b -> CallOptions.timeout(Duration.ZERO)),
        wrong("maxAttempts must be at least 1", b -> CallOptions.builder().maxAttempts(-1)));
  }

  static Stream<Arguments> mistakesInRules() {
    ZoneId utc = ZoneOffset.UTC;
    return Stream.of(
        rule("budget \"x\": its amount must be more than 0, but is 0", () -> Budget.usd("x", "0")),
        rule("budget \"x\": its amount must be more than 0", () -> Budget.tokens("x", -1)),
        rule("budget \"x\": its amount must be more than 0", () -> Budget.calls("x", 0)),
        rule("budget \"x\": \"5 EUR\" is not an amount", () -> Budget.of("x", "5 EUR")),
        rule("those are USD, tokens and calls", () -> Budget.of("x", "5")),
        rule("budget \"x\": \"five\" is not a decimal", () -> Budget.usd("x", "five")),
        rule("has more decimals than USD", () -> Budget.usd("x", "0.0000000001")),
        rule("has more decimals than TOKENS", () -> Budget.of("x", "1.5 tokens")),
        rule("a budget's name must not be blank", () -> Budget.usd(" ", "5")),
        rule("budget \"x\": a mark must be", () -> Budget.usd("x", "5").marks(-80)),
        rule("budget \"x\": a mark must be", () -> Budget.usd("x", "5").marks(0)),
        rule("budget \"x\": downgradeFrom must be", () -> Budget.usd("x", "5").downgradeFrom(0)),
        rule("orLowerOutputTo needs more than 0", () -> Budget.usd("x", "5").orLowerOutputTo(0)),
        rule(
            "budget \"x\": a budget's window must be more than 0",
            () -> Budget.usd("x", "5").per(Duration.ZERO, utc)),
        rule(
            "budget \"x\": no caller can have a blank tenant",
            () -> Budget.usd("x", "5").only(Scope.TENANT, " ")),
        rule(
            "budget \"x\": no call has two values of tenant",
            () -> Budget.usd("x", "5").only(Scope.TENANT, "a").only(Scope.TENANT, "b")),
        rule("limit \"x\": its amount must be more than 0", () -> RequestLimit.perMinute("x", 0)),
        rule("limit \"x\": its amount must be more than 0", () -> TokenLimit.perMinute("x", -5)),
        rule("limit \"x\": its amount must be more than 0", () -> ConcurrencyLimit.of("x", 0)),
        rule("a limit's name must not be blank", () -> ConcurrencyLimit.of("", 1)),
        rule(
            "limit \"x\": its window must be more than 0",
            () -> RequestLimit.per("x", 1, Duration.ZERO)),
        rule(
            "limit \"x\": its burst must be more than 0",
            () -> RequestLimit.perMinute("x", 1).burst(0)),
        rule(
            "limit \"x\": its longest wait must be more than 0",
            () -> RequestLimit.perMinute("x", 1).orWaitUpTo(Duration.ZERO)),
        rule(
            "limit \"x\": its longest wait must be more than 0 and at most 366 days",
            () -> RequestLimit.perMinute("x", 1).orWaitUpTo(Duration.ofSeconds(Long.MAX_VALUE))),
        rule(
            "limit \"x\": no caller can have a blank user",
            () -> TokenLimit.perMinute("x", 1).only(Scope.USER, "")),
        rule(
            "limit \"x\": no call has two values of provider",
            () -> TokenLimit.perMinute("x", 1).only(Scope.PROVIDER, "p").only(Scope.PROVIDER, "q")),
        rule(
            "limit \"x\": headers speak of a target",
            () -> RequestLimit.perMinute("x", 1).each(Scope.TENANT).asProviderSays()),
        rule("unpricedCalls: \"free\" is not a decimal", () -> UnpricedCalls.reserve("free")),
        rule("unpricedCalls: the fixed amount must be more", () -> UnpricedCalls.reserve("0")),
        rule("a scope's tag must not be blank", () -> Scope.tag(" ")),
        wrong(
            "limit \"x\": headers speak of a target",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(
                        RequestLimit.perMinute("x", 1)
                            .each(Scope.TARGET)
                            .asProviderSays()
                            .each(Scope.TENANT))),
        wrong(
            "limit \"x\": a cached answer goes to no target",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(RequestLimit.perMinute("x", 1).countCacheHits().each(Scope.TARGET))),
        wrong(
            "limit \"x\": a target is written provider/model, but was noslash",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(RequestLimit.perMinute("x", 1).only(Scope.TARGET, "noslash"))),
        wrong(
            "budget \"x\": a target is written provider/model, but was p/",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .budget(Budget.usd("x", "1").only(Scope.TARGET, "p/"))),
        wrong(
            "budget \"x\": a provider's name has no slash, but was p/m",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .budget(Budget.usd("x", "1").only(Scope.PROVIDER, "p/m"))),
        wrong(
            "limit \"x\": no call goes to target p/m and provider q",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(
                        RequestLimit.perMinute("x", 1)
                            .only(Scope.TARGET, "p/m")
                            .only(Scope.PROVIDER, "q"))),
        wrong(
            "budget \"x\": there is no provider \"typo\", so it would never apply; there are [p]",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .budget(Budget.usd("x", "1").only(Scope.PROVIDER, "typo"))),
        wrong(
            "limit \"x\": there is no provider \"typo\"",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(RequestLimit.perMinute("x", 1).only(Scope.TARGET, "typo/m"))),
        wrong(
            "budget \"x\": there is no route \"typo\", so it would never apply; there are [r]",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .route("r", r -> r.to("p/m"))
                    .budget(Budget.usd("x", "1").only(Scope.ROUTE, "typo"))),
        wrong(
            "limit \"x\": there is no provider \"typo\"",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .limit(TokenLimit.perMinute("x", 1).only(Scope.ROUTE, "typo/m"))),
        wrong(
            "limit \"x\": there is another budget or limit of this name",
            b ->
                b.provider(ScriptedProvider.named("p"))
                    .budget(Budget.usd("x", "1"))
                    .limit(RequestLimit.perMinute("x", 1))),
        wrong(
            "maxAccounts must be at least 1",
            b -> b.provider(ScriptedProvider.named("p")).maxAccounts(0)));
  }

  private static Arguments rule(String expected, Supplier<?> rule) {
    return wrong(expected, b -> assertThat(rule.get()).isNotNull());
  }

  @ParameterizedTest
  @MethodSource({"mistakes", "mistakesInRules"})
  void aMistakeIsNamed(String expected, Consumer<LlmGatewayBuilder> configure) {
    assertThatThrownBy(
            () -> {
              LlmGatewayBuilder builder = LlmGateway.builder();
              configure.accept(builder);
              builder.build().close();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aRuleMayBeForAnyRouteAndTargetThatACallCanName() {
    LlmGateway.builder()
        .provider(ScriptedProvider.named("p"))
        .route("r", r -> r.to("p/m"))
        .budget(Budget.usd("route", "1").only(Scope.ROUTE, "r"))
        .budget(Budget.usd("named", "1").only(Scope.ROUTE, "p/any/model"))
        .limit(RequestLimit.perMinute("target", 1).only(Scope.TARGET, "p/any/model"))
        .build()
        .close();
  }

  @Test
  void whatWasConnectedBeforeTheMistakeWasFoundIsClosedAgain() {
    ScriptedProvider connected = ScriptedProvider.named("p");
    LlmGatewayBuilder builder =
        LlmGateway.builder().provider(connected).route("r", r -> r.to("x/m"));

    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    assertThat(connected.openClients()).isZero();
  }

  @Test
  void aRouteThatMixesEmbeddingModelsIsRefused() {
    ModelInfo one = ModelInfo.builder("one").can(Capability.EMBEDDINGS).build();
    ModelInfo two = ModelInfo.builder("two").can(Capability.EMBEDDINGS).build();
    ScriptedProvider p = ScriptedProvider.named("p").knows(one).knows(two);
    ScriptedProvider q = ScriptedProvider.named("q").knows(one);

    assertThatThrownBy(
            () ->
                LlmGateway.builder()
                    .provider(p)
                    .route("r", r -> r.to("p/one").fallbackTo("p/two"))
                    .build())
        .hasMessageContaining("route \"r\"")
        .hasMessageContaining("cannot be compared");
    LlmGateway.builder()
        .provider(p)
        .provider(q)
        .route("r", r -> r.to("p/one").fallbackTo("q/one"))
        .route("renamed", r -> r.to("p/one").fallbackTo("p/two").oneEmbeddingSpace())
        .build()
        .close();
  }

  @Test
  void embeddingsDoNotFailOverToAModelOfAnotherName() {
    ScriptedProvider p = ScriptedProvider.named("p").failsWith(500).times(2);
    ScriptedProvider q = ScriptedProvider.named("q").embeds(3);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(p)
            .provider(q)
            .retries(0)
            .route("apart", r -> r.to("p/one").fallbackTo("q/two"))
            .route("together", r -> r.to("p/one").fallbackTo("q/two").oneEmbeddingSpace())
            .build()) {

      assertThatThrownBy(() -> gateway.embed(EmbeddingRequest.of("apart", "text")))
          .isInstanceOf(UnavailableException.class);
      assertThat(q.calls()).isZero();

      assertThat(gateway.embed(EmbeddingRequest.of("together", "text")).vector()).hasSize(3);
    }
  }
}
