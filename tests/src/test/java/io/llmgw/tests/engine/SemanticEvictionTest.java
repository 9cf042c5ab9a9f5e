package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.SemanticBench.OTHER;
import static io.llmgw.tests.engine.SemanticBench.PARAPHRASE;
import static io.llmgw.tests.engine.SemanticBench.QUESTION;
import static io.llmgw.tests.engine.SemanticBench.answerTo;
import static io.llmgw.tests.engine.SemanticBench.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.CallOptions;
import io.llmgw.CallOptions.CacheMode;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.SemanticCache;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndexFactory;
import io.llmgw.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a question is known, and what happens to it when the configuration changes. */
class SemanticEvictionTest {
  private final SemanticBench bench = new SemanticBench();
  private final List<VectorIndex> indexes = new CopyOnWriteArrayList<>();

  private VectorIndex recorded(int dimensions) {
    VectorIndexFactory found =
        ServiceLoader.load(VectorIndexFactory.class).findFirst().orElseThrow();
    VectorIndex index = found.create(dimensions);
    indexes.add(index);
    return index;
  }

  private LlmGateway gateway(UnaryOperator<SemanticCache> settings) {
    return bench
        .builder()
        .semanticCache(settings.apply(SemanticCache.embedWith(bench)), this::recorded)
        .build();
  }

  private int known() {
    return indexes.stream().mapToInt(VectorIndex::size).sum();
  }

  private static String country(int i) {
    return "What is the capital of country " + i + "?";
  }

  @Test
  void theOldestQuestionsGoFirst() {
    try (LlmGateway gateway = gateway(s -> s.maxEntries(3))) {
      for (int i = 0; i < 10; i++) {
        gateway.chat(ask(country(i)));
      }
      assertThat(known()).isEqualTo(3);
      assertThat(gateway.chat(ask("capital of country 7")).cache().isHit()).isTrue();
      assertThat(gateway.chat(ask("capital of country 6")).cache().isHit()).isFalse();
    }
  }

  @Test
  void aQuestionGoesWithItsAnswer() {
    try (LlmGateway gateway = gateway(s -> s)) {
      gateway.chat(QUESTION);
      gateway.chat(OTHER);
      gateway.chat(ask(country(1)));
      assertThat(known()).isEqualTo(3);

      bench.cache.invalidate(CacheKey.ofChat("", "", "", QUESTION));
      assertThat(known()).isEqualTo(2);
      assertThat(gateway.chat(PARAPHRASE)).wasNotCached();
      assertThat(known()).isEqualTo(3);

      bench.cache.invalidateAll();
      assertThat(known()).isZero();
      int embedded = bench.embedded.size();
      gateway.chat(QUESTION);
      assertThat(bench.embedded).hasSize(embedded);
    }
  }

  @Test
  void anAnswerWhoseTimeIsUpIsNotGivenAndItsQuestionGoes() {
    try (LlmGateway gateway = gateway(s -> s)) {
      gateway.chat(QUESTION);
      bench.clock.advance(Duration.ofMinutes(9));
      assertThat(gateway.chat(PARAPHRASE).cache().age()).isEqualTo(Duration.ofMinutes(9));
      bench.clock.advance(Duration.ofMinutes(1));
      assertThat(gateway.chat(ask("capital of France"))).wasNotCached();
      bench.cache.stats();
      assertThat(known()).isEqualTo(1);
    }
  }

  @Test
  void whatTheCacheHasNoRoomForLeavesTheIndex() {
    CaffeinePromptCache small =
        CaffeinePromptCache.builder()
            .maximumBytes(20_000)
            .maximumEntryBytes(10_000)
            .clock(bench.clock)
            .build();
    CachePolicy policy = CachePolicy.shared();
    try (LlmGateway gateway =
        bench
            .builder()
            .cache(small, policy)
            .semanticCache(SemanticCache.embedWith(bench), this::recorded)
            .build()) {
      for (int i = 0; i < 200; i++) {
        gateway.chat(ask(country(i)));
      }
      assertThat(known()).isPositive().isLessThanOrEqualTo((int) small.stats().entries() + 1);
    }
  }

