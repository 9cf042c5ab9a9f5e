package io.llmgw.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.llmgw.spi.PromptCache;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * A prompt cache in this process, bounded by the memory it uses.
 *
 * <pre>{@code
 * LlmGateway.builder().cache(CaffeinePromptCache.ofMegabytes(64)) …
 * }</pre>
 *
 * <p>Every entry is weighed by the heap it holds on to, request and answer together. The weight is
 * an estimate that errs to the high side: strings, images and JSON as they lie in memory, constants
 * for the rest, nothing subtracted for what entries share. When there is no room, what is asked for
 * rarely and long ago goes first (Caffeine's W-TinyLFU, which may also decline a newcomer). Each
 * entry lives for the time given when it was stored, by the system's monotonic clock; reading does
 * not prolong it.
 *
 * <p>Safe for use by many threads. Reads and writes take no locks that a caller could wait for
 * noticeably, start no thread and make no network call; upkeep is done in small pieces by the
 * threads that use the cache.
 */
public final class CaffeinePromptCache implements PromptCache {
  private static final int BYTES_PER_MEGABYTE = 1024 * 1024;

  /** By default, no entry takes more than this part of the room. */
  private static final int DEFAULT_SHARE = 16;

  private record Stored(Entry entry, int bytes, long nanos) {}

  private final Cache<Key, Stored> cache;
  private final long maximumEntryBytes;
  private final LongAdder refused = new LongAdder();

  private CaffeinePromptCache(Builder builder) {
    maximumEntryBytes = builder.effectiveMaximumEntryBytes();
    cache =
        Caffeine.newBuilder()
            .maximumWeight(builder.maximumBytes)
            .<Key, Stored>weigher((key, stored) -> stored.bytes)
            .expireAfter(
                Expiry.<Key, Stored>writing((key, stored) -> Duration.ofNanos(stored.nanos)))
            .ticker(builder.ticker::getAsLong)
            .executor(Runnable::run) // no pool whose threads would outlive the gateway
            .recordStats()
            .build();
  }

  /**
   * Makes a cache of this size, with the other options at their defaults.
   *
   * @param megabytes units of 1,048,576 bytes, at least 1
   * @return the cache
   * @throws IllegalArgumentException if it is less than 1
   */
  public static CaffeinePromptCache ofMegabytes(int megabytes) {
    if (megabytes < 1) {
      throw new IllegalArgumentException("megabytes must be at least 1: " + megabytes);
    }
    return builder().maximumBytes((long) megabytes * BYTES_PER_MEGABYTE).build();
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Optional<Entry> get(Key key) {
    Stored stored = cache.getIfPresent(key);
    return stored == null ? Optional.empty() : Optional.of(stored.entry);
  }

  /**
   * Stores an answer, replacing an earlier one. An entry that is larger than the limit is not
   * stored, and neither is one whose time to live is not more than 0; in both cases an earlier one
   * goes.
   *
   * @param key the key
   * @param entry the answer
   * @param timeToLive after which it is dropped
   */
  @Override
  public void put(Key key, Entry entry, Duration timeToLive) {
    Objects.requireNonNull(entry, "entry");
    long nanos = nanos(timeToLive);
    long bytes = RetainedBytes.of(key, entry);
    if (bytes > maximumEntryBytes) {
      refused.increment();
    }
    if (bytes > maximumEntryBytes || nanos <= 0) {
      cache.invalidate(key);
    } else {
      cache.put(key, new Stored(entry, (int) bytes, nanos));
    }
  }

  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  @Override
  public void invalidate(Key key) {
    cache.invalidate(key);
  }

  /** Drops all answers. */
  public void invalidateAll() {
    cache.invalidateAll();
  }

  /**
   * Returns what the cache has done since it was made, and what it holds now. Does the upkeep that
   * is due, so it is meant for a metrics registry or a test, not for every call.
   *
   * @return a snapshot
   */
  public Stats stats() {
    cache.cleanUp();
    CacheStats stats = cache.stats();
    OptionalLong bytes = cache.policy().eviction().orElseThrow().weightedSize();
    return new Stats(
        stats.hitCount(),
        stats.missCount(),
        stats.evictionCount(),
        refused.sum(),
        bytes.orElseThrow(),
        cache.estimatedSize());
  }

  /** Returns the snapshot of {@link #stats()}, never the content. */
  @Override
  public String toString() {
    return "CaffeinePromptCache[" + stats() + "]";
  }

  /**
   * What a cache has done since it was made, and what it holds.
   *
   * @param hits lookups that found an answer
   * @param misses lookups that found none
   * @param evictions answers dropped for lack of room or because their time was up; not those that
   *     were invalidated or replaced
   * @param refused answers not stored because they are larger than the limit for one entry
   * @param bytes the estimated heap of what is stored now
   * @param entries how many answers are stored now
   */
  public record Stats(
      long hits, long misses, long evictions, long refused, long bytes, long entries) {}

  /** Collects the options of a cache. Not thread-safe. */
  public static final class Builder {
    /** How much a cache may hold unless something else is set: 64 megabytes. */
    public static final long DEFAULT_MAXIMUM_BYTES = 64L * BYTES_PER_MEGABYTE;

    private long maximumBytes = DEFAULT_MAXIMUM_BYTES;
    private OptionalLong maximumEntryBytes = OptionalLong.empty();
    private LongSupplier ticker = System::nanoTime;

    private Builder() {}

    /**
     * Sets how much heap all entries together may hold on to.
     *
     * @param bytes more than 0; default {@link #DEFAULT_MAXIMUM_BYTES}
     * @return this
     * @throws IllegalArgumentException if it is not more than 0
     */
    public Builder maximumBytes(long bytes) {
      maximumBytes = requirePositive("maximumBytes", bytes);
      return this;
    }

    /**
     * Sets how large one entry may be; larger ones are not stored. Requests with images are the
     * usual reason.
     *
     * @param bytes more than 0, at most 2,147,483,647 and at most {@link #maximumBytes}; default: a
     *     sixteenth of that
     * @return this
     * @throws IllegalArgumentException if it is not more than 0 or too large
     */
    public Builder maximumEntryBytes(long bytes) {
      if (bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "maximumEntryBytes must be at most " + Integer.MAX_VALUE + ": " + bytes);
      }
      maximumEntryBytes = OptionalLong.of(requirePositive("maximumEntryBytes", bytes));
      return this;
    }

    /** Replaces the clock in tests. */
    Builder ticker(LongSupplier nanos) {
      ticker = nanos;
      return this;
    }

    private static long requirePositive(String option, long bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException(option + " must be more than 0: " + bytes);
      }
      return bytes;
    }

    private long effectiveMaximumEntryBytes() {
      return maximumEntryBytes.orElse(Math.min(maximumBytes / DEFAULT_SHARE, Integer.MAX_VALUE));
    }

    /**
     * Makes the cache.
     *
     * @return the cache
     * @throws IllegalArgumentException if one entry may be larger than all together
     */
    public CaffeinePromptCache build() {
      if (effectiveMaximumEntryBytes() > maximumBytes) {
        throw new IllegalArgumentException(
            "maximumEntryBytes ("
                + effectiveMaximumEntryBytes()
                + ") must not exceed maximumBytes ("
                + maximumBytes
                + ")");
      }
      return new CaffeinePromptCache(this);
    }
  }
}
