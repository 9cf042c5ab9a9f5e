package io.llmgw.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A store of bytes that several processes share, for prompt caches: a table, a bucket, a cache
 * server. It knows nothing of what the bytes mean.
 *
 * <p>The keys are digests: no prompt, tenant or secret can be read from them, though whoever
 * guesses a whole request can tell whether it was asked. The entries are answers in clear, so the
 * store deserves the protection that answers deserve; and whoever can write to it can make answers.
 *
 * <p>Methods may block, within a timeout that the implementation sets, and throw any unchecked
 * exception; a failure never fails a call of the gateway. Implementations are safe for use by many
 * threads.
 */
public interface SharedStore {
  /**
   * Looks an entry up.
   *
   * @param digest what it was stored under: 66 ASCII letters, digits and dashes
   * @return what was stored; empty if there is nothing, or its time is up
   */
  Optional<byte[]> get(String digest);

  /**
   * Stores an entry, replacing an earlier one as a whole: a reader gets the one or the other.
   *
   * @param digest what it is stored under
   * @param entry the bytes; must not be changed
   * @param timeToLive after which it must not be returned any more, more than 0
   */
  void put(String digest, byte[] entry, Duration timeToLive);

  /**
   * Drops an entry if there is one.
   *
   * @param digest what it was stored under
   */
  void remove(String digest);
}
