package io.llmgw;

import io.llmgw.outcome.Charge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a call is run. Nothing in here is seen by the model, and nothing is part of the prompt
 * cache's key. Immutable.
 *
 * <p>Options of a call take precedence over those of {@link LlmGateway#with(CallOptions)}, these
 * over the route's and the gateway's.
 */
public final class CallOptions {
  /** What a call does with the prompt cache. */
  public enum CacheMode {
    /** Reads and stores (the default). */
    USE,
    /** Does not read, but stores the new answer. */
    REFRESH,
    /** Reads, but does not store. */
    READ_ONLY,
    /** Neither reads nor stores. */
    BYPASS
  }

  /** Who goes first where calls wait for room at a limit. */
  public enum Priority {
    /** Somebody waits for the answer (the default): goes before batch calls. */
    INTERACTIVE,
    /**
     * Nobody does: waits until no interactive call does, but for a tenth that is left to batch; see
     * {@link io.llmgw.limit.Limit#orWaitUpTo}.
     */
    BATCH
  }

  private static final CallOptions DEFAULTS = builder().build();

  private final Optional<Duration> timeout;
  private final OptionalInt maxAttempts;
  private final Optional<CacheMode> cacheMode;
  private final Optional<Duration> cacheMaxAge;
  private final Optional<Duration> cacheTimeToLive;
  private final String cacheNamespace;
  private final Optional<Priority> priority;
  private final Map<String, String> tags;
  private final String endUser;
  private final Map<String, String> metadata;
  private final String serviceTier;
  private final String promptCacheKey;
  private final List<Consumer<Charge>> onCost;

  private CallOptions(Builder builder) {
    this.timeout = builder.timeout;
    this.maxAttempts = builder.maxAttempts;
    this.cacheMode = builder.cacheMode;
    this.cacheMaxAge = builder.cacheMaxAge;
    this.cacheTimeToLive = builder.cacheTimeToLive;
    this.cacheNamespace = builder.cacheNamespace;
    this.priority = builder.priority;
    this.tags = Collections.unmodifiableMap(new TreeMap<>(builder.tags));
    this.endUser = builder.endUser;
    this.metadata = Map.copyOf(builder.metadata);
    this.serviceTier = builder.serviceTier;
    this.promptCacheKey = builder.promptCacheKey;
    this.onCost = List.copyOf(builder.onCost);
  }

  /**
   * Returns the options that leave everything as the gateway is configured.
   *
   * @return no options
   */
  public static CallOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets only a timeout.
   *
   * @param timeout the longest the call may take over all its attempts, more than 0
   * @return the options
   */
  public static CallOptions timeout(Duration timeout) {
    return builder().timeout(timeout).build();
  }

  /**
   * Sets only a priority.
   *
   * @param priority who goes first where calls wait for room
   * @return the options
   */
  public static CallOptions priority(Priority priority) {
    return builder().priority(priority).build();
  }

  /**
   * Starts with nothing set.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns these options with another's on top.
   *
   * @param other what it sets wins; tags and metadata are joined, and cost callbacks all run, these
   *     first
   * @return the options together
   */
  public CallOptions and(CallOptions other) {
    if (this == DEFAULTS) {
      return other;
    }
    if (other == DEFAULTS) {
      return this;
    }
    Builder all = builder();
    all.timeout = other.timeout.isPresent() ? other.timeout : timeout;
    all.maxAttempts = other.maxAttempts.isPresent() ? other.maxAttempts : maxAttempts;
    all.cacheMode = other.cacheMode.isPresent() ? other.cacheMode : cacheMode;
    all.cacheMaxAge = other.cacheMaxAge.isPresent() ? other.cacheMaxAge : cacheMaxAge;
    all.cacheTimeToLive =
        other.cacheTimeToLive.isPresent() ? other.cacheTimeToLive : cacheTimeToLive;
    all.cacheNamespace = other.cacheNamespace.isEmpty() ? cacheNamespace : other.cacheNamespace;
    all.priority = other.priority.isPresent() ? other.priority : priority;
    all.serviceTier = other.serviceTier.isEmpty() ? serviceTier : other.serviceTier;
    all.promptCacheKey = other.promptCacheKey.isEmpty() ? promptCacheKey : other.promptCacheKey;
    all.endUser = other.endUser.isEmpty() ? endUser : other.endUser;
    all.tags.putAll(tags);
    all.tags.putAll(other.tags);
    all.metadata.putAll(metadata);
    all.metadata.putAll(other.metadata);
    all.onCost.addAll(onCost);
    all.onCost.addAll(other.onCost);
    return all.build();
  }

  /**
   * Returns the longest the call may take over all its attempts.
   *
   * @return empty for the route's or the gateway's
   */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /**
   * Returns how many attempts the call may make in all.
   *
   * @return empty for the gateway's
   */
  public OptionalInt maxAttempts() {
    return maxAttempts;
  }

  /**
   * Returns what the call does with the prompt cache.
   *
   * @return empty for {@link CacheMode#USE}
   */
  public Optional<CacheMode> cacheMode() {
    return cacheMode;
  }

  /**
   * Returns how old a cached answer may be.
   *
   * @return empty if the cache's time to live decides
   */
  public Optional<Duration> cacheMaxAge() {
    return cacheMaxAge;
  }

  /**
   * Returns how long the new answer is served from the cache.
   *
   * @return empty for the cache's own time to live
   */
  public Optional<Duration> cacheTimeToLive() {
    return cacheTimeToLive;
  }

  /**
   * Returns which namespace of the cache is used.
   *
   * @return empty for the usual one
   */
  public String cacheNamespace() {
    return cacheNamespace;
  }

  /**
   * Returns who goes first where calls wait for room at a limit.
   *
   * @return empty for {@link Priority#INTERACTIVE}
   */
  public Optional<Priority> priority() {
    return priority;
  }

  /**
   * Returns the call's tags, which are reported with its events and charges.
   *
   * @return sorted by name; unmodifiable
   */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * Returns the id of the end user that is sent to the provider for abuse detection.
   *
   * @return empty for none
   */
  public String endUser() {
    return endUser;
  }

  /**
   * Returns the tags that are sent to the provider.
   *
   * @return unmodifiable
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns the service tier that is asked of the provider.
   *
   * @return in the provider's words; empty for its default
   */
  public String serviceTier() {
    return serviceTier;
  }

  /**
   * Returns what requests of one prompt prefix have in common.
   *
   * @return empty for none
   */
  public String promptCacheKey() {
    return promptCacheKey;
  }

  /**
   * Returns the call's own cost callbacks.
   *
   * @return in the order in which they run; unmodifiable
   */
  public List<Consumer<Charge>> onCost() {
    return onCost;
  }

  /** Returns what is set. */
  @Override
  public String toString() {
    return "CallOptions[timeout="
        + timeout.map(Duration::toString).orElse("default")
        + ", cacheMode="
        + cacheMode.map(CacheMode::toString).orElse("default")
        + ", priority="
        + priority.map(Priority::toString).orElse("default")
        + ", tags="
        + tags
        + "]";
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private Optional<Duration> timeout = Optional.empty();
    private OptionalInt maxAttempts = OptionalInt.empty();
    private Optional<CacheMode> cacheMode = Optional.empty();
    private Optional<Duration> cacheMaxAge = Optional.empty();
    private Optional<Duration> cacheTimeToLive = Optional.empty();
    private String cacheNamespace = "";
    private Optional<Priority> priority = Optional.empty();
    private final Map<String, String> tags = new TreeMap<>();
    private String endUser = "";
    private final Map<String, String> metadata = new TreeMap<>();
    private String serviceTier = "";
    private String promptCacheKey = "";
    private final List<Consumer<Charge>> onCost = new ArrayList<>(0);

    private Builder() {}

    /**
     * Sets the longest the call may take over all its attempts, retries and waits.
     *
     * @param timeout more than 0
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = positive("timeout", timeout);
      return this;
    }

    private static Optional<Duration> positive(String option, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(option + " must be more than 0: " + value);
      }
      return Optional.of(value);
    }

    /**
     * Sets how many attempts the call may make over retries and fallbacks together.
     *
     * @param attempts at least 1
     * @return this
     */
    public Builder maxAttempts(int attempts) {
      if (attempts < 1) {
        throw new IllegalArgumentException("maxAttempts must be at least 1: " + attempts);
      }
      this.maxAttempts = OptionalInt.of(attempts);
      return this;
    }

    /**
     * Sets what the call does with the prompt cache.
     *
     * @param mode the mode
     * @return this
     */
    public Builder cacheMode(CacheMode mode) {
      this.cacheMode = Optional.of(mode);
      return this;
    }

    /**
     * Takes only a cached answer that is no older. It does not matter to identical calls in flight.
     *
     * @param age more than 0; default: the cache's time to live decides
     * @return this
     */
    public Builder cacheMaxAge(Duration age) {
      this.cacheMaxAge = positive("cacheMaxAge", age);
      return this;
    }

    /**
     * Sets how long this call's answer is served from the cache, if it is stored. Of identical
     * calls in flight the one that is sent decides.
     *
     * @param timeToLive more than 0; default: the cache's
     * @return this
     */
    public Builder cacheTimeToLive(Duration timeToLive) {
      this.cacheTimeToLive = positive("cacheTimeToLive", timeToLive);
      return this;
    }

    /**
     * Uses a namespace of the cache, whose answers others do not see: the version of a prompt's
     * template, of a knowledge base, a variant of an experiment.
     *
     * @param name not blank
     * @return this
     */
    public Builder cacheNamespace(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("cacheNamespace must not be blank");
      }
      this.cacheNamespace = name;
      return this;
    }

    /**
     * Sets who goes first where calls wait for room at a limit. It is not sent to the provider; for
     * that see {@link #serviceTier}.
     *
     * @param priority default {@link Priority#INTERACTIVE}
     * @return this
     */
    public Builder priority(Priority priority) {
      this.priority = Optional.of(priority);
      return this;
    }

    /**
     * Adds a tag that is reported with the call's events and charges. It is not sent to the
     * provider.
     *
     * @param name the tag's name
     * @param value the tag's value
     * @return this
     */
    public Builder tag(String name, String value) {
      tags.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Sets the id of the end user that is sent to the provider for abuse detection (OpenAI's {@code
     * safety_identifier}, Anthropic's {@code metadata.user_id}). Use an opaque id, no name or
     * e-mail address.
     *
     * @param id the id
     * @return this
     */
    public Builder endUser(String id) {
      this.endUser = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Asks for a service tier, where the provider has such: {@code flex} or {@code priority} at
     * OpenAI and Bedrock, {@code standard_only} at Anthropic, and so on. What served the call is in
     * the answer's {@code serviceTier()}.
     *
     * @param tier in the provider's words
     * @return this
     */
    public Builder serviceTier(String tier) {
      this.serviceTier = Objects.requireNonNull(tier, "tier");
      return this;
    }

    /**
     * Says what requests of one prompt prefix have in common, so that a provider that caches
     * prompts on its own finds them again (OpenAI's {@code prompt_cache_key}). A hint, which is not
     * sent where there is no such field. Not the gateway's own prompt cache.
     *
     * @param key for example the name of the prompt's template; no personal data. OpenAI takes up
     *     to 64 characters. Default: none, or one of the gateway's own with {@link
     *     LlmGatewayBuilder#prefixCaching}
     * @return this
     */
    public Builder promptCacheKey(String key) {
      this.promptCacheKey = Objects.requireNonNull(key, "key");
      return this;
    }

    /**
     * Adds a tag that is sent to the provider, where it takes such (OpenAI's {@code metadata}).
     *
     * @param name the tag's name
     * @param value the tag's value
     * @return this
     */
    public Builder metadata(String name, String value) {
      metadata.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Adds a callback that gets every charge of the call, once, after the whole call is settled,
     * and also if it failed. Unlike the gateway's it runs on the caller's thread: before {@code
     * chat}, {@code embed} or {@code rerank} returns or throws; of an asynchronous call on the
     * executor, before the future is completed; of a stream on the thread that reads its end or
     * closes it, and if the deadline ended it, that of whoever then calls {@code hasNext}, {@code
     * next}, {@code response} or {@code close}.
     *
     * <p>What it throws, the caller gets instead of the answer or of the call's exception, which is
     * then suppressed in it; nothing stays reserved, and all other charges and callbacks had their
     * turn. Where nobody can get it any more, because a future was completed from outside or a
     * subscription was cancelled, it is reported to {@code GatewayListener.onInternalError}.
     *
     * @param callback gets the charges; not called for an answer from the prompt cache, which has
     *     none
     * @return this
     */
    public Builder onCost(Consumer<Charge> callback) {
      onCost.add(Objects.requireNonNull(callback, "onCost"));
      return this;
    }

    /**
     * Returns the options.
     *
     * @return the options
     */
    public CallOptions build() {
      return new CallOptions(this);
    }
  }
}
