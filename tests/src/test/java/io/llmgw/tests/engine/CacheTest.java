package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.FinishReason;
import io.llmgw.error.RefusedException;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.PromptCache.Lifetime;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is answered from the cache, and what never is. */
class CacheTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider =
      ScriptedProvider.named("p").answers("Paris").usage(12, 3);
  private final List<Charge> charges = new ArrayList<>();

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(provider)
        .models(ModelCatalog.empty().with("p/m", m -> m.price("1", "2")))
        .onCost(charges::add)
        .cache(
            CaffeinePromptCache.ofMegabytes(1),
            CachePolicy.shared().timeToLive(Duration.ofMinutes(10)));
  }

  @ParameterizedTest
  @EnumSource
  void theSameQuestionIsAnsweredFromTheCacheAndBilledOnce(Way way) {
    try (LlmGateway gateway = builder().build()) {
      ChatResponse made = way.ask(gateway, QUESTION);
      clock.advance(Duration.ofSeconds(5));
      ChatResponse cached = way.ask(gateway, QUESTION);

      assertThat(made.cache()).isEqualTo(CacheStatus.MISS);
      assertThat(cached).wasCached().hasText("Paris").wasServedBy("p/m").costs("0");
      assertThat(cached.cache().age()).isEqualTo(Duration.ofSeconds(5));
      assertThat(cached.cache().saved()).isEqualTo(made.cost());
      assertThat(made.cost().usd().orElseThrow()).isEqualByComparingTo("0.000018");
      assertThat(cached.charges()).isEmpty();
      assertThat(charges).hasSize(1);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerMadeInOneWayIsFoundInTheOthers(Way way) {
    try (LlmGateway gateway = builder().build()) {
      way.ask(gateway, QUESTION);

      for (Way other : Way.values()) {
        assertThat(other.ask(gateway, QUESTION)).wasCached();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallerGetsAnothersAnswer(Way way) {
    CachePolicy policy = CachePolicy.each(Scope.USER);
    List<Caller> callers =
        List.of(
            Caller.tenant("a").withUser("b"),
            Caller.user("ab"),
            Caller.user("b"),
            Caller.tenant("1:a").withUser("b"),
            Caller.tenant("ab").withUser("c"),
            Caller.tenant("a").withUser("bc"));
    try (LlmGateway gateway = builder().cache(CaffeinePromptCache.ofMegabytes(1), policy).build()) {
      for (Caller caller : callers) {
        assertThat(way.ask(gateway.as(caller), QUESTION)).wasNotCached();
      }
      for (Caller caller : callers) {
        assertThat(way.ask(gateway.as(caller), QUESTION)).wasCached();
      }
    }
    assertThat(provider.calls()).isEqualTo(callers.size());
  }

  @ParameterizedTest
  @EnumSource
  void aTenantsUsersShareAnswersAndWhoHasNoTenantPassesTheCacheBy(Way way) {
    try (LlmGateway gateway = builder().cache(CaffeinePromptCache.ofMegabytes(1)).build()) {
      Caller ada = Caller.tenant("acme").withUser("ada");
      assertThat(way.ask(gateway.as(ada), QUESTION)).wasNotCached();
      assertThat(way.ask(gateway.as(Caller.tenant("acme")), QUESTION)).wasCached();
      assertThat(way.ask(gateway.as(Caller.tenant("other")), QUESTION)).wasNotCached();

      for (int i = 0; i < 2; i++) {
        CacheStatus passed = way.ask(gateway.as(Caller.user("ada")), QUESTION).cache();
        assertThat(passed.state()).isEqualTo(CacheStatus.State.BYPASS);
        assertThat(passed.reason()).contains("no tenant");
      }
    }
    assertThat(provider.calls()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void whoHasNoTagIsRefusedIfThePolicySaysSo(Way way) {
    CachePolicy policy = CachePolicy.each(Scope.TENANT, Scope.tag("region")).orRefuse();
    try (LlmGateway gateway = builder().cache(CaffeinePromptCache.ofMegabytes(1), policy).build()) {
      LlmGateway acme = gateway.as(Caller.tenant("acme"));
      assertThatThrownBy(() -> way.ask(acme, QUESTION))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("tag \"region\"");

      LlmGateway eu = acme.with(CallOptions.builder().tag("region", "eu").build());
      LlmGateway us = acme.with(CallOptions.builder().tag("region", "us").build());
      way.ask(eu, QUESTION);
      assertThat(way.ask(us, QUESTION)).wasNotCached();
      assertThat(way.ask(eu, QUESTION)).wasCached();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerIsServedUntilItsTimeIsUpByTheGatewaysClock(Way way) {
    try (LlmGateway gateway = builder().build()) {
      way.ask(gateway, QUESTION);
      clock.advance(Duration.ofMinutes(10).minusNanos(1));
      assertThat(way.ask(gateway, QUESTION)).wasCached();
      clock.advance(Duration.ofNanos(1));
      assertThat(way.ask(gateway, QUESTION)).wasNotCached();
    }
  }

  @ParameterizedTest
  @CsvSource({"USE,1,true", "REFRESH,2,true", "READ_ONLY,1,true", "BYPASS,2,false"})
  void aCallSaysWhatItDoesWithTheCache(CacheMode mode, int calls, boolean cachedAfterwards) {
    CallOptions options = CallOptions.builder().cacheMode(mode).build();
    try (LlmGateway gateway = builder().build()) {
      gateway.chat(QUESTION);
      gateway.chat(QUESTION, options);
      assertThat(provider.calls()).isEqualTo(calls);

      ChatRequest other = ChatRequest.of("p/m", "another");
      gateway.chat(other, options);
      boolean stored = gateway.chat(other).cache().isHit();
      assertThat(stored).isEqualTo(mode == CacheMode.USE || mode == CacheMode.REFRESH);
      assertThat(cachedAfterwards).isEqualTo(mode != CacheMode.BYPASS);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"LENGTH", "CONTENT_FILTER", "REFUSAL", "PAUSE", "OTHER"})
  void anAnswerThatIsNotCompleteIsNotRemembered(FinishReason reason) {
    ScriptedProvider cut = ScriptedProvider.named("p").answers("Par").finishesWith(reason);
    try (LlmGateway gateway = builder().replaceProvider(cut).build()) {
      gateway.chat(QUESTION);

      assertThat(gateway.chat(QUESTION)).wasNotCached();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureIsNotRemembered(Way way) {
    ScriptedProvider failing = ScriptedProvider.named("p").failsWith(400).answers("Paris");
    try (LlmGateway gateway = builder().replaceProvider(failing).build()) {
      assertThatThrownBy(() -> way.ask(gateway, QUESTION));

      assertThat(way.ask(gateway, QUESTION)).wasNotCached().hasText("Paris");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCacheThatFailsIsAMissAndIsReported(Way way) {
    List<String> reported = new ArrayList<>();
    GatewayListener listener =
        new GatewayListener() {
          @Override
          public synchronized void onInternalError(String component, Throwable error) {
            reported.add(component);
          }
        };
    try (LlmGateway gateway =
        builder().cache(new BrokenCache(), CachePolicy.shared()).listener(listener).build()) {
      assertThat(way.ask(gateway, QUESTION)).hasText("Paris").wasNotCached();
    }
    assertThat(reported).containsExactly("prompt cache", "prompt cache");
  }

  private static final class BrokenCache implements PromptCache {
    @Override
    public Optional<CacheEntry> get(CacheKey key) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void invalidate(CacheKey key) {
      throw new IllegalStateException("broken");
    }
  }
}
