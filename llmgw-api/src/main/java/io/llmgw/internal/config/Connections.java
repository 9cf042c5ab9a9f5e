package io.llmgw.internal.config;

import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCountingClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connected providers of one gateway and what they share; closes all of it. */
public final class Connections implements ProviderContext, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final TimeSource time;
  private final Map<String, ProviderClient> clients = new LinkedHashMap<>();
  private final Map<Object, AutoCloseable> shared = new LinkedHashMap<>();

  /**
   * Starts without providers.
   *
   * @param time the gateway's time
   */
  public Connections(TimeSource time) {
    this.time = time;
  }

  @Override
  public TimeSource time() {
    return time;
  }

  @Override
  @SuppressWarnings("unchecked") // a key is only ever used for one type of resource
  public synchronized <T extends AutoCloseable> T shared(Object key, Supplier<T> create) {
    return (T) shared.computeIfAbsent(key, missing -> create.get());
  }

  /**
   * Connects providers.
   *
   * @param specs their descriptions
   * @return the clients by name
   * @throws IllegalArgumentException if there are none, two have one name, or a description is
   *     wrong
   */
  public Map<String, ProviderClient> connect(List<ProviderSpec> specs) {
    if (specs.isEmpty()) {
      throw new IllegalArgumentException(
          "provider: the gateway has none; add at least one, for example provider(OpenAi.fromEnv())");
    }
    for (ProviderSpec spec : specs) {
      String name = spec.name();
      if (name.isBlank() || name.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "provider: a provider's name must not be blank or contain a slash: \"" + name + "\"");
      }
      if (clients.containsKey(name)) {
        throw new IllegalArgumentException(
            "provider: there are two providers named \""
                + name
                + "\"; give one of them another name(…)");
      }
      clients.put(name, spec.connect(this));
    }
    return clients;
  }

  /**
   * Returns the connected providers that are asked to count tokens.
   *
   * @param names their names
   * @return the clients by name
   * @throws IllegalArgumentException if a provider does not exist or cannot count
   */
  public Map<String, TokenCountingClient> counting(Set<String> names) {
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

  /**
   * Closes clients, then what they shared. What one of them throws does not keep the others open.
   */
  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(clients.values());
    synchronized (this) {
      all.addAll(shared.values());
    }
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", one.getClass().getName(), e);
      }
    }
  }
}
