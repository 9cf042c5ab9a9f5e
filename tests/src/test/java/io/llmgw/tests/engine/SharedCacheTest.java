package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.cache.NearFarPromptCache;
import io.llmgw.cache.StoredPromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.spi.CorruptEntryException;
import io.llmgw.spi.SharedStore;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways of several processes that share answers through a store. */
class SharedCacheTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Where is my secret garden?");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider =
      ScriptedProvider.named("p").answers("In Paris").usage(12, 3);
  private final MapStore store = new MapStore();
  private final List<Throwable> reported = new CopyOnWriteArrayList<>();

  private static final class MapStore implements SharedStore {
    private final Map<String, byte[]> entries = new ConcurrentHashMap<>();
    private volatile boolean failing;

    @Override
    public Optional<byte[]> get(String digest) {
      return Optional.ofNullable(entries().get(digest));
    }

    @Override
    public void put(String digest, byte[] entry, Duration timeToLive) {
      entries().put(digest, entry);
    }

    @Override
    public void remove(String digest) {
      entries().remove(digest);
    }

    private Map<String, byte[]> entries() {
      if (failing) {
        throw new IllegalStateException("the store is down");
      }
      return entries;
    }
  }

  /** A gateway as another process would make it: only the store is shared. */
  private LlmGateway gateway(CachePolicy policy) {
    GatewayListener listener =
        new GatewayListener() {
          @Override
          public void onInternalError(String component, Throwable error) {
            reported.add(error);
          }
        };
    return LlmGateway.builder()
        .clock(clock)
        .provider(provider)
        .models(ModelCatalog.empty().with("p/m", m -> m.price("1", "2")))
        .listener(listener)
        .cache(
            NearFarPromptCache.builder(
                    CaffeinePromptCache.ofMegabytes(1), StoredPromptCache.over(store))
                .clock(clock::now)
                .build(),
            policy.timeToLive(TEN_MINUTES))
        .build();
  }

  private LlmGateway gateway() {
    return gateway(CachePolicy.shared());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatOneGatewayMadeIsAHitInTheOther(Way way) {
    try (LlmGateway one = gateway();
        LlmGateway other = gateway()) {
      ChatResponse made = way.ask(one, QUESTION);
      clock.advance(Duration.ofMinutes(9));
      ChatResponse found = way.ask(other, QUESTION);

      assertThat(made).wasNotCached();
      assertThat(found).wasCached().hasText("In Paris").wasServedBy("p/m").costs("0");
      assertThat(found.cache().age()).isEqualTo(Duration.ofMinutes(9));
      assertThat(found.cache().saved()).isEqualTo(made.cost());
      assertThat(found.usage()).isEqualTo(made.usage());
      assertThat(provider.calls()).isEqualTo(1);

      clock.advance(Duration.ofMinutes(1));
      assertThat(way.ask(other, QUESTION)).wasNotCached();
      assertThat(reported).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallerGetsAnothersAnswerThroughTheStore(Way way) {
    CachePolicy each = CachePolicy.each(Scope.TENANT);
    try (LlmGateway one = gateway(each);
        LlmGateway other = gateway(each)) {
      way.ask(one.as(Caller.tenant("a")), QUESTION);

      assertThat(way.ask(other.as(Caller.tenant("b")), QUESTION)).wasNotCached();
      assertThat(way.ask(other.as(Caller.tenant("a")), QUESTION)).wasCached();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStoreThatIsDownIsReportedAndTheNearCacheGoesOn(Way way) {
    store.failing = true;
    try (LlmGateway gateway = gateway()) {
      assertThat(way.ask(gateway, QUESTION)).wasNotCached().hasText("In Paris");
      assertThat(reported)
          .singleElement()
          .extracting(Throwable::getMessage)
          .isEqualTo("the store is down");

      assertThat(way.ask(gateway, QUESTION)).wasCached();
      assertThat(reported).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedEntryIsReportedAndTheQuestionIsAskedAnew(Way way) {
    try (LlmGateway one = gateway();
        LlmGateway other = gateway()) {
      way.ask(one, QUESTION);
      store.entries.values().forEach(bytes -> bytes[bytes.length / 2] ^= 1);

      assertThat(way.ask(other, QUESTION)).wasNotCached().hasText("In Paris");

      assertThat(reported).singleElement().isInstanceOf(CorruptEntryException.class);
      assertThat(reported.toString()).doesNotContain("secret", "Paris");
      assertThat(provider.calls()).isEqualTo(2);
      try (LlmGateway third = gateway()) {
        assertThat(way.ask(third, QUESTION)).wasCached();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatLiesInTheStoreTellsNeitherTheQuestionNorTheCaller(Way way) {
    try (LlmGateway gateway = gateway(CachePolicy.each(Scope.TENANT))) {
      way.ask(gateway.as(Caller.tenant("acme")), QUESTION);
    }
    assertThat(store.entries).hasSize(1);
    store.entries.forEach(
        (digest, bytes) -> {
          assertThat(digest).matches("1-[0-9a-f]{64}");
          assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
              .contains("In Paris")
              .doesNotContain("secret", "acme");
        });
  }
}
