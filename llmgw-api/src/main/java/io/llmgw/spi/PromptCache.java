package io.llmgw.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Stores answers and vectors. Keys, expiry and what may be stored are the gateway's business; an
 * implementation only keeps and returns.
 *
 * <p>Safe for use by many threads. What an implementation throws never fails a call: it is reported
 * to listeners and counts as a miss.
 */
public interface PromptCache {
  /**
   * Looks an entry up.
   *
   * @param key the key
   * @return the entry; empty if there is none
   */
  Optional<CacheEntry> get(CacheKey key);

  /**
   * Stores an entry, replacing an earlier one. Whether there is room for it is the store's matter.
   *
   * @param key the key
   * @param entry the answer or vector
   * @param lifetime after which it may be dropped
   */
  void put(CacheKey key, CacheEntry entry, Lifetime lifetime);

  /**
   * Drops one entry.
   *
   * @param key the key
   */
  void invalidate(CacheKey key);

  /**
   * Registers who is told of keys whose entries are gone, for whatever reason but that they were
   * replaced, so that nothing is kept for them elsewhere. A store that cannot tell ignores it (the
   * default).
   *
   * @param listener quick; must not use the cache
   */
  default void onRemoval(Consumer<CacheKey> listener) {}

  /**
   * Returns how much is stored in this process.
   *
   * @return by default nothing is known
   */
  default Size size() {
    return Size.UNKNOWN;
  }

  /**
   * Returns a cache that keeps nothing. With it identical calls in flight still share one upstream
   * call.
   *
   * @return the cache
   */
  static PromptCache none() {
    return KeepsNothing.INSTANCE;
  }

  /**
   * How long an entry is kept.
   *
   * @param timeToLive from when it was stored, more than 0
   * @param idle from when it was last read; empty if reading does not matter
   */
  record Lifetime(Duration timeToLive, Optional<Duration> idle) {
    /** Checks the ranges. */
    public Lifetime {
      requirePositive("timeToLive", timeToLive);
      idle.ifPresent(limit -> requirePositive("idle", limit));
    }

    /**
     * A lifetime that reading does not change.
     *
     * @param timeToLive from when it was stored, more than 0
     * @return the lifetime
     */
    public static Lifetime of(Duration timeToLive) {
      return new Lifetime(timeToLive, Optional.empty());
    }

    private static void requirePositive(String what, Duration value) {
      Objects.requireNonNull(value, what);
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(what + " must be more than 0: " + value);
      }
    }
  }

  /**
   * How much is stored.
   *
   * @param entries how many entries; empty if that is not known
   * @param bytes how much heap they hold on to; empty if that is not known
   */
  record Size(OptionalLong entries, OptionalLong bytes) {
    /** Nothing is known. */
    public static final Size UNKNOWN = new Size(OptionalLong.empty(), OptionalLong.empty());

    /**
     * A known size.
     *
     * @param entries how many entries
     * @param bytes how much heap they hold on to
     * @return the size
     */
    public static Size of(long entries, long bytes) {
      return new Size(OptionalLong.of(entries), OptionalLong.of(bytes));
    }
  }
}
