package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every text's vector is stored by itself. */
class EmbeddingCacheTest {
  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider p = ScriptedProvider.named("p").embeds(8).usage(100, 0);

  private LlmGatewayBuilder builder(CachePolicy policy) {
    return LlmGateway.builder()
        .clock(clock)
        .provider(p)
        .models(
            ModelCatalog.empty()
                .with("p/e", m -> m.price("1", "0"))
                .with("p/f", m -> m.price("1", "0")))
        .cache(CaffeinePromptCache.ofMegabytes(4), policy);
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "text " + i).toList();
  }

  private static EmbeddingRequest request(List<String> texts) {
    return EmbeddingRequest.of("p/e", texts);
  }

  private List<String> lastSent() {
    List<EmbeddingRequest> all = p.embeddingRequests();
    return all.get(all.size() - 1).inputs();
  }

  @Test
  void ofAHundredTextsOnlyTheTenUnknownAreSentAndTheOrderIsKept() {
    try (LlmGateway gateway = builder(CachePolicy.shared()).build();
        LlmGateway plain = LlmGateway.builder().clock(clock).provider(p).build()) {
      EmbeddingResponse made = gateway.embed(request(texts(10, 100)));
      List<String> shuffled = new ArrayList<>(texts(0, 100));
      Collections.shuffle(shuffled, new Random(6));
      EmbeddingResponse mixed = gateway.embed(request(shuffled));

      assertThat(lastSent()).containsExactlyInAnyOrderElementsOf(texts(0, 10));
      assertThat(made.outcome().cache().state()).isEqualTo(State.MISS);
      assertThat(mixed.outcome().cache().state()).isEqualTo(State.PARTIAL);
      assertThat(mixed.outcome().cache().reason()).isEqualTo("90 of 100 texts were there");
      assertThat(mixed.charges()).hasSize(1);
      assertThat(mixed.outcome().cache().saved().usd().orElseThrow())
          .isBetween(new java.math.BigDecimal("0.0000999"), new java.math.BigDecimal("0.0001"));
      EmbeddingResponse all = gateway.embed(request(shuffled));
      assertThat(all.outcome().cache().state()).isEqualTo(State.HIT);
      assertThat(all.charges()).isEmpty();
      assertThat(all.cost().usd().orElseThrow()).isEqualByComparingTo("0");
      assertThat(p.calls()).isEqualTo(2);
      List<float[]> expected = plain.embed(request(shuffled)).vectors();
      for (int i = 0; i < 100; i++) {
        assertThat(mixed.vectors().get(i)).isEqualTo(expected.get(i));
        assertThat(all.vectors().get(i)).isEqualTo(expected.get(i));
      }
      CacheReport report = gateway.snapshot().cache().orElseThrow();
      assertThat(report.vectorHits()).isEqualTo(190);
      assertThat(report.vectorMisses()).isEqualTo(100);
      assertThat(report.hits()).isEqualTo(1);
      assertThat(report.misses()).isEqualTo(2);
      assertThat(report.stored()).isEqualTo(100);
    }
  }

  @Test
  void theSameTextTwiceIsSentOnce() {
    try (LlmGateway gateway = builder(CachePolicy.shared()).build()) {
      EmbeddingResponse made = gateway.embed(request(List.of("b", "a", "b", "b")));

      assertThat(lastSent()).containsExactly("b", "a");
      assertThat(made.vectors()).hasSize(4);
      assertThat(made.vectors().get(3)).isEqualTo(made.vectors().get(0));
      made.vectors().get(0)[0] = 99;
      assertThat(made.vectors().get(3)[0]).isNotEqualTo(99);
    }
  }

  @Test
  void nobodyCanChangeWhatIsStored() {
    try (LlmGateway gateway = builder(CachePolicy.shared()).build()) {
      EmbeddingResponse made = gateway.embed(request(List.of("a")));
      float[] right = made.vector().clone();
      made.vectors().get(0)[0] = 99;
      EmbeddingResponse cached = gateway.embed(request(List.of("a")));
      assertThat(cached.vector()).isEqualTo(right);
      cached.vectors().get(0)[0] = 99;
      assertThat(gateway.embed(request(List.of("a"))).vector()).isEqualTo(right);
      assertThat(p.calls()).isEqualTo(1);
    }
  }

  @Test
  void severalBatchesAreStoredTextByText() {
    p.embedsAtMost(new BatchLimits(7, 1_000_000));
    try (LlmGateway gateway = builder(CachePolicy.shared()).build()) {
      gateway.embed(request(texts(0, 20)));
      assertThat(p.calls()).isEqualTo(3);
      EmbeddingResponse cached = gateway.embed(request(texts(5, 22)));

      assertThat(lastSent()).containsExactly("text 20", "text 21");
      assertThat(cached.outcome().cache().state()).isEqualTo(State.PARTIAL);
    }
  }

  @Test
  void whateverElseIsAskedIsAnotherEntry() {
    EmbeddingRequest a = request(List.of("a"));
    List<EmbeddingRequest> others =
        List.of(
            a,
            a.withDimensions(4),
            a.withPurpose(EmbeddingPurpose.QUERY),
            a.withPurpose(EmbeddingPurpose.DOCUMENT),
            a.withExtra("p", "x", 1),
            a.withExtra("p", "x", "1"),
            EmbeddingRequest.of("p/f", "a"));
    try (LlmGateway gateway = builder(CachePolicy.shared()).build()) {
      for (EmbeddingRequest other : others) {
        assertThat(gateway.embed(other).outcome().cache().state()).isEqualTo(State.MISS);
      }
      for (EmbeddingRequest other : others) {
        assertThat(gateway.embed(other).outcome().cache().state()).isEqualTo(State.HIT);
      }
      CallOptions elsewhere = CallOptions.builder().cacheNamespace("n").build();
      assertThat(gateway.embed(a, elsewhere).outcome().cache().state()).isEqualTo(State.MISS);
    }
  }

  @Test
  void eachScopeHasItsOwn() {
    try (LlmGateway gateway = builder(CachePolicy.each(Scope.TENANT)).build()) {
      EmbeddingRequest a = request(List.of("a"));
      gateway.as(Caller.tenant("x")).embed(a);
      assertThat(gateway.as(Caller.tenant("y")).embed(a).outcome().cache().state())
          .isEqualTo(State.MISS);
      assertThat(gateway.as(Caller.tenant("x")).embed(a).outcome().cache().state())
          .isEqualTo(State.HIT);
      assertThat(gateway.embed(a).outcome().cache().state()).isEqualTo(State.BYPASS);
      assertThat(p.calls()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "USE,HIT,0,HIT",
    "REFRESH,REFRESH,1,HIT",
    "READ_ONLY,HIT,0,MISS",
    "BYPASS,BYPASS,1,MISS"
  })
  void aCallSaysWhatItDoesWithTheCache(CacheMode mode, State known, int calls, State afterwards) {
    CallOptions options = CallOptions.builder().cacheMode(mode).build();
    try (LlmGateway gateway = builder(CachePolicy.shared()).build()) {
      gateway.embed(request(List.of("a")));
      assertThat(gateway.embed(request(List.of("a")), options).outcome().cache().state())
          .isEqualTo(known);
      assertThat(p.calls()).isEqualTo(1 + calls);
      gateway.embed(request(List.of("b")), options);
      assertThat(gateway.embed(request(List.of("b"))).outcome().cache().state())
          .isEqualTo(afterwards);
    }
  }

  @Test
  void vectorsHaveTheirTimeToo() {
    CachePolicy policy = CachePolicy.shared().timeToLive(Duration.ofMinutes(10));
    try (LlmGateway gateway = builder(policy).build()) {
      gateway.embed(request(List.of("a")));
      clock.advance(Duration.ofMinutes(5));
      CallOptions fresh = CallOptions.builder().cacheMaxAge(Duration.ofMinutes(4)).build();
      assertThat(gateway.embed(request(List.of("a"))).outcome().cache().age())
          .isEqualTo(Duration.ofMinutes(5));
      assertThat(gateway.embed(request(List.of("a")), fresh).outcome().cache().state())
          .isEqualTo(State.MISS);
      clock.advance(Duration.ofMinutes(11));
      assertThat(gateway.embed(request(List.of("a"))).outcome().cache().state())
          .isEqualTo(State.MISS);
    }
  }

  @Test
  void aPolicyCanExceptVectors() {
    try (LlmGateway gateway = builder(CachePolicy.shared().exceptEmbeddings()).build()) {
      for (int i = 0; i < 2; i++) {
        EmbeddingResponse made = gateway.embed(request(List.of("a")));
        assertThat(made.outcome().cache().state()).isEqualTo(State.BYPASS);
      }
      assertThat(p.calls()).isEqualTo(2);
    }
  }
}
