package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.CorruptEntryException;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.PromptCache.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two levels as one, in virtual time. */
class NearFarPromptCacheTest {
  /** The samples' entries live until an hour after their making. */
  private static final CacheEntry ENTRY = Samples.entry("Paris");

  private static final CacheKey KEY = Samples.key("Capital of France?");
  private static final CacheKey OTHER = Samples.key("Capital of Italy?");
  private static final Lifetime LIFETIME =
      new Lifetime(Duration.ofHours(1), Optional.of(Duration.ofMinutes(5)));

  private Instant now = ENTRY.storedAt();
  private final Near near = new Near();
  private final MapStore store = new MapStore();
  private final PromptCache far = StoredPromptCache.over(store);
  private final NearFarPromptCache cache =
      NearFarPromptCache.builder(near, far).clock(() -> now).build();

  private static final class Near implements PromptCache {
    final Map<CacheKey, CacheEntry> entries = new HashMap<>();
    final Map<CacheKey, Lifetime> lifetimes = new HashMap<>();
    final List<Consumer<CacheKey>> listeners = new ArrayList<>();

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
      entries.put(key, entry);
      lifetimes.put(key, lifetime);
    }

    @Override
    public void invalidate(CacheKey key) {
      entries.remove(key);
    }

    @Override
    public void onRemoval(Consumer<CacheKey> listener) {
      listeners.add(listener);
    }

