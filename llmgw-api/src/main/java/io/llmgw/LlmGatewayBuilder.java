package io.llmgw;

import io.llmgw.event.GatewayListener;
import io.llmgw.internal.Settings;
import io.llmgw.internal.async.CallExecutor;
import io.llmgw.internal.config.Connections;
import io.llmgw.internal.config.Routes;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.PriceRules;
import io.llmgw.outcome.Charge;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Configures a gateway. Everything is checked at {@link #build()} at the latest, and the message
 * names the option; after that nothing changes any more. Not thread-safe.
 */
public final class LlmGatewayBuilder {
  /** How long a call may take over all its attempts unless something else is set: 5 minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /**
   * How many attempts a call makes over retries and fallbacks together unless something else is
   * set: 6.
   */
  public static final int DEFAULT_MAX_ATTEMPTS = 6;

  /** How often the last target is tried again unless something else is set: 2. */
  public static final int DEFAULT_RETRIES = 2;

  /** How long an answer is served from the prompt cache unless something else is set: 1 hour. */
  public static final Duration DEFAULT_CACHE_TTL = Duration.ofHours(1);

  private final List<ProviderSpec> providers = new ArrayList<>();
  private final Map<String, RouteBuilder> routes = new LinkedHashMap<>();
  private final List<Consumer<Charge>> costCallbacks = new ArrayList<>();
  private final List<GatewayListener> listeners = new ArrayList<>();
  private Optional<PromptCache> cache = Optional.empty();
  private Duration cacheTtl = DEFAULT_CACHE_TTL;
  private Supplier<Caller> callerFrom = Caller::anonymous;
  private ModelCatalog models = ModelCatalog.empty();
  private PriceRules priceRules = PriceRules.none();
  private Optional<TimeSource> clock = Optional.empty();
  private Optional<Executor> executor = Optional.empty();
  private Duration timeout = DEFAULT_TIMEOUT;
  private int maxAttempts = DEFAULT_MAX_ATTEMPTS;
  private int retries = DEFAULT_RETRIES;
  private UnsupportedSettings unsupportedSettings = UnsupportedSettings.WARN;

  LlmGatewayBuilder() {}

  /**
   * Adds a provider. Its name must be unique.
   *
   * @param provider for example {@code OpenAi.fromEnv()}
   * @return this
   */
  public LlmGatewayBuilder provider(ProviderSpec provider) {
    providers.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  /**
   * Replaces the provider of the same name, for instance by a scripted one in a test.
   *
   * @param provider the provider to use instead
   * @return this
   * @throws IllegalArgumentException if no provider of this name was added
   */
  public LlmGatewayBuilder replaceProvider(ProviderSpec provider) {
    for (int i = 0; i < providers.size(); i++) {
      if (providers.get(i).name().equals(provider.name())) {
        providers.set(i, provider);
        return this;
      }
    }
    throw new IllegalArgumentException(
        "replaceProvider: there is no provider \""
            + provider.name()
            + "\" to replace; there are "
            + providers.stream().map(ProviderSpec::name).toList());
  }

  /**
   * Adds a route: a name that stands for a target and its fallbacks.
   *
   * @param name not blank, without a slash, unique
   * @param describe fills the route in
   * @return this
   * @throws IllegalArgumentException if the name is taken or contains a slash, or a target is not
   *     {@code provider/model}
   */
  public LlmGatewayBuilder route(String name, Consumer<RouteBuilder> describe) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "route: a route's name must not be blank or contain a slash (that is how provider/model is told apart): \""
              + name
              + "\"");
    }
    RouteBuilder route = new RouteBuilder();
    try {
      describe.accept(route);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException("route \"" + name + "\": " + e.getMessage(), e);
    }
    if (routes.putIfAbsent(name, route) != null) {
      throw new IllegalArgumentException("route: there are two routes named \"" + name + "\"");
    }
    return this;
  }

  /**
   * Sets the prompt cache. Default: none.
   *
   * @param cache for example {@code CaffeinePromptCache.ofMegabytes(64)}
   * @return this
   */
  public LlmGatewayBuilder cache(PromptCache cache) {
    return cache(cache, DEFAULT_CACHE_TTL);
  }

  /**
   * Sets the prompt cache and how long it serves an answer.
   *
   * @param cache the cache
   * @param timeToLive more than 0; default {@link #DEFAULT_CACHE_TTL}
   * @return this
   */
  public LlmGatewayBuilder cache(PromptCache cache, Duration timeToLive) {
    this.cache = Optional.of(cache);
    this.cacheTtl = requirePositive("cache time to live", timeToLive);
    return this;
  }

  /**
   * Sets where the caller of a call comes from, for instance a thread's tenant context. It is asked
   * once for each call, on the calling thread, unless the call is made through {@link
   * LlmGateway#as(Caller)}.
   *
   * @param supplier default: {@link Caller#anonymous()}
   * @return this
   */
  public LlmGatewayBuilder callerFrom(Supplier<Caller> supplier) {
    this.callerFrom = Objects.requireNonNull(supplier, "callerFrom");
    return this;
  }

  /**
   * Adds a callback that gets every charge, as soon as it is settled. What it throws is logged and
   * reported to listeners; the call goes on.
   *
   * @param callback runs on the thread that ends the attempt, so it should be quick
   * @return this
   */
  public LlmGatewayBuilder onCost(Consumer<Charge> callback) {
    costCallbacks.add(Objects.requireNonNull(callback, "onCost"));
    return this;
  }

  /**
   * Adds a listener that is told of attempts and calls.
   *
   * @param listener the listener
   * @return this
   */
  public LlmGatewayBuilder listener(GatewayListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Sets what the application knows of models: own prices, models the built-in data do not have.
   * Own prices count before what a provider reports as cost, and that before the built-in ones.
   *
   * @param catalog takes precedence over the built-in data
   * @return this
   */
  public LlmGatewayBuilder models(ModelCatalog catalog) {
    this.models = models.with(catalog);
    return this;
  }

  /**
   * Says what is paid less than the price list, and what is added to it. The rules apply to every
   * charge and to what is reserved for it.
   *
   * @param rules discounts and margins, default {@link PriceRules#none()}
   * @return this
   */
  public LlmGatewayBuilder priceRules(PriceRules rules) {
    this.priceRules = Objects.requireNonNull(rules, "priceRules");
    return this;
  }

  /**
   * Replaces the time, for tests.
   *
   * @param clock default: the system's
   * @return this
   */
  public LlmGatewayBuilder clock(TimeSource clock) {
    this.clock = Optional.of(clock);
    return this;
  }

  /**
   * Sets where asynchronous calls and publishers run. Calls block a thread each.
   *
   * @param executor the application's; it is not closed with the gateway. Default: a virtual thread
   *     for each call on Java 21 and later; before that 64 daemon threads with a queue of 1,024
   *     calls, beyond which calls are refused
   * @return this
   */
  public LlmGatewayBuilder executor(Executor executor) {
    this.executor = Optional.of(executor);
    return this;
  }

  /**
   * Sets how long a call may take over all its attempts, retries and waits.
   *
   * @param timeout more than 0; default {@link #DEFAULT_TIMEOUT}
   * @return this
   */
  public LlmGatewayBuilder timeout(Duration timeout) {
    this.timeout = requirePositive("timeout", timeout);
    return this;
  }

  /**
   * Sets how many attempts a call may make over retries and fallbacks together.
   *
   * @param attempts at least 1; default {@link #DEFAULT_MAX_ATTEMPTS}
   * @return this
   */
  public LlmGatewayBuilder maxAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1: " + attempts);
    }
    this.maxAttempts = attempts;
    return this;
  }

  /**
   * Sets how often the last target of a call is tried again. A target that has a fallback behind it
   * is not, unless its route says so.
   *
   * @param retries at least 0; default {@link #DEFAULT_RETRIES}
   * @return this
   */
  public LlmGatewayBuilder retries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative: " + retries);
    }
    this.retries = retries;
    return this;
  }

  /**
   * Sets what happens when a target cannot honour something a request asks for, unless a route says
   * otherwise.
   *
   * @param policy default {@link UnsupportedSettings#WARN}
   * @return this
   */
  public LlmGatewayBuilder unsupportedSettings(UnsupportedSettings policy) {
    this.unsupportedSettings = Objects.requireNonNull(policy, "unsupportedSettings");
    return this;
  }

  private static Duration requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be more than 0: " + value);
    }
    return value;
  }

  /**
   * Checks everything, connects the providers and returns the gateway. Makes no network call.
   *
   * @return the gateway
   * @throws IllegalArgumentException if something is missing or wrong; the message names the option
   */
  public LlmGateway build() {
    boolean ownTime = clock.isEmpty();
    TimeSource time = clock.orElseGet(SystemTime::new);
    Optional<ExecutorService> ownExecutor =
        executor.isPresent() ? Optional.empty() : Optional.of(CallExecutor.create());
    Connections connections = new Connections(time);
    Runnable release =
        () -> {
          connections.close();
          ownExecutor.ifPresent(ExecutorService::shutdownNow);
          if (ownTime) {
            time.close();
          }
        };
    try {
      Settings settings = settings(connections, time);
      return new Engine(settings, executor.orElseGet(ownExecutor::orElseThrow), release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  private Settings settings(Connections connections, TimeSource time) {
    Map<String, ProviderClient> clients = connections.connect(providers);
    return new Settings(
        clients,
        Routes.check(
            routes,
            clients.keySet(),
            unsupportedSettings,
            target -> Settings.describe(models, clients, target)),
        cache,
        cacheTtl,
        callerFrom,
        models,
        priceRules,
        time,
        timeout,
        maxAttempts,
        retries,
        unsupportedSettings,
        costCallbacks,
        listeners);
  }
}
