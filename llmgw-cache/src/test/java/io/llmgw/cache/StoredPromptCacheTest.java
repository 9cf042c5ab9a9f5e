package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntryCodec;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.CorruptEntryException;
import io.llmgw.spi.CorruptEntryException.Reason;
import io.llmgw.spi.PromptCache.Lifetime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A prompt cache over a store of bytes. */
class StoredPromptCacheTest {
  private static final Lifetime HOUR = Lifetime.of(Duration.ofHours(1));

  private final MapStore store = new MapStore();
  private final StoredPromptCache cache = StoredPromptCache.over(store);
  private final CacheKey key = Samples.key("Where is the secret garden?");

  @Test
  void anEntryIsFoundByAnEqualKeyInAnotherProcess() {
    cache.put(key, Samples.entry("Paris"), HOUR);

    CacheEntry found =
        StoredPromptCache.over(store).get(Samples.key("Where is the secret garden?")).orElseThrow();
    assertThat(found).isEqualTo(Samples.entry("Paris"));
    assertThat(cache.get(Samples.key("another"))).isEmpty();
  }

  @Test
  void theStoreIsToldTheTimeToLiveAndNothingOfTheQuestion() {
    cache.put(key, Samples.entry("Paris"), HOUR);

    assertThat(store.timesToLive).containsOnlyKeys(key.digest()).containsValue(HOUR.timeToLive());
    assertThat(key.digest()).matches("1-[0-9a-f]{64}");
    String bytes = new String(store.entries.get(key.digest()), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("secret").doesNotContain("tenant-a").contains("Paris");
  }

  @Test
  void aDamagedEntryIsRemovedAndReported() {
    cache.put(key, Samples.entry("Paris"), HOUR);
    store.entries.get(key.digest())[40] ^= 1;

    assertThatThrownBy(() -> cache.get(key))
        .isInstanceOfSatisfying(
            CorruptEntryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    assertThat(store.entries).isEmpty();
    assertThat(cache.get(key)).isEmpty();
  }

  @Test
  void anEntryUnderAnothersKeyIsNotServed() {
    CacheKey other = Samples.key("another");
    store.entries.put(key.digest(), CacheEntryCodec.encode(other, Samples.entry("Rome")));

    assertThatThrownBy(() -> cache.get(key))
        .isInstanceOfSatisfying(
            CorruptEntryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_KEY));
  }

  @Test
  void aDamagedEntryThatCannotBeRemovedIsReportedAllTheSame() {
    store.entries.put(key.digest(), new byte[0]);
    store.whileAsked = () -> store.failing = store.asked == 2;

    assertThatThrownBy(() -> cache.get(key))
        .isInstanceOf(CorruptEntryException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void whatIsTooLargeIsNotStoredAndWhatItWouldReplaceGoes() {
    StoredPromptCache small = cache.withMaximumEntryBytes(2_000);
    small.put(key, Samples.entry("Paris"), HOUR);
    assertThat(small.get(key)).isPresent();

    small.put(key, Samples.entry("Paris".repeat(1_000)), HOUR);

    assertThat(small.get(key)).isEmpty();
    assertThatThrownBy(() -> cache.withMaximumEntryBytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maximumEntryBytes must be more than 0: 0");
  }

  @Test
  void anInvalidatedEntryIsGone() {
    cache.put(key, Samples.entry("Paris"), HOUR);
    cache.invalidate(key);

    assertThat(store.entries).isEmpty();
  }
}
