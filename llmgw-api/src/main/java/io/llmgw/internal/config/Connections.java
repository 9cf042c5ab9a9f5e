package io.llmgw.internal.config;

import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All provider connections of one gateway, over all its configurations. Those that are still open
 * at its end are closed then. Safe for use by many threads.
 */
public final class Connections implements AutoCloseable {
  private final TimeSource time;
  private final SharedResources resources = new SharedResources();
  private final Set<Connection> open = new LinkedHashSet<>();
  private boolean closed;

  /**
   * Starts without providers.
   *
   * @param time the gateway's time
   */
  public Connections(TimeSource time) {
    this.time = time;
  }

  /** Connects a provider for a configuration, its first holder. */
  Connection connect(ProviderSpec spec) {
    Connection connection = Connection.to(spec, time, resources, this::forget);
    if (!remember(connection)) {
      connection.close();
      throw new IllegalStateException("the gateway is closed");
    }
    return connection;
  }

  private synchronized boolean remember(Connection connection) {
    return !closed && open.add(connection);
  }

  private synchronized void forget(Connection connection) {
    open.remove(connection);
  }

  /** Closes what is open. What one of them throws does not keep the others open. */
  @Override
  public void close() {
    List<Connection> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(open);
    }
    left.forEach(Connection::close);
  }
}
