package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.SemanticBench.OTHER;
import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.SemanticCache;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.event.CallEvent;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Purpose;
import io.llmgw.spi.CacheKey;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a question is answered with another one's answer, and what that costs. */
class SemanticCacheTest {
  private final SemanticBench bench = new SemanticBench();

  @ParameterizedTest
  @EnumSource
  void aParaphraseIsAnsweredFromTheCache(Way way) {
    try (LlmGateway gateway = bench.gateway()) {
      ChatResponse made = way.ask(gateway, QUESTION);
      bench.clock.advance(Duration.ofSeconds(5));
      ChatResponse cached = way.ask(gateway, PARAPHRASE);

      assertThat(cached).hasText(answerTo(QUESTION)).wasServedBy("p/m").costs("0");
      CacheStatus status = cached.cache();
      assertThat(status.state()).isEqualTo(State.SEMANTIC);
      assertThat(status.age()).isEqualTo(Duration.ofSeconds(5));
      assertThat(status.saved()).isEqualTo(made.cost());
      assertThat(status.madeBy()).contains(Target.parse("p/m"));
      assertThat(status.match().orElseThrow().similarity()).isEqualTo(1);
      assertThat(status.match().orElseThrow().question())
          .isEqualTo("What is the capital of France?");
      assertThat(cached.charges()).isEmpty();
      assertThat(bench.charges).hasSize(1);
      assertThat(bench.p.calls()).isEqualTo(1);

      CacheReport report = SemanticBench.report(gateway);
      assertThat(report.semanticHits()).isEqualTo(1);
      assertThat(report.misses()).isEqualTo(1);
      assertThat(report.usdSaved()).isEqualByComparingTo(made.cost().usd().orElseThrow());
      assertThat(bench.reported).isEmpty();
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @Test
  void theAnswerIsReplayedAsItCame() {
    ScriptedProvider pieces = ScriptedProvider.named("p").streams("one ", "two ", "three");
    try (LlmGateway gateway =
        bench
            .builder()
            .replaceProvider(pieces)
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      List<StreamEvent> made = eventsOf(gateway, QUESTION);
      assertThat(made).hasSizeGreaterThanOrEqualTo(3);
      assertThat(eventsOf(gateway, PARAPHRASE)).isEqualTo(made);
      assertThat(gateway.chat(PARAPHRASE)).hasText("one two three");
      assertThat(pieces.calls()).isEqualTo(1);
      assertThat(pieces.openStreams()).isZero();
    }
  }

  private static List<StreamEvent> eventsOf(LlmGateway gateway, ChatRequest request) {
    List<StreamEvent> events = new ArrayList<>();
    try (ChatStream stream = gateway.stream(request)) {
      stream.forEach(events::add);
    }
    return events;
  }

  @ParameterizedTest
  @EnumSource
  void withoutCoalescingItIsTheSame(Way way) {
    try (LlmGateway gateway =
        bench
            .builder()
            .cache(bench.cache, CachePolicy.shared().withoutCoalescing())
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      way.ask(gateway, QUESTION);
      ChatResponse cached = way.ask(gateway, PARAPHRASE);
      assertThat(cached).hasText(answerTo(QUESTION)).costs("0");
      assertThat(cached.cache().state()).isEqualTo(State.SEMANTIC);
      assertThat(SemanticBench.report(gateway).semanticHits()).isEqualTo(1);
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstComparisonEmbedsWhatIsStored(Way way) {
    try (LlmGateway gateway = bench.gateway()) {
      way.ask(gateway, QUESTION);
      assertThat(bench.embedded).isEmpty();

      way.ask(gateway, OTHER);
      assertThat(bench.embedded)
          .containsExactly(
              List.of("What is the capital of Spain?", "What is the capital of France?"));

      way.ask(gateway, ask("What is the capital of Peru?"));
      assertThat(bench.embedded.get(1)).containsExactly("What is the capital of Peru?");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGatewaysOwnEmbeddingIsACallOfItsOwn(Way way) {
    bench.e.embeds(3).usage(20, 0);
    Caller ada = Caller.tenant("acme").withUser("ada");
    CallOptions options = CallOptions.builder().tag("feature", "faq").build();
    try (LlmGateway all =
        bench
            .builder()
            .semanticCache(SemanticCache.embedWith("e/embed"))
            .budget(Budget.usd("each", "10").each(Scope.USER))
            .build()) {
      LlmGateway gateway = all.as(ada).with(options);
      way.ask(gateway, QUESTION);
      ChatResponse cached = way.ask(gateway, PARAPHRASE);

      assertThat(cached.cache().state()).isEqualTo(State.SEMANTIC);
      CallEvent embedding = bench.callsFor(Purpose.SEMANTIC_CACHE).get(0);
      assertThat(embedding.parentId()).isEqualTo(cached.outcome().callId());
      assertThat(embedding.caller()).isEqualTo(ada);
      assertThat(embedding.tags()).containsEntry("feature", "faq");
      assertThat(embedding.requested()).isEqualTo("e/embed");
      Charge charge = bench.charges.get(1);
      assertThat(charge.purpose()).isEqualTo(Purpose.SEMANTIC_CACHE);
      assertThat(charge.cost().usd().orElseThrow()).isEqualByComparingTo("0.002");
      assertThat(bench.charges).hasSize(2);
      assertThat(bench.e.embeddingRequests().get(0).purpose())
          .isEqualTo(Optional.of(EmbeddingPurpose.SIMILARITY));
      var balance = all.budgets().balance(BudgetAccount.of("each", ada));
      assertThat(balance.reserved()).isZero();
      assertThat(balance.spent()).isEqualByComparingTo("0.0075");

      way.ask(gateway, PARAPHRASE);
      assertThat(bench.e.calls()).as("vectors are cached").isEqualTo(1);
      CacheReport report = SemanticBench.report(all);
      assertThat(report.vectorHits()).isEqualTo(1);
      assertThat(report.semanticHits()).isEqualTo(2);
      assertThat(report.hits()).as("of the application's calls").isZero();
      assertThat(report.misses()).isEqualTo(1);
      assertThat(bench.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmbeddingThatABudgetRefusesIsAMissAndTheCallIsJudgedByItsOwn(Way way) {
    bench.e.embeds(3).usage(20, 0);
    try (LlmGateway gateway =
        bench
            .builder()
            .semanticCache(SemanticCache.embedWith("e/embed"))
            .budget(Budget.usd("embeddings", "0.000001").only(Scope.PROVIDER, "e"))
            .budget(Budget.calls("chats", 2).only(Scope.PROVIDER, "p"))
            .build()) {
      way.ask(gateway, QUESTION);
      ChatResponse second = way.ask(gateway, PARAPHRASE);

      assertThat(second).wasNotCached().hasText(answerTo(PARAPHRASE));
      assertThat(second.cache().reason()).contains("could not be embedded");
      assertThat(bench.callsFor(Purpose.SEMANTIC_CACHE).get(0).error())
          .contains(ErrorKind.TOO_EXPENSIVE);
      assertThat(bench.e.calls()).isZero();

      BudgetExceededException refused =
          catchThrowableOfType(BudgetExceededException.class, () -> way.ask(gateway, OTHER));
      assertThat(refused.budget()).isEqualTo("chats");
      assertThat(SemanticBench.report(gateway).failures()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theThresholdItselfIsSimilarEnough(Way way) {
    bench.vectors.put("What is the capital of France?", new float[] {1, 0, 0});
    bench.vectors.put("Tell me the capital of France", new float[] {3, 4, 0});
    try (LlmGateway low = bench.gateway(SemanticCache.embedWith(bench).threshold(0.6));
        LlmGateway high =
            bench.gateway(SemanticCache.embedWith(bench).threshold(Math.nextUp(0.6)))) {
      way.ask(low, QUESTION);
      ChatResponse hit = way.ask(low, PARAPHRASE);
      assertThat(hit.cache().state()).isEqualTo(State.SEMANTIC);
      assertThat(hit.cache().match().orElseThrow().similarity()).isEqualTo(0.6);

      bench.cache.invalidateAll();
      way.ask(high, QUESTION);
      assertThat(way.ask(high, PARAPHRASE)).wasNotCached();
    }
  }

  @Test
  void equalVectorsAreSimilarAtTheHighestThreshold() {
    float[] uneven = {0.1f, -0.7f, 0.3f, 1e-5f, 0.62f};
    bench.vectors.put("What is the capital of France?", uneven);
    bench.vectors.put("Tell me the capital of France", uneven.clone());
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith(bench).threshold(1))) {
      gateway.chat(QUESTION);
      CacheStatus status = gateway.chat(PARAPHRASE).cache();
      assertThat(status.state()).isEqualTo(State.SEMANTIC);
      assertThat(status.match().orElseThrow().similarity()).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallSaysWhatItDoesWithTheCache(CacheMode mode) {
    CallOptions options = CallOptions.builder().cacheMode(mode).build();
    boolean looks = mode == CacheMode.USE || mode == CacheMode.READ_ONLY;
    boolean stores = mode == CacheMode.USE || mode == CacheMode.REFRESH;
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(PARAPHRASE, options).cache().isHit()).isEqualTo(looks);
      assertThat(bench.embedded).hasSize(looks ? 1 : 0);

      gateway.chat(ask("How tall is Mount Everest?"), options);
      ChatResponse found = gateway.chat(ask("What is the height of Mount Everest?"));
      assertThat(found.cache().isHit()).isEqualTo(stores);
    }
  }

  @Test
  void aReadOnlyCallLeavesNoVectorBehind() {
    bench.e.embeds(3);
    CallOptions readOnly = CallOptions.builder().cacheMode(CacheMode.READ_ONLY).build();
    try (LlmGateway gateway = bench.gateway(SemanticCache.embedWith("e/embed"))) {
      gateway.chat(QUESTION);
      long before = bench.cache.stats().entries();
      gateway.chat(OTHER, readOnly);

      assertThat(bench.cache.stats().entries()).isEqualTo(before);
    }
  }

  @Test
  void anAnswerThatIsTooOldForOneCallIsStillThereForOthers() {
    CallOptions young = CallOptions.builder().cacheMaxAge(Duration.ofSeconds(1)).build();
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(QUESTION);
      bench.clock.advance(Duration.ofSeconds(2));
      assertThat(gateway.chat(ask("capital of France"), young).cache().isHit()).isFalse();

      bench.cache.invalidate(key(bench, ask("capital of France")));
      assertThat(gateway.chat(PARAPHRASE).cache().isHit()).isTrue();
    }
  }

  private static CacheKey key(SemanticBench bench, ChatRequest request) {
    CacheKey key = CacheKey.ofChat("", "", "", request);
    assertThat(bench.cache.get(key)).isPresent();
    return key;
  }

  @Test
  void aQuestionIsNotComparedWithItself() {
    CallOptions young = CallOptions.builder().cacheMaxAge(Duration.ofSeconds(1)).build();
    try (LlmGateway gateway = bench.gateway()) {
      gateway.chat(QUESTION);
      bench.clock.advance(Duration.ofSeconds(2));

      assertThat(gateway.chat(QUESTION, young)).wasNotCached();
      assertThat(bench.embedded).isEmpty();
    }
  }
}
