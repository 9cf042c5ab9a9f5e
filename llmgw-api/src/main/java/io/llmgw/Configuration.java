package io.llmgw;

import io.llmgw.event.GatewayListener;
import io.llmgw.internal.Settings;
import io.llmgw.internal.config.Routes;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.PriceRules;
import io.llmgw.outcome.Charge;
import io.llmgw.route.Models;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a builder has collected. Not thread-safe; a gateway keeps a copy to change later. */
final class Configuration {
  final Named<ProviderSpec> providers;
  final Named<RouteBuilder> routes;
  final List<Consumer<Charge>> costCallbacks = new ArrayList<>();
  final List<GatewayListener> listeners = new ArrayList<>();
  Optional<PromptCache> cache = Optional.empty();
  Duration cacheTtl = LlmGatewayBuilder.DEFAULT_CACHE_TTL;
  Supplier<Caller> callerFrom = Caller::anonymous;
  Function<Caller, Models> allow = caller -> Models.any();
  ModelCatalog models = ModelCatalog.empty();
  PriceRules priceRules = PriceRules.none();
  Optional<TimeSource> clock = Optional.empty();
  Optional<Executor> executor = Optional.empty();
  Duration timeout = LlmGatewayBuilder.DEFAULT_TIMEOUT;
  int maxAttempts = LlmGatewayBuilder.DEFAULT_MAX_ATTEMPTS;
  int retries = LlmGatewayBuilder.DEFAULT_RETRIES;
  UnsupportedSettings unsupportedSettings = UnsupportedSettings.WARN;
  int spendCells = LlmGatewayBuilder.DEFAULT_SPEND_CELLS;
  ZoneId spendZone = ZoneOffset.UTC;

  Configuration() {
    providers = new Named<>("provider");
    routes = new Named<>("route");
  }

  /** Copies another one, to be changed or kept. */
  Configuration(Configuration before) {
    providers = new Named<>(before.providers);
    routes = new Named<>(before.routes);
    costCallbacks.addAll(before.costCallbacks);
    listeners.addAll(before.listeners);
    cache = before.cache;
    cacheTtl = before.cacheTtl;
    callerFrom = before.callerFrom;
    allow = before.allow;
    models = before.models;
    priceRules = before.priceRules;
    clock = before.clock;
    executor = before.executor;
    timeout = before.timeout;
    maxAttempts = before.maxAttempts;
    retries = before.retries;
    unsupportedSettings = before.unsupportedSettings;
    spendCells = before.spendCells;
    spendZone = before.spendZone;
  }

  /** Checks what depends on the connected providers, and seals everything. */
  Settings settings(Map<String, ProviderClient> clients, TimeSource time, Executor runsOn) {
    return new Settings(
        clients,
        Routes.check(
            routes.byName(),
            clients.keySet(),
            unsupportedSettings,
            target -> Settings.describe(models, clients, target)),
        cache,
        cacheTtl,
        callerFrom,
        allow,
        models,
        priceRules,
        time,
        runsOn,
        timeout,
        maxAttempts,
        retries,
        unsupportedSettings,
        costCallbacks,
        listeners);
  }
}
