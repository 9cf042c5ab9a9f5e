package io.llmgw.internal;

import io.llmgw.budget.Budget;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.PrefixCaching;
import io.llmgw.event.GatewayListener;
import io.llmgw.internal.route.AttemptLimits;
import io.llmgw.internal.route.Leaves;
import io.llmgw.internal.route.Route;
import io.llmgw.limit.Limit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.model.PriceRules;
import io.llmgw.route.Health;
import io.llmgw.route.Models;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.BudgetStore;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.spi.TokenCountingClient;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everything a gateway was configured with, checked and immutable. A call runs with one of them
 * from its beginning to its end, though the gateway may be given others meanwhile.
 *
 * @param clients connected providers by name
 * @param leaves make targets
 * @param routes routes by name
 * @param cache the prompt cache
 * @param cachePolicy what is done with it
 * @param prefixCaching whether providers are helped to find prompts in their caches
 * @param callerFrom where a call's caller comes from
 * @param allow the policy that says which names a caller may use
 * @param models what the application knows of models
 * @param priceRules discounts and margins
 * @param tokenCounters count requests, asked in this order
 * @param countingClients the providers that are asked for counts, by name
 * @param time the gateway's time
 * @param executor where asynchronous calls run
 * @param timeout how long a call may take
 * @param maxAttempts how many attempts a call may make
 * @param retries how often the last target is tried again
 * @param retryBudgetPercent how many extra attempts a hundred calls may lead to
 * @param health when targets count as ill
 * @param attemptLimits how long an attempt may take
 * @param unsupportedSettings what happens when a target cannot honour a setting
 * @param budgets what may be spent
 * @param limits what may be used at a time
 * @param unpricedCalls what happens to calls of models without a price
 * @param maxAccounts how many accounts there may be
 * @param budgetStore grants what hard budgets may spend, if several gateways share them
 * @param costCallbacks get every charge
 * @param listeners are told of attempts and calls
 */
public record Settings(
    Map<String, ProviderClient> clients,
    Leaves leaves,
    Map<String, Route> routes,
    Optional<PromptCache> cache,
    CachePolicy cachePolicy,
    PrefixCaching prefixCaching,
    Supplier<Caller> callerFrom,
    Function<Caller, Models> allow,
    ModelCatalog models,
    PriceRules priceRules,
    List<TokenCounter> tokenCounters,
    Map<String, TokenCountingClient> countingClients,
    TimeSource time,
    Executor executor,
    Duration timeout,
    int maxAttempts,
    int retries,
    int retryBudgetPercent,
    Health health,
    AttemptLimits attemptLimits,
    UnsupportedSettings unsupportedSettings,
    List<Budget> budgets,
    List<Limit<?>> limits,
    UnpricedCalls unpricedCalls,
    int maxAccounts,
    Optional<BudgetStore> budgetStore,
    List<CostCallback> costCallbacks,
    List<GatewayListener> listeners) {

  /** Copies the collections. */
  public Settings {
    clients = Map.copyOf(clients);
    routes = Map.copyOf(routes);
    tokenCounters = List.copyOf(tokenCounters);
    countingClients = Map.copyOf(countingClients);
    budgets = List.copyOf(budgets);
    limits = List.copyOf(limits);
    costCallbacks = List.copyOf(costCallbacks);
    listeners = List.copyOf(listeners);
  }

  /**
   * Returns what is known of a target's model: what the application says, else the provider's
   * built-in data.
   *
   * @param target the target
   * @return empty if nothing is known
   */
  public Optional<ModelInfo> describe(Target target) {
    return describe(models, clients, target);
  }

  /**
   * Returns what is known of a target's model, before there are settings.
   *
   * @param models what the application knows of models
   * @param clients connected providers by name
   * @param target the target
   * @return empty if nothing is known
   */
  public static Optional<ModelInfo> describe(
      ModelCatalog models, Map<String, ProviderClient> clients, Target target) {
    ProviderClient client = clients.get(target.provider());
    Optional<ModelInfo> builtIn =
        client == null ? Optional.empty() : client.describe(target.model());
    Optional<ModelInfo> own = models.find(target);
    if (own.isEmpty()) {
      return builtIn;
    }
    return builtIn.isEmpty() ? own : Optional.of(own.get().withDefaults(builtIn.get()));
  }
}