  @Test
  void anAnswerThatIsTooLargeToBeStoredIsNotCompared() {
    CaffeinePromptCache small =
        CaffeinePromptCache.builder().maximumBytes(20_000).maximumEntryBytes(64).build();
    try (LlmGateway gateway =
        bench
            .builder()
            .cache(small, CachePolicy.shared())
            .semanticCache(SemanticCache.embedWith(bench))
            .build()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(PARAPHRASE)).wasNotCached();
      assertThat(bench.embedded).isEmpty();
    }
  }

  @Test
  void aQuestionThatIsAnsweredAnewReplacesItsOlderOne() {
    CallOptions refresh = CallOptions.builder().cacheMode(CacheMode.REFRESH).build();
    try (LlmGateway gateway = gateway(s -> s)) {
      gateway.chat(QUESTION);
      gateway.chat(OTHER);
      bench.clock.advance(Duration.ofSeconds(5));
      assertThat(gateway.chat(QUESTION, refresh).cache().state()).isEqualTo(State.REFRESH);
      assertThat(gateway.chat(PARAPHRASE).cache().age()).isZero();
      assertThat(known()).isEqualTo(2);
    }
  }

  @Test
  void anotherConfigurationKeepsTheQuestionsIfCacheAndEmbedderStay() {
    try (LlmGateway gateway = gateway(s -> s)) {
      gateway.chat(QUESTION);
      gateway.reconfigure(b -> b.semanticCache(SemanticCache.embedWith(bench).threshold(0.9)));
      assertThat(gateway.chat(PARAPHRASE)).hasText(answerTo(QUESTION));

      gateway.reconfigure(
          b -> b.semanticCache(SemanticCache.embedWith(texts -> bench.embed(texts))));
      assertThat(gateway.chat(ask("capital of France"))).wasNotCached();
    }
  }

  @Test
  void vectorsOfAnotherModelAreNotCompared() {
    bench.e.embeds(3);
    try (LlmGateway gateway =
        bench
            .builder()
            .route("embed", r -> r.to("e/small"))
            .semanticCache(SemanticCache.embedWith("embed"))
            .build()) {
      gateway.chat(QUESTION);
      assertThat(gateway.chat(PARAPHRASE).cache().isHit()).isTrue();
      gateway.reconfigure(b -> b.timeout(Duration.ofSeconds(10)));
      assertThat(gateway.chat(PARAPHRASE).cache().isHit()).isTrue();
      gateway.reconfigure(b -> b.removeRoute("embed").route("embed", r -> r.to("e/large")));
      assertThat(gateway.chat(PARAPHRASE)).wasNotCached();
    }
  }

  @Test
  void vectorsOfAnotherLengthBeginAnewAndTheOldOnesAreEmbeddedAgain() {
    try (LlmGateway gateway = gateway(s -> s)) {
      gateway.chat(QUESTION);
      gateway.chat(OTHER);
      List.of(QUESTION, OTHER, PARAPHRASE, ask(country(1)))
          .forEach(q -> bench.vectors.put(q.messages().get(0).text(), new float[] {1, 0, 0, 0, 0}));
      assertThat(gateway.chat(ask(country(1)))).wasNotCached();
      assertThat(gateway.chat(PARAPHRASE)).hasText(answerTo(QUESTION));
    }
  }

  private static Arguments wrong(String expected, UnaryOperator<LlmGatewayBuilder> configure) {
    return Arguments.of(expected, configure);
  }

  static Stream<Arguments> mistakes() {
    SemanticCache own = SemanticCache.embedWith(texts -> List.of());
    return Stream.of(
        wrong("semanticCache: it needs a prompt cache", b -> b.semanticCache(own)),
        wrong(
            "semanticCache: it needs a prompt cache",
            b -> b.cache(PromptCache.none()).semanticCache(own)),
        wrong("embedWith is blank", b -> b.semanticCache(SemanticCache.embedWith(" "))),
        wrong("embedWith(\"r\"): there is no such route", b -> b.semanticCache(model("r"))),
        wrong("embedWith(\"x/m\"): there is no such provider", b -> b.semanticCache(model("x/m"))),
        wrong("embedWith(\"p/\"): there is no such provider", b -> b.semanticCache(model("p/"))),
        wrong("embedWith(\"/m\"): there is no such provider", b -> b.semanticCache(model("/m"))),
        wrong("c/m makes no embeddings", b -> b.semanticCache(model("c/m"))),
        wrong(
            "c/m makes no embeddings",
            b -> b.route("r", r -> r.to("c/m")).semanticCache(model("r"))),
        wrong("semanticCache: threshold", b -> b.semanticCache(own.threshold(0))),
        wrong("semanticCache: threshold", b -> b.semanticCache(own.threshold(1.01))),
        wrong("semanticCache: threshold", b -> b.semanticCache(own.threshold(Double.NaN))),
        wrong("semanticCache: deadline", b -> b.semanticCache(own.deadline(Duration.ZERO))),
        wrong("semanticCache: deadline", b -> b.semanticCache(own.deadline(Duration.ofMillis(-1)))),
        wrong("semanticCache: maxEntries", b -> b.semanticCache(own.maxEntries(0))));
  }

  private static SemanticCache model(String name) {
    return SemanticCache.embedWith(name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void whatIsWrongIsRefusedAndTheMessageNamesIt(
      String expected, UnaryOperator<LlmGatewayBuilder> configure) {
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .provider(ScriptedProvider.named("p"))
            .provider(new ChatOnly(ScriptedProvider.named("c")));
    boolean cached = !expected.contains("needs a prompt cache");
    LlmGatewayBuilder with = cached ? builder.cache(bench.cache) : builder;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> configure.apply(with).build())
        .withMessageContaining(expected)
        .withMessageContaining("semanticCache");
  }
}
