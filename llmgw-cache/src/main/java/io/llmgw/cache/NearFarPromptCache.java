package io.llmgw.cache;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.CorruptEntryException;
import io.llmgw.spi.PromptCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Two prompt caches as one: a near one that is quick, usually in this process, and a far one that
 * several processes share.
 *
 * <pre>{@code
 * NearFarPromptCache.of(CaffeinePromptCache.ofMegabytes(64), StoredPromptCache.over(store))
 * }</pre>
 *
 * <p>What the near one has is answered from it, and the far one is not asked. What only the far one
 * has is copied into the near one for the rest of its life. New entries go into both, into the near
 * one first.
 *
 * <p>If the far one fails, the failure is thrown, so that the gateway reports it; to the call it is
 * a miss, and the near one keeps what was put. It then rests, at first for a second, with each
 * further failure twice as long up to half a minute, and one call tries it again. While it rests,
 * lookups and new entries are the near one's alone, without an error. An answer that comes, but
 * later than {@link Builder#slowAfter}, is used and makes it rest as well. {@link #invalidate} does
 * not know rest: an entry that stayed in the far one would come back.
 *
 * <p>An entry that is invalidated here stays in the near caches of other processes until its time
 * is up; {@link Builder#nearAtMost} bounds that. Safe for use by many threads. Blocks as long as
 * the far one does.
 */
public final class NearFarPromptCache implements PromptCache {
  private final PromptCache near;
  private final PromptCache far;
  private final InstantSource clock;
  private final Duration slowAfter;
  private final Optional<Duration> nearAtMost;
  private final RestAfterFailure farRest;

  /** How long entries may lie unread, as whoever stores says; a lookup does not say it. */
  private volatile Optional<Duration> idle = Optional.empty();

  private NearFarPromptCache(Builder builder) {
    near = builder.near;
    far = builder.far;
    clock = builder.clock;
    slowAfter = builder.slowAfter;
    nearAtMost = builder.nearAtMost;
    farRest = new RestAfterFailure(builder.firstRest, builder.longestRest, clock);
  }

  /**
   * Combines two caches, with the other options at their defaults.
   *
   * @param near asked first
   * @param far asked if the near one has nothing
   * @return the cache
   */
  public static NearFarPromptCache of(PromptCache near, PromptCache far) {
    return builder(near, far).build();
  }

  /**
   * Starts with the defaults.
   *
   * @param near asked first
   * @param far asked if the near one has nothing
   * @return a builder
   */
  public static Builder builder(PromptCache near, PromptCache far) {
    return new Builder(near, far);
  }

  @Override
  public Optional<CacheEntry> get(CacheKey key) {
    Optional<CacheEntry> found = near.get(key);
    return found.isPresent() ? found : getFar(key);
  }

  private Optional<CacheEntry> getFar(CacheKey key) {
    long entered = farRest.enter();
    if (entered == RestAfterFailure.REFUSED) {
      return Optional.empty();
    }
    Optional<CacheEntry> found = timed(entered, () -> far.get(key));
    found.ifPresent(entry -> copy(key, entry));
    return found;
  }

  private void copy(CacheKey key, CacheEntry entry) {
    Duration left = Duration.between(clock.instant(), entry.expiresAt());
    if (!left.isNegative() && !left.isZero()) {
      near.put(key, entry, nearly(new Lifetime(left, idle)));
    }
  }

  private Lifetime nearly(Lifetime lifetime) {
    return nearAtMost
        .filter(most -> most.compareTo(lifetime.timeToLive()) < 0)
        .map(most -> new Lifetime(most, lifetime.idle()))
        .orElse(lifetime);
  }

  @Override
  public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
    idle = lifetime.idle();
    near.put(key, entry, nearly(lifetime));
    long entered = farRest.enter();
    if (entered != RestAfterFailure.REFUSED) {
      timed(
          entered,
          () -> {
            far.put(key, entry, lifetime);
            return true;
          });
    }
  }

  /** Asks the far one, and notes how it went whatever happens. */
  private <T> T timed(long entered, Supplier<T> ask) {
    Instant begun = clock.instant();
    boolean answered = false;
    try {
      T answer = ask.get();
      answered = true;
      return answer;
    } catch (CorruptEntryException e) {
      answered = true; // one bad entry, not a bad store
      throw e;
    } finally {
      Duration took = Duration.between(begun, clock.instant());
      if (answered && took.compareTo(slowAfter) <= 0) {
        farRest.succeeded(entered);
      } else {
        farRest.failed(entered);
      }
    }
  }

  /**
   * Drops an entry from both, also while the far one rests.
   *
   * @param key the key
   */
  @Override
  public void invalidate(CacheKey key) {
    near.invalidate(key);
    far.invalidate(key);
  }

  /** Passes on to the near one: it is what this process has. */
  @Override
  public void onRemoval(Consumer<CacheKey> listener) {
    near.onRemoval(listener);
  }

  /** Returns the near one's size. */
  @Override
  public Size size() {
    return near.size();
  }

  /** Returns both caches' descriptions. */
  @Override
  public String toString() {
    return "NearFarPromptCache[" + near + ", " + far + "]";
  }

  /** Collects the options of two levels. Not thread-safe. */
  public static final class Builder {
    /** How long the far one rests after its first failure, unless something else is set: 1 s. */
    public static final Duration DEFAULT_FIRST_REST = Duration.ofSeconds(1);

    /** How long it rests at most, unless something else is set: 30 s. */
    public static final Duration DEFAULT_LONGEST_REST = Duration.ofSeconds(30);

    /** How slow it may be, unless something else is set: 500 ms. */
    public static final Duration DEFAULT_SLOW_AFTER = Duration.ofMillis(500);

    private final PromptCache near;
    private final PromptCache far;
    private Duration firstRest = DEFAULT_FIRST_REST;
    private Duration longestRest = DEFAULT_LONGEST_REST;
    private Duration slowAfter = DEFAULT_SLOW_AFTER;
    private Optional<Duration> nearAtMost = Optional.empty();
    private InstantSource clock = InstantSource.system();

    private Builder(PromptCache near, PromptCache far) {
      this.near = Objects.requireNonNull(near, "near");
      this.far = Objects.requireNonNull(far, "far");
    }

    /**
     * Sets how long the far cache is not asked after it has failed. Each further failure in a row
     * doubles it.
     *
     * @param first after the first failure, more than 0; default {@link #DEFAULT_FIRST_REST}
     * @param longest at most, not less than the first; default {@link #DEFAULT_LONGEST_REST}
     * @return this
     * @throws IllegalArgumentException if one is out of range
     */
    public Builder rest(Duration first, Duration longest) {
      firstRest = requirePositive("first", first);
      longestRest = requirePositive("longest", longest);
      if (longest.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "the longest rest (" + longest + ") is shorter than the first (" + first + ")");
      }
      return this;
    }

    /**
     * Sets after which time an answer of the far cache counts as a failure: it is used, but the
     * next calls do not wait as long.
     *
     * @param time more than 0; default {@link #DEFAULT_SLOW_AFTER}
     * @return this
     * @throws IllegalArgumentException if it is not more than 0
     */
    public Builder slowAfter(Duration time) {
      slowAfter = requirePositive("slowAfter", time);
      return this;
    }

    /**
     * Bounds how long the near cache keeps an entry before the far one is asked again.
     *
     * @param time more than 0; default: as long as the entry lives
     * @return this
     * @throws IllegalArgumentException if it is not more than 0
     */
    public Builder nearAtMost(Duration time) {
      nearAtMost = Optional.of(requirePositive("nearAtMost", time));
      return this;
    }

    /**
     * Replaces the clock, by which the rest of an entry's life, rests and slowness are measured.
     *
     * @param clock the clock that the gateway has; default: the system's
     * @return this
     */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    private static Duration requirePositive(String option, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(option + " must be more than 0: " + value);
      }
      return value;
    }

    /**
     * Combines the caches.
     *
     * @return the cache
     */
    public NearFarPromptCache build() {
      return new NearFarPromptCache(this);
    }
  }
}
