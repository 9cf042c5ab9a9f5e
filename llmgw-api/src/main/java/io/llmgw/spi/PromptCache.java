package io.llmgw.spi;

import io.llmgw.chat.ChatRequest;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Stores answers. Keys, expiry and what may be stored are the gateway's business; an implementation
 * only keeps and returns.
 *
 * <p>Safe for use by many threads. What an implementation throws never fails a call: it is reported
 * to listeners and counts as a miss.
 */
public interface PromptCache {
  /**
   * What an answer is stored under. Two keys are equal only if everything in them is.
   *
   * @param scope on whose behalf it was made; answers never cross scopes
   * @param branch which branch of the route it was made on, empty for the usual one; a downgraded
   *     answer is not given to others
   * @param request every component of the request, with the name of the route or target
   */
  record Key(String scope, String branch, ChatRequest request) {
    /** Refuses null. */
    public Key {
      Objects.requireNonNull(scope, "scope");
      Objects.requireNonNull(branch, "branch");
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * A stored answer.
   *
   * @param answer the complete answer
   * @param target who made it
   * @param cost what it cost then
   * @param storedAt when it was stored, by the gateway's clock
   * @param expiresAt from when on it is not served any more, by the gateway's clock
   */
  record Entry(
      ProviderAnswer answer, Target target, Cost cost, Instant storedAt, Instant expiresAt) {}

  /**
   * Looks an answer up.
   *
   * @param key the key
   * @return the entry; empty if there is none
   */
  Optional<Entry> get(Key key);

  /**
   * Stores an answer, replacing an earlier one.
   *
   * @param key the key
   * @param entry the answer
   * @param timeToLive after which it may be dropped
   */
  void put(Key key, Entry entry, Duration timeToLive);

  /**
   * Drops one answer.
   *
   * @param key the key
   */
  void invalidate(Key key);
}
