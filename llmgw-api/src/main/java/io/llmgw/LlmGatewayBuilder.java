package io.llmgw;

import io.llmgw.budget.Budget;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.event.CostDelivery;
import io.llmgw.event.GatewayListener;
import io.llmgw.internal.CostCallback;
import io.llmgw.limit.Limit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.PriceRules;
import io.llmgw.outcome.Charge;
import io.llmgw.route.Health;
import io.llmgw.route.Models;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.BudgetStore;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Configures a gateway, or changes one that runs, in {@link LlmGateway#reconfigure}. Everything is
 * checked at {@link #build()} at the latest, and the message names the option; a gateway that was
 * built is not changed by what happens to its builder. Not thread-safe.
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

  /** How many retries and hedges a hundred calls of a provider may lead to: 10. */
  public static final int DEFAULT_RETRY_BUDGET_PERCENT = 10;

  /** How many sums of spend are kept unless something else is set: 10,000. */
  public static final int DEFAULT_SPEND_CELLS = 10_000;

  /** How many accounts of budgets and limits there may be unless something else is set. */
  public static final int DEFAULT_MAX_ACCOUNTS = 1_000_000;

  private final Configuration configuration;
  private final boolean changing;

  private LlmGatewayBuilder(Configuration configuration, boolean changing) {
    this.configuration = configuration;
    this.changing = changing;
  }

  /** Starts with nothing. */
  static LlmGatewayBuilder starting() {
    return new LlmGatewayBuilder(new Configuration(), false);
  }

  /** Changes what a gateway has, for {@link LlmGateway#reconfigure}. */
  static LlmGatewayBuilder changing(Configuration present) {
    return new LlmGatewayBuilder(present, true);
  }

  /**
   * Adds a provider. Its name must be unique; in {@link LlmGateway#reconfigure} it replaces one of
   * the same name that was there before.
   *
   * @param provider for example {@code OpenAi.fromEnv()}; the same object as before keeps its
   *     connections
   * @return this
   * @throws IllegalArgumentException if the name is taken, blank or contains a slash
   */
  public LlmGatewayBuilder provider(ProviderSpec provider) {
    configuration.providers.add(provider.name(), provider);
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
    configuration.providers.replace("replaceProvider", provider.name(), provider);
    return this;
  }

  /**
   * Removes a provider. Routes must not name it any more when the gateway is built.
   *
   * @param name its name
   * @return this
   * @throws IllegalArgumentException if there is no provider of this name
   */
  public LlmGatewayBuilder removeProvider(String name) {
    configuration.providers.remove("removeProvider", name);
    return this;
  }

  /**
   * Adds a route: a name that stands for a target and its fallbacks. In {@link
   * LlmGateway#reconfigure} it replaces one of the same name that was there before.
   *
   * @param name not blank, without a slash, unique
   * @param describe fills the route in, which has nothing of the one it replaces
   * @return this
   * @throws IllegalArgumentException if the name is taken or contains a slash, or a target is not
   *     {@code provider/model}
   */
  public LlmGatewayBuilder route(String name, Consumer<RouteBuilder> describe) {
    RouteBuilder route = new RouteBuilder();
    try {
      describe.accept(route);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException("route \"" + name + "\": " + e.getMessage(), e);
    }
    configuration.routes.add(name, route);
    return this;
  }

  /**
   * Removes a route.
   *
   * @param name its name
   * @return this
   * @throws IllegalArgumentException if there is no route of this name
   */
  public LlmGatewayBuilder removeRoute(String name) {
    configuration.routes.remove("removeRoute", name);
    return this;
  }

  /**
   * Adds a budget. Several apply together, all or nothing.
   *
   * @param budget its name must be unique; in {@link LlmGateway#reconfigure} it replaces one of the
   *     same name that was there before, whose accounts stay
   * @return this
   * @throws IllegalArgumentException if the name is taken
   */
  public LlmGatewayBuilder budget(Budget budget) {
    configuration.budgets.add(budget.name(), budget);
    return this;
  }

  /**
   * Removes a budget, in {@link LlmGateway#reconfigure}. Calls in flight are still booked to it.
   *
   * @param name its name
   * @return this
   * @throws IllegalArgumentException if there is none
   */
  public LlmGatewayBuilder removeBudget(String name) {
    configuration.budgets.remove("removeBudget", name);
    return this;
  }

  /**
   * Adds a limit of requests or tokens in a window, or of calls at once. Several apply together,
   * all or nothing.
   *
   * @param limit its name must be unique; in {@link LlmGateway#reconfigure} it replaces one of the
   *     same name that was there before, whose state stays
   * @return this
   * @throws IllegalArgumentException if the name is taken
   */
  public LlmGatewayBuilder limit(Limit<?> limit) {
    configuration.limits.add(limit.name(), limit);
    return this;
  }

  /**
   * Removes a limit, in {@link LlmGateway#reconfigure}.
   *
   * @param name its name
   * @return this
   * @throws IllegalArgumentException if there is none
   */
  public LlmGatewayBuilder removeLimit(String name) {
    configuration.limits.remove("removeLimit", name);
    return this;
  }

  /**
   * Says what happens to calls of models without a price where a budget in USD applies.
   *
   * @param policy default {@link UnpricedCalls#refuse()}
   * @return this
   */
  public LlmGatewayBuilder unpricedCalls(UnpricedCalls policy) {
    configuration.unpricedCalls = Objects.requireNonNull(policy, "unpricedCalls");
    return this;
  }

  /**
   * Bounds how many accounts budgets and limits may have in memory, about 170 bytes each with a
   * tenant's name. An account is forgotten only when its window is over and it has no debt; beyond
   * the bound a call that needs a new one is refused.
   *
   * @param accounts at least 1, default {@link #DEFAULT_MAX_ACCOUNTS}
   * @return this
   */
  public LlmGatewayBuilder maxAccounts(int accounts) {
    if (accounts < 1) {
      throw new IllegalArgumentException("maxAccounts must be at least 1: " + accounts);
    }
    configuration.maxAccounts = accounts;
    return this;
  }

  /**
   * Shares hard budgets with other gateways.
   *
   * @param store hands out what this gateway may spend on its own; it is closed with the gateway.
   *     If it fails, calls that need more are refused. Default: none, so that budgets hold for this
   *     process
   * @return this
   */
  public LlmGatewayBuilder budgetStore(BudgetStore store) {
    requireStarting("budgetStore");
    configuration.budgetStore = Optional.of(store);
    return this;
  }

  /**
   * Says where the accounts of budgets stood when an earlier gateway was closed, or when a snapshot
   * was taken: what was spent, debt, what was set at run time and the marks that were told.
   * Accounts of budgets that there are no more, or that count differently, are left out.
   *
   * @param snapshot for example {@code LedgerSnapshot.readFrom(file)}. Default: nothing was spent
   * @return this
   */
  public LlmGatewayBuilder ledger(LedgerSnapshot snapshot) {
    requireStarting("ledger");
    configuration.ledger = Optional.of(snapshot);
    return this;
  }

  /**
   * Saves where the accounts of budgets stand when the gateway is closed, for {@link #ledger} of
   * the next one. {@link LlmGateway#close} then waits up to 2 seconds for the calls it has stopped
   * to be settled; what one still holds after that counts as spent.
   *
   * @param save for example {@code snapshot -> snapshot.writeTo(file)}; runs on the thread that
   *     closes the gateway and may block. What it throws is logged and reported to listeners.
   *     Default: nothing is saved
   * @return this
   */
  public LlmGatewayBuilder onClose(Consumer<LedgerSnapshot> save) {
    requireStarting("onClose");
    configuration.onClose = Optional.of(save);
    return this;
  }

  /**
   * Sets the prompt cache, whose answers are shared within a tenant: calls without one pass it by.
   * Default: none.
   *
   * @param cache for example {@code CaffeinePromptCache.ofMegabytes(64)}
   * @return this
   */
  public LlmGatewayBuilder cache(PromptCache cache) {
    return cache(cache, CachePolicy.defaults());
  }

  /**
   * Sets the prompt cache and what is done with it.
   *
   * @param cache where answers are kept; closing it is the application's matter
   * @param policy who shares answers, how long they are served, which are kept
   * @return this
   */
  public LlmGatewayBuilder cache(PromptCache cache, CachePolicy policy) {
    configuration.cache = Optional.of(cache);
    configuration.cachePolicy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /**
   * Sets whether providers are helped to find the beginnings of prompts in their own prompt caches:
   * marks for those that cache what is marked, a key for those that cache on their own.
   *
   * @param policy for calls by a target's own name, and for routes that say nothing else; default
   *     {@link PrefixCaching#off()}
   * @return this
   */
  public LlmGatewayBuilder prefixCaching(PrefixCaching policy) {
    configuration.prefixCaching = Objects.requireNonNull(policy, "prefixCaching");
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
    configuration.callerFrom = Objects.requireNonNull(supplier, "callerFrom");
    return this;
  }

  /**
   * Sets who may use what.
   *
   * <pre>{@code
   * .allow(caller -> caller.hasTag("plan", "free") ? Models.only("assistant") : Models.any())
   * }</pre>
   *
   * <p>The policy is asked once for each call, on the calling thread, before the name in the
   * request is looked up; for a publisher when somebody subscribes. A name it does not allow is a
   * {@link io.llmgw.error.NotAllowedException}, whether the name exists or not: nothing is sent,
   * and no cached answer is looked at. If the policy throws or returns null, the call is refused in
   * the same way. It sees the name in the request only: an allowed route may use all its targets.
   *
   * @param policy says for a caller which routes and models it may name; quick, and safe for use by
   *     many threads. Default: any. A later one replaces an earlier one
   * @return this
   */
  public LlmGatewayBuilder allow(Function<Caller, Models> policy) {
    configuration.allow = Objects.requireNonNull(policy, "allow");
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
    return onCost(callback, CostDelivery.direct());
  }

  /**
   * Adds a callback that gets every charge, directly or through a queue. What it throws is logged
   * and reported to listeners; the call goes on.
   *
   * @param callback gets the charges
   * @param delivery for example {@code CostDelivery.queued(1_000)}
   * @return this
   */
  public LlmGatewayBuilder onCost(Consumer<Charge> callback, CostDelivery delivery) {
    configuration.costCallbacks.add(
        new CostCallback(
            Objects.requireNonNull(callback, "onCost"),
            Objects.requireNonNull(delivery, "delivery")));
    return this;
  }

  /**
   * Sets how many sums {@link LlmGateway#spend} keeps: one for each combination of caller, tags,
   * route, target and window of time. What finds no room is added to something less exact, as
   * {@link io.llmgw.budget.Spend} says; totals stay exact.
   *
   * @param cells at least 1, about 400 bytes each; default {@link #DEFAULT_SPEND_CELLS}
   * @return this
   */
  public LlmGatewayBuilder spendCells(int cells) {
    if (cells < 1) {
      throw new IllegalArgumentException("spendCells must be at least 1: " + cells);
    }
    requireStarting("spendCells");
    configuration.spendCells = cells;
    return this;
  }

  /**
   * Sets whose calendar the hours, days and months of {@link LlmGateway#spend} follow.
   *
   * @param zone default UTC
   * @return this
   */
  public LlmGatewayBuilder spendZone(ZoneId zone) {
    requireStarting("spendZone");
    configuration.spendZone = Objects.requireNonNull(zone, "spendZone");
    return this;
  }

  /**
   * Adds a listener that is told of attempts and calls.
   *
   * @param listener the listener
   * @return this
   */
  public LlmGatewayBuilder listener(GatewayListener listener) {
    configuration.listeners.add(Objects.requireNonNull(listener, "listener"));
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
    configuration.models = configuration.models.with(catalog);
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
    configuration.priceRules = Objects.requireNonNull(rules, "priceRules");
    return this;
  }

  /**
   * Adds a counter of input tokens. Counters are asked in the order in which they were added; the
   * first that knows the model decides. One that throws is reported to listeners and passed over.
   * Default: none, so that tokens are estimated at rates which are corrected by what providers
   * report.
   *
   * @param counter for example {@code JtokkitTokenCounter.forOpenAi()}
   * @return this
   */
  public LlmGatewayBuilder tokenCounter(TokenCounter counter) {
    configuration.tokenCounters.add(Objects.requireNonNull(counter, "tokenCounter"));
    return this;
  }

  /**
   * Has input tokens counted by providers themselves where a count is needed and no {@link
   * #tokenCounter} knows the model. That is one more request for each attempt. It may take 5
   * seconds, and at most half of the time the call has left; if it fails, tokens are estimated.
   * Default: no provider is asked.
   *
   * @param names providers with an endpoint for it: Anthropic, OpenAI over the Responses API,
   *     Gemini, Vertex AI, Bedrock
   * @return this
   */
  public LlmGatewayBuilder countTokensAtProvider(String... names) {
    Collections.addAll(configuration.countAtProviders, names);
    return this;
  }

  /**
   * Replaces the time, for tests.
   *
   * @param clock default: the system's
   * @return this
   * @throws IllegalArgumentException in {@link LlmGateway#reconfigure}: a gateway keeps its time
   */
  public LlmGatewayBuilder clock(TimeSource clock) {
    requireStarting("clock");
    configuration.clock = Optional.of(clock);
    return this;
  }

  /**
   * Replaces the source of what routes and waits leave to chance (weights, canaries, jitter), for
   * tests that are to run the same each time.
   *
   * @param random safe for use by many threads, for example a seeded {@link java.util.Random};
   *     default: one for each thread, with a seed of its own
   * @return this
   * @throws IllegalArgumentException in {@link LlmGateway#reconfigure}: a gateway keeps its source
   */
  public LlmGatewayBuilder random(RandomGenerator random) {
    requireStarting("random");
    configuration.random = Objects.requireNonNull(random, "random");
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
    configuration.executor = Optional.of(executor);
    return this;
  }

  /**
   * Sets how long a call may take over all its attempts, retries and waits.
   *
   * @param timeout more than 0; default {@link #DEFAULT_TIMEOUT}
   * @return this
   */
  public LlmGatewayBuilder timeout(Duration timeout) {
    configuration.timeout = requirePositive("timeout", timeout);
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
    configuration.maxAttempts = attempts;
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
    configuration.retries = retries;
    return this;
  }

  /**
   * Bounds the extra load that retries and hedges put on a provider, so that its trouble is not
   * made worse: to so many for a hundred calls it got in about the last minute, and 10 a minute
   * beside. A call's first attempt at a provider, and another one with another key, are not extra.
   * Where the budget is used up, a call goes on with the next target, or fails with what it has.
   *
   * @param percent from 0 (no retries, no hedges) to 1,000; default {@link
   *     #DEFAULT_RETRY_BUDGET_PERCENT}
   * @return this
   */
  public LlmGatewayBuilder retryBudget(int percent) {
    if (percent < 0 || percent > 1_000) {
      throw new IllegalArgumentException("retryBudget must be from 0 to 1000 percent: " + percent);
    }
    configuration.retryBudgetPercent = percent;
    return this;
  }

  /**
   * Sets when a target counts as ill and is left out. If {@link LlmGateway#reconfigure} changes it,
   * what was counted so far is forgotten.
   *
   * @param health default {@link Health#defaults()}
   * @return this
   */
  public LlmGatewayBuilder health(Health health) {
    configuration.health = Objects.requireNonNull(health, "health");
    return this;
  }

  /**
   * Limits how long an attempt of a stream may take to its first visible piece, unless a route says
   * otherwise; then the next target is tried.
   *
   * @param timeout more than 0, at most the other timeouts; default none, so that {@code
   *     HttpSettings.readTimeout} and the call's timeout hold
   * @return this
   */
  public LlmGatewayBuilder timeToFirstToken(Duration timeout) {
    configuration.timeToFirstToken = Optional.of(requirePositive("timeToFirstToken", timeout));
    return this;
  }

  /**
   * Limits the pause between two pieces of a stream, unless a route says otherwise. Signs of life
   * without content do not count, unlike for {@code HttpSettings.readTimeout}.
   *
   * @param timeout more than 0; default none
   * @return this
   */
  public LlmGatewayBuilder idleTimeout(Duration timeout) {
    configuration.idleTimeout = Optional.of(requirePositive("idleTimeout", timeout));
    return this;
  }

  /**
   * Limits how long one attempt may take to its whole answer, unless a route says otherwise; then
   * the next target is tried.
   *
   * @param timeout more than 0; default none, so that the call's timeout holds
   * @return this
   */
  public LlmGatewayBuilder attemptTimeout(Duration timeout) {
    configuration.attemptTimeout = Optional.of(requirePositive("attemptTimeout", timeout));
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
    configuration.unsupportedSettings = Objects.requireNonNull(policy, "unsupportedSettings");
    return this;
  }

  /** Some things a gateway keeps as long as it lives. */
  private void requireStarting(String option) {
    if (changing) {
      throw new IllegalArgumentException(
          option + ": it cannot be changed by reconfigure; what the gateway keeps depends on it");
    }
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
   * @throws IllegalStateException in {@link LlmGateway#reconfigure}, which builds by itself
   */
  public LlmGateway build() {
    if (changing) {
      throw new IllegalStateException("build: reconfigure builds by itself, after the changes");
    }
    return new Engine(new Generations(new Configuration(configuration)));
  }
}
