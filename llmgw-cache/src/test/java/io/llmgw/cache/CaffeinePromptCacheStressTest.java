package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache.Lifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many threads read, write, replace and drop the same entries of a cache that is too small for
 * them.
 */
class CaffeinePromptCacheStressTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 2_000;
  private static final int KEYS = 300;
  private static final int MAXIMUM_BYTES = 200_000;

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true", "4, true"})
  void nobodyGetsAnothersAnswerAndTheBoundHolds(long seed, boolean expiring) throws Exception {
    AtomicLong nanos = new AtomicLong();
    CaffeinePromptCache cache =
        CaffeinePromptCache.builder().maximumBytes(MAXIMUM_BYTES).ticker(nanos::get).build();
    AtomicLong lookups = new AtomicLong();
    List<Callable<List<String>>> jobs = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed * 100 + i);
      jobs.add(() -> play(cache, expiring ? nanos : new AtomicLong(), random, lookups));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (Future<List<String>> wrong : threads.invokeAll(jobs)) {
        assertThat(wrong.get()).as("seed %d", seed).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }

    CaffeinePromptCache.Stats stats = cache.stats();
    assertThat(stats.bytes()).isBetween(0L, (long) MAXIMUM_BYTES);
    assertThat(stats.hits() + stats.misses()).isEqualTo(lookups.get());
    assertThat(stats.evictions()).isPositive();
    if (expiring) {
      // What has just expired cannot be read any more, but stays for up to about a second.
      assertThat(weighed(cache)).isLessThanOrEqualTo(stats.bytes());
      nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      assertThat(cache.stats().entries()).isZero();
      assertThat(cache.stats().bytes()).isZero();
    } else {
      assertThat(weighed(cache)).as("what can still be read").isEqualTo(stats.bytes());
    }
    cache.invalidateAll();
    assertThat(cache.stats().bytes()).isZero();
    assertThat(cache.stats().entries()).isZero();
  }

  private static List<String> play(
      CaffeinePromptCache cache, AtomicLong nanos, Random random, AtomicLong lookups) {
    List<String> wrong = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      int number = random.nextInt(KEYS);
      CacheKey key = Samples.key("question " + number);
      switch (random.nextInt(8)) {
        case 0 -> cache.invalidate(key);
        case 1, 2, 3 ->
            cache.put(
                key,
                Samples.entry(number + ":" + "x".repeat(random.nextInt(3_000))),
                Lifetime.of(Duration.ofMillis(1 + random.nextInt(1_000))));
        case 4 -> nanos.addAndGet(random.nextInt(100_000));
        default -> {
          lookups.incrementAndGet();
          cache
              .get(key)
              .map(CaffeinePromptCacheStressTest::text)
              .filter(text -> !text.startsWith(number + ":"))
              .ifPresent(text -> wrong.add(number + " got " + text));
        }
      }
    }
    return wrong;
  }

  private static long weighed(CaffeinePromptCache cache) {
    long sum = 0;
    for (int i = 0; i < KEYS; i++) {
      CacheKey key = Samples.key("question " + i);
      Optional<CacheEntry> entry = cache.get(key);
      sum += entry.map(found -> RetainedBytes.of(key, found)).orElse(0L);
    }
    return sum;
  }

  private static String text(CacheEntry entry) {
    return ((CacheEntry.Answer) entry.content()).answer().message().text();
  }
}
