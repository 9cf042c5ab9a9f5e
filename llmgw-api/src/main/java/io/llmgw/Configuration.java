package io.llmgw;

import io.llmgw.budget.Budget;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.event.GatewayListener;
import io.llmgw.internal.CostCallback;
import io.llmgw.internal.Settings;
import io.llmgw.internal.config.CountingClients;
import io.llmgw.internal.config.Routes;
import io.llmgw.internal.ledger.Rules;
import io.llmgw.internal.route.AttemptLimits;
import io.llmgw.internal.route.Leaves;
import io.llmgw.internal.route.TargetStates;
import io.llmgw.limit.Limit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.PriceRules;
import io.llmgw.route.Health;
import io.llmgw.route.Models;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.BudgetStore;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What a builder has collected. Not thread-safe; a gateway keeps a copy to change later. */
final class Configuration {
  final Named<ProviderSpec> providers;
  final Named<RouteBuilder> routes;
  final List<CostCallback> costCallbacks = new ArrayList<>();
  final List<GatewayListener> listeners = new ArrayList<>();
  final List<TokenCounter> tokenCounters = new ArrayList<>();
  final Set<String> countAtProviders = new LinkedHashSet<>();
  final Named<Budget> budgets;
  final Named<Limit<?>> limits;
  UnpricedCalls unpricedCalls = UnpricedCalls.refuse();
  int maxAccounts = LlmGatewayBuilder.DEFAULT_MAX_ACCOUNTS;
  Optional<BudgetStore> budgetStore = Optional.empty();
  Optional<LedgerSnapshot> ledger = Optional.empty();
  Optional<Consumer<LedgerSnapshot>> onClose = Optional.empty();
  Optional<PromptCache> cache = Optional.empty();
  CachePolicy cachePolicy = CachePolicy.defaults();
  PrefixCaching prefixCaching = PrefixCaching.off();
  Supplier<Caller> callerFrom = Caller::anonymous;
  Function<Caller, Models> allow = caller -> Models.any();
  ModelCatalog models = ModelCatalog.empty();
  PriceRules priceRules = PriceRules.none();
  Optional<TimeSource> clock = Optional.empty();
  RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
  Optional<Executor> executor = Optional.empty();
  Duration timeout = LlmGatewayBuilder.DEFAULT_TIMEOUT;
  int maxAttempts = LlmGatewayBuilder.DEFAULT_MAX_ATTEMPTS;
  int retries = LlmGatewayBuilder.DEFAULT_RETRIES;
  int retryBudgetPercent = LlmGatewayBuilder.DEFAULT_RETRY_BUDGET_PERCENT;
  Health health = Health.defaults();
  Optional<Duration> timeToFirstToken = Optional.empty();
  Optional<Duration> idleTimeout = Optional.empty();
  Optional<Duration> attemptTimeout = Optional.empty();
  UnsupportedSettings unsupportedSettings = UnsupportedSettings.WARN;
  int spendCells = LlmGatewayBuilder.DEFAULT_SPEND_CELLS;
  ZoneId spendZone = ZoneOffset.UTC;

  Configuration() {
    providers = new Named<>("provider");
    routes = new Named<>("route");
    budgets = new Named<>("budget");
    limits = new Named<>("limit");
  }

  /** Copies another one, to be changed or kept. */
  Configuration(Configuration before) {
    providers = new Named<>(before.providers);
    routes = new Named<>(before.routes);
    budgets = new Named<>(before.budgets);
    limits = new Named<>(before.limits);
    unpricedCalls = before.unpricedCalls;
    maxAccounts = before.maxAccounts;
    budgetStore = before.budgetStore;
    costCallbacks.addAll(before.costCallbacks);
    listeners.addAll(before.listeners);
    tokenCounters.addAll(before.tokenCounters);
    countAtProviders.addAll(before.countAtProviders);
    ledger = before.ledger;
    onClose = before.onClose;
    cache = before.cache;
    cachePolicy = before.cachePolicy;
    prefixCaching = before.prefixCaching;
    callerFrom = before.callerFrom;
    allow = before.allow;
    models = before.models;
    priceRules = before.priceRules;
    clock = before.clock;
    random = before.random;
    executor = before.executor;
    timeout = before.timeout;
    maxAttempts = before.maxAttempts;
    retries = before.retries;
    retryBudgetPercent = before.retryBudgetPercent;
    health = before.health;
    timeToFirstToken = before.timeToFirstToken;
    idleTimeout = before.idleTimeout;
    attemptTimeout = before.attemptTimeout;
    unsupportedSettings = before.unsupportedSettings;
    spendCells = before.spendCells;
    spendZone = before.spendZone;
  }

  /** Checks what depends on the connected providers, and seals everything. */
  Settings settings(
      Map<String, ProviderClient> clients, TargetStates targets, TimeSource time, Executor runsOn) {
    List<Budget> allBudgets = List.copyOf(budgets.values());
    List<Limit<?>> allLimits = List.copyOf(limits.values());
    Rules.check(allBudgets, allLimits, clients.keySet(), routes.byName().keySet());
    AttemptLimits limits = new AttemptLimits(timeToFirstToken, idleTimeout, attemptTimeout);
    Leaves leaves =
        new Leaves(clients, target -> Settings.describe(models, clients, target), targets);
    return new Settings(
        clients,
        leaves,
        new Routes(routes.byName(), leaves, unsupportedSettings, limits, timeout, prefixCaching)
            .check(),
        cache,
        cachePolicy,
        prefixCaching,
        callerFrom,
        allow,
        models,
        priceRules,
        tokenCounters,
        CountingClients.check(countAtProviders, clients),
        time,
        runsOn,
        timeout,
        maxAttempts,
        retries,
        retryBudgetPercent,
        health,
        limits,
        unsupportedSettings,
        allBudgets,
        allLimits,
        unpricedCalls,
        maxAccounts,
        budgetStore,
        costCallbacks,
        listeners);
  }
}
