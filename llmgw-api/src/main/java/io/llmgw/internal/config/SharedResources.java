package io.llmgw.internal.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the providers of one gateway share, such as connection pools. Each is closed when the last
 * client that borrowed it has given it back. Safe for use by many threads.
 */
final class SharedResources {
  private final Map<Object, Shared> all = new HashMap<>();

  private static final class Shared {
    private final AutoCloseable resource;
    private int borrowers;

    Shared(AutoCloseable resource) {
      this.resource = resource;
    }
  }

  @SuppressWarnings("unchecked") // a key is only ever used for one type of resource
  synchronized <T extends AutoCloseable> T borrow(Object key, Supplier<T> create) {
    Shared shared = all.get(key);
    if (shared == null) {
      shared = new Shared(create.get());
      all.put(key, shared);
    }
    shared.borrowers++;
    return (T) shared.resource;
  }

  synchronized void giveBack(Object key) {
    Shared shared = all.get(key);
    if (shared != null && --shared.borrowers == 0) {
      all.remove(key);
      Closing.close(shared.resource);
    }
  }
}
