package io.llmgw.cache;

import io.llmgw.spi.SharedStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A shared store in a map, which can be made to fail; for one thread. */
final class MapStore implements SharedStore {
  final Map<String, byte[]> entries = new ConcurrentHashMap<>();
  final Map<String, Duration> timesToLive = new ConcurrentHashMap<>();
  boolean failing;
  Runnable whileAsked = () -> {};
  int asked;

  private void ask() {
    asked++;
    whileAsked.run();
    if (failing) {
      throw new IllegalStateException("the store is down");
    }
  }

  @Override
  public Optional<byte[]> get(String digest) {
    ask();
    return Optional.ofNullable(entries.get(digest)).map(byte[]::clone);
  }

  @Override
  public void put(String digest, byte[] entry, Duration timeToLive) {
    ask();
    entries.put(digest, entry.clone());
    timesToLive.put(digest, timeToLive);
  }

  @Override
  public void remove(String digest) {
    ask();
    entries.remove(digest);
  }

  @Override
  public String toString() {
    return "MapStore";
  }
}
