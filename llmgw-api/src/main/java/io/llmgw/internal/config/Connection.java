package io.llmgw.internal.config;

import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TimeSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One connected provider and what it borrows. Held by every configuration that uses it, and closed
 * with the last of them, or with the gateway.
 */
final class Connection {
  private final ProviderSpec spec;
  private final ProviderClient client;
  private final Borrowed borrowed;
  private final Consumer<Connection> whenClosed;
  private final Holders holders = new Holders(this::close);
  private final AtomicBoolean closed = new AtomicBoolean();

  private Connection(
      ProviderSpec spec,
      ProviderClient client,
      Borrowed borrowed,
      Consumer<Connection> whenClosed) {
    this.spec = spec;
    this.client = client;
    this.borrowed = borrowed;
    this.whenClosed = whenClosed;
  }

  /** Connects a provider. What it borrowed is given back if that fails. */
  static Connection to(
      ProviderSpec spec,
      TimeSource time,
      SharedResources resources,
      Consumer<Connection> whenClosed) {
    Borrowed borrowed = new Borrowed(spec.name(), time, resources);
    boolean connected = false;
    try {
      Connection connection = new Connection(spec, spec.connect(borrowed), borrowed, whenClosed);
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        borrowed.giveBack();
      }
    }
  }

  boolean isTo(ProviderSpec other) {
    return spec == other;
  }

  ProviderClient client() {
    return client;
  }

  Holders holders() {
    return holders;
  }

  /** Closes the client, then what nobody else has borrowed. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      Closing.close(client);
      borrowed.giveBack();
      whenClosed.accept(this);
    }
  }

  /** What one client has borrowed, each once however often it asked for it. */
  private static final class Borrowed implements ProviderContext {
    private final String provider;
    private final TimeSource time;
    private final SharedResources resources;
    private final Set<Object> keys = new HashSet<>();
    private boolean over;

    Borrowed(String provider, TimeSource time, SharedResources resources) {
      this.provider = provider;
      this.time = time;
      this.resources = resources;
    }

    @Override
    public TimeSource time() {
      return time;
    }

    @Override
    public synchronized <T extends AutoCloseable> T shared(Object key, Supplier<T> create) {
      if (over) {
        throw new IllegalStateException("provider \"" + provider + "\" is closed");
      }
      T resource = resources.borrow(key, create);
      if (!keys.add(key)) {
        resources.giveBack(key);
      }
      return resource;
    }

    synchronized void giveBack() {
      over = true;
      keys.forEach(resources::giveBack);
      keys.clear();
    }
  }
}
