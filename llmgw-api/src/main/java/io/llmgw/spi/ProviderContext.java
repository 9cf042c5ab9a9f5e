package io.llmgw.spi;

import java.util.function.Supplier;

/** What the gateway lends to the providers it connects. */
public interface ProviderContext {
  /**
   * Returns the gateway's time.
   *
   * @return the time source
   */
  TimeSource time();

  /**
   * Returns a resource that all providers with an equal key share, such as a connection pool. The
   * gateway closes it after the last client that asked for it.
   *
   * @param key decides what is shared, by {@code equals}
   * @param create makes the resource when it is first asked for
   * @param <T> the resource's type
   * @return the shared resource
   */
  <T extends AutoCloseable> T shared(Object key, Supplier<T> create);
}
