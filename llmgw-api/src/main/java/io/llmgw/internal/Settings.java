package io.llmgw.internal;

import io.llmgw.event.GatewayListener;
import io.llmgw.internal.route.Route;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything a gateway was configured with, checked and immutable. A call reads it once, at its
 * start.
 *
 * @param clients connected providers by name
 * @param routes routes by name
 * @param cache the prompt cache
 * @param cacheTtl how long it serves an answer
 * @param callerFrom where a call's caller comes from
 * @param models what the application knows of models
 * @param time the gateway's time
 * @param timeout how long a call may take
 * @param maxAttempts how many attempts a call may make
 * @param retries how often the last target is tried again
 * @param unsupportedSettings what happens when a target cannot honour a setting
 * @param spendCells how many sums of spend are kept
 * @param spendZone whose calendar their windows follow
 * @param costCallbacks get every charge
 * @param listeners are told of attempts and calls
 */
public record Settings(
    Map<String, ProviderClient> clients,
    Map<String, Route> routes,
    Optional<PromptCache> cache,
    Duration cacheTtl,
    Supplier<Caller> callerFrom,
    ModelCatalog models,
    TimeSource time,
    Duration timeout,
    int maxAttempts,
    int retries,
    UnsupportedSettings unsupportedSettings,
    int spendCells,
    ZoneId spendZone,
    List<CostCallback> costCallbacks,
    List<GatewayListener> listeners) {

  /** Copies the collections. */
  public Settings {
    clients = Map.copyOf(clients);
    routes = Map.copyOf(routes);
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
