package io.llmgw.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
 * entry lives for the time given when it was stored, by the system's monotonic clock, unless nobody
 * reads it for its idle time.
 *
 * <p>Safe for use by many threads. Reads and writes take no locks that a caller could wait for
 * noticeably, start no thread and make no network call; upkeep is done in small pieces by the
 * threads that use the cache.
 */
public final class CaffeinePromptCache implements PromptCache {
  private static final int BYTES_PER_MEGABYTE = 1024 * 1024;

  /** A century: longer times would overflow where they are added. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** By default, no entry takes more than this part of the room. */
  private static final int DEFAULT_SHARE = 16;

  /** What is stored, as it is handed out, and until when by the ticker. */
  private record Stored(Optional<CacheEntry> entry, int bytes, long until, long idleNanos) {}

  private final Cache<CacheKey, Stored> cache;
  private final List<Consumer<CacheKey>> listeners = new CopyOnWriteArrayList<>();
  private final long maximumEntryBytes;
  private final LongSupplier ticker;
  private final LongAdder refused = new LongAdder();

  private CaffeinePromptCache(Builder builder) {
    maximumEntryBytes = builder.effectiveMaximumEntryBytes();
    ticker = builder.ticker;
    cache =
        Caffeine.newBuilder()
            .maximumWeight(builder.maximumBytes)
            .<CacheKey, Stored>weigher((key, stored) -> stored.bytes)
            .expireAfter(new Lifetimes())
            .removalListener(this::gone)
            .ticker(ticker::getAsLong)
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
  public Optional<CacheEntry> get(CacheKey key) {
    Stored stored = cache.getIfPresent(key);
    return stored == null ? Optional.empty() : stored.entry;
  }

  /**
   * Stores an entry, replacing an earlier one. One that is larger than the limit is not stored, and
   * an earlier one goes.
   *
   * @param key the key
   * @param entry the answer or vector
   * @param lifetime after which it is dropped
   */
  @Override
  public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
    Objects.requireNonNull(entry, "entry");
    long bytes = RetainedBytes.of(key, entry);
    if (bytes > maximumEntryBytes) {
      refused.increment();
      cache.invalidate(key);
      return;
    }
    long idle = lifetime.idle().map(CaffeinePromptCache::nanos).orElse(Long.MAX_VALUE);
    long until = ticker.getAsLong() + nanos(lifetime.timeToLive());
    cache.put(key, new Stored(Optional.of(entry), (int) bytes, until, idle));
  }

  @Override
  public void onRemoval(Consumer<CacheKey> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  private void gone(@Nullable CacheKey key, @Nullable Stored stored, RemovalCause cause) {
    if (key != null && cause != RemovalCause.REPLACED) {
      listeners.forEach(listener -> listener.accept(key));
    }
  }

  /** An entry goes at its time, or earlier if nobody has asked for it long enough. */
  private static final class Lifetimes implements Expiry<CacheKey, Stored> {
    @Override
    public long expireAfterCreate(CacheKey key, Stored stored, long now) {
      return left(stored, now);
    }

    @Override
    public long expireAfterUpdate(CacheKey key, Stored stored, long now, long before) {
      return left(stored, now);
    }

    @Override
    public long expireAfterRead(CacheKey key, Stored stored, long now, long before) {
      return left(stored, now);
    }

    private static long left(Stored stored, long now) {
      return Math.max(0, Math.min(stored.until - now, stored.idleNanos));
    }
  }

  private static long nanos(Duration duration) {
    return duration.compareTo(FOR_EVER) >= 0 ? FOR_EVER.toNanos() : duration.toNanos();
  }

  @Override
  public void invalidate(CacheKey key) {
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

  @Override
  public Size size() {
    Stats now = stats();
    return Size.of(now.entries(), now.bytes());
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
   * @param bytes the estimated heap of what is stored now; answers whose time is up are never
   *     served, but count for up to about a second more
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

    /**
     * Replaces the clock by which entries expire, for tests in virtual time.
     *
     * @param time default: the system's monotonic clock
     * @return this
     */
    public Builder clock(TimeSource time) {
      ticker = time::nanoTime;
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