    @Override
    public Size size() {
      return Size.of(entries.size(), 42);
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void anEntryGoesIntoBothAndIsServedFromTheNearOne() {
    cache.put(KEY, ENTRY, LIFETIME);
    assertThat(near.lifetimes.get(KEY)).isEqualTo(LIFETIME);
    assertThat(far.get(KEY)).contains(ENTRY);
    int asked = store.asked;

    assertThat(cache.get(KEY)).containsSame(ENTRY);
    assertThat(store.asked).isEqualTo(asked);
  }

  @Test
  void whatOnlyTheFarOneHasIsCopiedForTheRestOfItsLife() {
    far.put(KEY, ENTRY, LIFETIME);
    cache.put(OTHER, ENTRY, LIFETIME);
    pass(Duration.ofMinutes(40));

    assertThat(cache.get(KEY)).contains(ENTRY);
    assertThat(near.lifetimes.get(KEY))
        .isEqualTo(new Lifetime(Duration.ofMinutes(20), Optional.of(Duration.ofMinutes(5))));
    int asked = store.asked;
    assertThat(cache.get(KEY)).contains(ENTRY);
    assertThat(store.asked).isEqualTo(asked);
  }

  @Test
  void whatHasNoLifeLeftIsNotCopied() {
    far.put(KEY, ENTRY, LIFETIME);
    pass(Duration.ofHours(1));

    cache.get(KEY);

    assertThat(near.entries).isEmpty();
  }

  @Test
  void theNearOneKeepsNothingLongerThanWanted() {
    Duration minute = Duration.ofMinutes(1);
    NearFarPromptCache brief =
        NearFarPromptCache.builder(near, far).clock(() -> now).nearAtMost(minute).build();
    brief.put(KEY, ENTRY, LIFETIME);
    far.put(OTHER, ENTRY, LIFETIME);
    brief.get(OTHER);

    assertThat(near.lifetimes.get(KEY)).isEqualTo(new Lifetime(minute, LIFETIME.idle()));
    assertThat(near.lifetimes.get(OTHER)).isEqualTo(new Lifetime(minute, LIFETIME.idle()));
    assertThat(store.timesToLive.get(KEY.digest())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aFarOneThatFailsNeverBreaksANearHit() {
    cache.put(KEY, ENTRY, LIFETIME);
    store.failing = true;

    assertThat(cache.get(KEY)).contains(ENTRY);
  }

  @Test
  void aFailedLookupIsThrownForTheGatewayToReport() {
    store.failing = true;

    assertThatThrownBy(() -> cache.get(KEY)).hasMessage("the store is down");
  }

  @Test
  void aFailedPutIsThrownAndTheNearOneKeepsTheEntry() {
    store.failing = true;

    assertThatThrownBy(() -> cache.put(KEY, ENTRY, LIFETIME)).hasMessage("the store is down");
    assertThat(cache.get(KEY)).contains(ENTRY);
  }

  /** Asks for something only the far one could have. */
  private boolean asksTheFarOne() {
    int before = store.asked;
    try {
      assertThat(cache.get(OTHER)).isEmpty();
    } catch (IllegalStateException down) {
      assertThat(down).hasMessage("the store is down");
    }
    return store.asked > before;
  }

  @Test
  void aFarOneThatHasFailedRestsTwiceAsLongEachTimeUpToTheLongest() {
    store.failing = true;
    assertThat(asksTheFarOne()).isTrue();
    for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30, 30)) {
      assertThat(asksTheFarOne()).isFalse();
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(asksTheFarOne()).as("just before %d s", seconds).isFalse();
      pass(Duration.ofNanos(1));
      assertThat(asksTheFarOne()).as("after %d s", seconds).isTrue();
    }
  }

  @Test
  void aFarOneThatIsBackIsAskedAlwaysAndItsNextRestIsShort() {
    store.failing = true;
    asksTheFarOne();
    pass(Duration.ofSeconds(1));
    asksTheFarOne();
    pass(Duration.ofSeconds(2));
    store.failing = false;
    assertThat(asksTheFarOne()).isTrue();
    assertThat(asksTheFarOne()).isTrue();

    store.failing = true;
    assertThat(asksTheFarOne()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(asksTheFarOne()).isTrue();
  }

  @Test
  void whileTheFarOneRestsNewEntriesAreTheNearOnesAlone() {
    store.failing = true;
    asksTheFarOne();
    store.failing = false;

    cache.put(KEY, ENTRY, LIFETIME);

    assertThat(near.entries).containsKey(KEY);
    assertThat(store.entries).isEmpty();
  }

  @Test
  void oneCallTriesTheFarOneAgainForAll() {
    store.failing = true;
    asksTheFarOne();
    pass(Duration.ofSeconds(1));
    List<Boolean> others = new ArrayList<>();
    store.whileAsked =
        () -> {
          store.whileAsked = () -> {};
          others.add(asksTheFarOne());
        };

    assertThat(asksTheFarOne()).isTrue();
    assertThat(others).containsExactly(false);
  }

  @Test
  void callsThatWereUnderWayWhenItFailedDoNotProlongTheRest() {
    store.failing = true;
    store.whileAsked =
        () -> {
          store.whileAsked = () -> {};
          assertThat(asksTheFarOne()).as("both are under way").isTrue();
        };
    asksTheFarOne();

    pass(Duration.ofSeconds(1));
    assertThat(asksTheFarOne()).isTrue();
  }

  @Test
  void aSlowAnswerIsUsedAndMakesTheFarOneRest() {
    far.put(KEY, ENTRY, LIFETIME);
    store.whileAsked = () -> pass(Duration.ofMillis(501));

    assertThat(cache.get(KEY)).contains(ENTRY);
    assertThat(asksTheFarOne()).isFalse();
    store.whileAsked = () -> pass(Duration.ofMillis(500));
    pass(Duration.ofSeconds(1));
    assertThat(asksTheFarOne()).isTrue();
    assertThat(asksTheFarOne()).as("500 ms are not slow").isTrue();
  }

  @Test
  void aClockThatIsSetBackDoesNotProlongTheRest() {
    store.failing = true;
    asksTheFarOne();
    pass(Duration.ofDays(-1));

    assertThat(asksTheFarOne()).isTrue();
  }

  @Test
  void aDamagedEntryIsReportedAndTheFarOneIsAskedOn() {
    far.put(KEY, ENTRY, LIFETIME);
    store.entries.get(KEY.digest())[30] ^= 1;

    assertThatThrownBy(() -> cache.get(KEY)).isInstanceOf(CorruptEntryException.class);
    assertThat(asksTheFarOne()).isTrue();
  }

  @Test
  void invalidatingDropsFromBothEvenWhileTheFarOneRests() {
    cache.put(KEY, ENTRY, LIFETIME);
    store.failing = true;
    asksTheFarOne();
    store.failing = false;

    cache.invalidate(KEY);

    assertThat(near.entries).isEmpty();
    assertThat(store.entries).isEmpty();
  }

  @Test
  void sizeAndRemovalsAreTheNearOnes() {
    List<CacheKey> removed = new ArrayList<>();
    cache.onRemoval(removed::add);
    near.listeners.forEach(listener -> listener.accept(KEY));

    assertThat(removed).containsExactly(KEY);
    assertThat(cache.size()).isEqualTo(PromptCache.Size.of(0, 42));
  }

  @Test
  void optionsAreChecked() {
    NearFarPromptCache.Builder builder = NearFarPromptCache.builder(near, far);

    assertThatThrownBy(() -> builder.rest(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the longest rest (PT1S) is shorter than the first (PT2S)");
    assertThatThrownBy(() -> builder.slowAfter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slowAfter must be more than 0: PT0S");
    assertThatThrownBy(() -> builder.nearAtMost(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nearAtMost must be more than 0: PT-1S");
  }
}
