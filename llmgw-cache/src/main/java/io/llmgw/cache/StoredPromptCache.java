package io.llmgw.cache;

import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntryCodec;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.CorruptEntryException;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.SharedStore;
import java.util.Objects;
import java.util.Optional;

/**
 * A prompt cache whose entries lie in a store that several processes share, each under the digest
 * of its key.
 *
 * <p>An entry that is damaged, of another version or another key's is removed and the lookup throws
 * {@link CorruptEntryException}: the gateway reports it, and the call is a miss. Everything else
 * that the store throws is passed on. Entries live for their time in the store; reading one does
 * not prolong it, and an idle time is not kept.
 *
 * <p>Safe for use by many threads. Blocks as long as the store does; put it behind a near one with
 * {@link NearFarPromptCache}, which also spares a store that fails.
 */
public final class StoredPromptCache implements PromptCache {
  /** How large one entry may be unless something else is set: 1 megabyte (1,048,576 bytes). */
  public static final int DEFAULT_MAXIMUM_ENTRY_BYTES = 1024 * 1024;

  private final SharedStore store;
  private final int maximumEntryBytes;

  private StoredPromptCache(SharedStore store, int maximumEntryBytes) {
    this.store = Objects.requireNonNull(store, "store");
    this.maximumEntryBytes = maximumEntryBytes;
  }

  /**
   * Keeps entries in a store.
   *
   * @param store the store
   * @return the cache
   */
  public static StoredPromptCache over(SharedStore store) {
    return new StoredPromptCache(store, DEFAULT_MAXIMUM_ENTRY_BYTES);
  }

  /**
   * Returns this cache with another limit for one entry. Larger ones are not stored; answers with
   * images or audio are the usual reason.
   *
   * @param bytes more than 0; default {@link #DEFAULT_MAXIMUM_ENTRY_BYTES}
   * @return a cache over the same store
   * @throws IllegalArgumentException if it is not more than 0
   */
  public StoredPromptCache withMaximumEntryBytes(int bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("maximumEntryBytes must be more than 0: " + bytes);
    }
    return new StoredPromptCache(store, bytes);
  }

  /**
   * Looks an entry up.
   *
   * @param key the key
   * @return the entry; empty if there is none
   * @throws CorruptEntryException if what lies under the key cannot be served; it is removed
   */
  @Override
  public Optional<CacheEntry> get(CacheKey key) {
    Optional<byte[]> stored = store.get(key.digest());
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CacheEntryCodec.decode(key, stored.get()));
    } catch (CorruptEntryException corrupt) {
      remove(key, corrupt);
      throw corrupt;
    }
  }

  private void remove(CacheKey key, CorruptEntryException corrupt) {
    try {
      store.remove(key.digest());
    } catch (RuntimeException e) {
      corrupt.addSuppressed(e);
    }
  }

  /**
   * Stores an entry. One that is larger than the limit is not stored, and an earlier one goes.
   *
   * @param key the key
   * @param entry the answer or vector
   * @param lifetime after which the store drops it; an idle time is not kept
   */
  @Override
  public void put(CacheKey key, CacheEntry entry, Lifetime lifetime) {
    byte[] bytes = CacheEntryCodec.encode(key, entry);
    if (bytes.length > maximumEntryBytes) {
      store.remove(key.digest());
    } else {
      store.put(key.digest(), bytes, lifetime.timeToLive());
    }
  }

  @Override
  public void invalidate(CacheKey key) {
    store.remove(key.digest());
  }

  /** Returns the store's description. */
  @Override
  public String toString() {
    return "StoredPromptCache[" + store + "]";
  }
}
