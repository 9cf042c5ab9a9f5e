package io.llmgw.internal.config;

import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connected providers of one configuration. It is held by the gateway while it is the present
 * one and by every call that runs in it; after the last of them those connections are closed that
 * no other configuration uses.
 */
public final class Providers {
  private final Map<String, Connection> byName = new LinkedHashMap<>();
  private final Holders holders = new Holders(this::leaveAll);

  private Providers() {}

  /**
   * Connects providers, except those that are connected already from the same description.
   *
   * @param specs their descriptions, of different names
   * @param before the configuration to take connections over from, held by whoever asks
   * @param connections the gateway's connections
   * @return the providers, held by whoever asks
   * @throws IllegalArgumentException if there are none, or a description is wrong; whatever was
   *     connected is closed again
   */
  public static Providers connect(
      Collection<ProviderSpec> specs, Optional<Providers> before, Connections connections) {
    if (specs.isEmpty()) {
      throw new IllegalArgumentException(
          "provider: the gateway has none; add at least one, for example provider(OpenAi.fromEnv())");
    }
    Providers providers = new Providers();
    boolean connected = false;
    try {
      for (ProviderSpec spec : specs) {
        Connection connection =
            before.flatMap(known -> known.join(spec)).orElseGet(() -> connections.connect(spec));
        providers.byName.put(spec.name(), connection);
      }
      connected = true;
      return providers;
    } finally {
      if (!connected) {
        providers.holders.leave();
      }
    }
  }

  private Optional<Connection> join(ProviderSpec spec) {
    return Optional.ofNullable(byName.get(spec.name()))
        .filter(connection -> connection.isTo(spec) && connection.holders().join());
  }

  private void leaveAll() {
    byName.values().forEach(connection -> connection.holders().leave());
  }

  /**
   * Returns the clients.
   *
   * @return by name
   */
  public Map<String, ProviderClient> clients() {
    Map<String, ProviderClient> clients = new LinkedHashMap<>();
    byName.forEach((name, connection) -> clients.put(name, connection.client()));
    return clients;
  }

  /**
   * Returns who keeps the connections open.
   *
   * @return the holders
   */
  public Holders holders() {
    return holders;
  }
}
