package io.llmgw.internal.route;

import io.llmgw.model.ModelInfo;
import io.llmgw.spi.ProviderClient;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the leaves of one configuration. Safe for use by many threads. */
public final class Leaves {
  private final Map<String, ProviderClient> clients;
  private final Function<Target, Optional<ModelInfo>> describe;
  private final TargetStates states;

  /**
   * Creates the maker.
   *
   * @param clients connected providers by name
   * @param describe what is known of a target's model
   * @param states what is known of targets
   */
  public Leaves(
      Map<String, ProviderClient> clients,
      Function<Target, Optional<ModelInfo>> describe,
      TargetStates states) {
    this.clients = Map.copyOf(clients);
    this.describe = describe;
    this.states = states;
  }

  /**
   * Tells whether there is such a provider.
   *
   * @param provider its name
   * @return true if it is connected
   */
  public boolean has(String provider) {
    return clients.containsKey(provider);
  }

  /**
   * Returns the providers' names.
   *
   * @return sorted
   */
  public List<String> providers() {
    return clients.keySet().stream().sorted().toList();
  }

  /**
   * Returns a target as a leaf.
   *
   * @param target its provider is connected
   * @return the leaf
   */
  public Leaf of(Target target) {
    ProviderClient client = clients.get(target.provider());
    if (client == null) {
      throw new IllegalArgumentException("there is no provider of " + target);
    }
    return new Leaf(target, client, describe.apply(target), states.of(target));
  }
}
