package io.llmgw.benchmarks;

import io.llmgw.spi.PromptCache;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A prompt cache of 2,000 answers, the oldest dropped first. */
final class BoundedCache implements PromptCache {
  private static final int ENTRIES = 2_000;

  private final Map<Key, Entry> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
          return size() > ENTRIES;
        }
      };

  @Override
  public synchronized Optional<Entry> get(Key key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized void put(Key key, Entry entry, Duration timeToLive) {
    entries.put(key, entry);
  }

  @Override
  public synchronized void invalidate(Key key) {
    entries.remove(key);
  }
}
