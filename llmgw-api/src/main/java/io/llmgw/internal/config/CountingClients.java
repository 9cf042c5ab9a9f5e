package io.llmgw.internal.config;

import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TokenCountingClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Checks which providers are asked to count tokens. */
public final class CountingClients {
  private CountingClients() {}

  /**
   * Returns the connected providers that are asked to count tokens.
   *
   * @param names their names
   * @param clients the connected providers by name
   * @return the clients by name
   * @throws IllegalArgumentException if a provider does not exist or cannot count
   */
  public static Map<String, TokenCountingClient> check(
      Set<String> names, Map<String, ProviderClient> clients) {
    Map<String, TokenCountingClient> counting = new LinkedHashMap<>();
    for (String name : names) {
      ProviderClient client = clients.get(name);
      if (client == null) {
        throw new IllegalArgumentException(
            "countTokensAtProvider: there is no provider \""
                + name
                + "\"; there are "
                + clients.keySet());
      }
      if (!(client instanceof TokenCountingClient able)) {
        throw new IllegalArgumentException(
            "countTokensAtProvider: provider \"" + name + "\" has no endpoint that counts tokens");
      }
      counting.put(name, able);
    }
    return counting;
  }
}
