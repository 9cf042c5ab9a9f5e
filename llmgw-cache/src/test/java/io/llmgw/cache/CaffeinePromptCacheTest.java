package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache.Lifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaffeinePromptCacheTest {
  private static final Lifetime HOUR = Lifetime.of(Duration.ofHours(1));

  private final AtomicLong nanos = new AtomicLong(-5);
  private final CaffeinePromptCache cache =
      CaffeinePromptCache.builder().maximumBytes(1_000_000).ticker(nanos::get).build();
  private final CacheKey key = Samples.key("Capital of France?");
  private final CacheEntry entry = Samples.entry("Paris");

  @Test
  void anAnswerIsServedUnderAnEqualKey() {
    assertThat(cache.get(key)).isEmpty();

    cache.put(key, entry, HOUR);

    assertThat(cache.get(Samples.key("Capital of France?"))).containsSame(entry);
    assertThat(cache.get(Samples.key("Capital of Italy?"))).isEmpty();
  }

  @Test
  void everyAnswerLivesForItsOwnTimeAndReadingDoesNotProlongIt() {
    cache.put(key, entry, Lifetime.of(Duration.ofSeconds(10)));
    cache.put(Samples.key("long"), entry, Lifetime.of(Duration.ofSeconds(20)));

    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(cache.get(key)).isPresent();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(cache.get(key)).isEmpty();
    assertThat(cache.get(Samples.key("long"))).isPresent();
    assertThat(cache.stats().entries()).isOne();
    assertThat(cache.stats().evictions()).isOne();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(cache.stats().entries()).isZero();
    assertThat(cache.stats().bytes()).isZero();
  }

  @Test
  void aNewAnswerReplacesTheOldOneAndItsTime() {
    cache.put(key, entry, Lifetime.of(Duration.ofSeconds(10)));
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    CacheEntry newer = Samples.entry("Paris, of course");

    cache.put(key, newer, Lifetime.of(Duration.ofSeconds(10)));
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());

    assertThat(cache.get(key)).containsSame(newer);
    assertThat(cache.stats().bytes()).isEqualTo(RetainedBytes.of(key, newer));
  }

  @Test
  void aTimeToLiveWithoutEndIsPossible() {
    cache.put(key, entry, Lifetime.of(Duration.ofSeconds(Long.MAX_VALUE)));
    nanos.addAndGet(Duration.ofDays(3650).toNanos());
    assertThat(cache.get(key)).isPresent();
  }

  @Test
  void anAnswerThatNobodyReadsGoesAtItsIdleTimeAndReadingKeepsItUntilItsTimeIsUp() {
    Lifetime idle = new Lifetime(Duration.ofSeconds(10), Optional.of(Duration.ofSeconds(4)));
    cache.put(key, entry, idle);
    cache.put(Samples.key("unread"), entry, idle);

    for (int second = 3; second < 10; second += 3) {
      nanos.addAndGet(Duration.ofSeconds(3).toNanos());
      assertThat(cache.get(key)).as("after %d s", second).isPresent();
    }
    assertThat(cache.get(Samples.key("unread"))).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(cache.get(key)).isEmpty();
  }

  @Test
  void whoeverAsksIsToldOfKeysWhoseEntriesAreGoneButNotOfThoseReplaced() {
    List<CacheKey> gone = new ArrayList<>();
    cache.onRemoval(gone::add);
    cache.put(key, entry, HOUR);
    cache.put(key, Samples.entry("Paris, of course"), HOUR);
    assertThat(gone).isEmpty();

    cache.invalidate(key);
    cache.put(Samples.key("short"), entry, Lifetime.of(Duration.ofSeconds(1)));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    cache.stats();

    assertThat(gone).containsExactly(key, Samples.key("short"));
  }

  @Test
  void answersCanBeDropped() {
    cache.put(key, entry, HOUR);
    cache.put(Samples.key("other"), entry, HOUR);

    cache.invalidate(key);
    assertThat(cache.get(key)).isEmpty();
    assertThat(cache.get(Samples.key("other"))).isPresent();

    cache.invalidateAll();
    assertThat(cache.stats().entries()).isZero();
    assertThat(cache.stats().evictions()).as("dropped on purpose").isZero();
  }

  @Test
  void anAnswerThatIsTooLargeIsNotStoredAndReplacesTheOldOneByNothing() {
    cache.put(key, entry, HOUR);

    cache.put(key, Samples.entry("x".repeat(1_000_000 / 16)), HOUR);

    assertThat(cache.get(key)).isEmpty();
    assertThat(cache.stats().refused()).isOne();
    assertThat(cache.stats().bytes()).isZero();
  }

  @Test
  void theLimitForOneEntryCountsTheRequestToo() {
    CacheKey large = Samples.key("x".repeat(1_000_000 / 16));

    cache.put(large, entry, HOUR);

    assertThat(cache.get(large)).isEmpty();
    CaffeinePromptCache generous =
        CaffeinePromptCache.builder().maximumBytes(1_000_000).maximumEntryBytes(100_000).build();
    generous.put(large, entry, HOUR);
    assertThat(generous.get(large)).isPresent();
  }

  @Test
  void itNeverHoldsMoreThanItsBytes() {
    for (int i = 0; i < 5_000; i++) {
      cache.put(Samples.key("question " + i), Samples.entry("x".repeat(i % 2_000)), HOUR);
      if (i % 500 == 0) {
        assertThat(cache.stats().bytes()).isLessThanOrEqualTo(1_000_000);
      }
    }

    CaffeinePromptCache.Stats stats = cache.stats();

    assertThat(stats.bytes()).isBetween(800_000L, 1_000_000L);
    assertThat(stats.evictions()).isEqualTo(5_000 - stats.entries());
    assertThat(stats.refused()).isZero();
  }

  @Test
  void hitsAndMissesAreCounted() {
    cache.get(key);
    cache.put(key, entry, HOUR);
    cache.get(key);
    cache.get(key);

    assertThat(cache.stats())
        .isEqualTo(new CaffeinePromptCache.Stats(2, 1, 0, 0, RetainedBytes.of(key, entry), 1));
    assertThat(cache.toString()).contains("hits=2").doesNotContain("France", "Paris");
  }

  @Test
  void itStartsNoThreads() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int i = 0; i < 2_000; i++) {
      cache.put(
          Samples.key("question " + i),
          Samples.entry("x".repeat(1_000)),
          Lifetime.of(Duration.ofMillis(1)));
      nanos.addAndGet(100_000);
    }
    cache.stats();

    Set<Thread> started =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .collect(Collectors.toSet());
    assertThat(started).isEmpty();
  }

  @Test
  void aWrongOptionIsNamed() {
    assertThatThrownBy(() -> CaffeinePromptCache.ofMegabytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("megabytes");
    assertThatThrownBy(() -> CaffeinePromptCache.builder().maximumBytes(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximumBytes");
    assertThatThrownBy(() -> CaffeinePromptCache.builder().maximumEntryBytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximumEntryBytes");
    assertThatThrownBy(() -> CaffeinePromptCache.builder().maximumEntryBytes(1L << 31))
        .hasMessageContaining("maximumEntryBytes");
    CaffeinePromptCache.Builder inverted =
        CaffeinePromptCache.builder().maximumBytes(10).maximumEntryBytes(11);
    assertThatThrownBy(inverted::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("maximumEntryBytes", "maximumBytes");
  }

  @Test
  void everySizeFromTinyToHugeCanBeBuilt() {
    assertThat(CaffeinePromptCache.builder().maximumBytes(1).build().stats().entries()).isZero();
    assertThat(CaffeinePromptCache.builder().maximumBytes(Long.MAX_VALUE).build()).isNotNull();
    assertThat(CaffeinePromptCache.ofMegabytes(Integer.MAX_VALUE)).isNotNull();
  }
}
