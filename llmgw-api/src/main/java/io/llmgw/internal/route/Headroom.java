package io.llmgw.internal.route;

import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import java.time.Duration;
import java.util.Optional;

/**
 * What a provider's own headers say is left of its rate limits for one target. What was begun since
 * is taken off. Safe for use by many threads.
 */
final class Headroom {
  private static final Duration USUAL_WINDOW = Duration.ofMinutes(1);

  private RateLimitStatus said = RateLimitStatus.UNKNOWN;
  private long saidAt;
  private long begunSince;
  private volatile boolean known;

  synchronized void learn(RateLimitStatus status, long now) {
    said = status;
    saidAt = now;
    begunSince = 0;
    known = true;
  }

  void begun() {
    if (known) {
      synchronized (this) {
        begunSince++;
      }
    }
  }

  boolean isKnown() {
    return known;
  }

  synchronized RateLimitStatus said() {
    return said;
  }

  /** How long until there is room for a request again, in nanoseconds; 0 if there is now. */
  synchronized long untilRoom(long tokens, long now) {
    long wait = untilRoom(said.requests(), begunSince + 1, now);
    wait = Math.max(wait, untilRoom(said.tokens(), tokens, now));
    return Math.max(wait, untilRoom(said.inputTokens(), tokens, now));
  }

  private long untilRoom(Optional<Window> window, long wanted, long now) {
    if (window.isEmpty() || window.get().remaining().isEmpty()) {
      return 0;
    }
    Window limit = window.get();
    if (limit.remaining().getAsLong() >= wanted) {
      return 0;
    }
    return Math.max(0, saidAt + limit.resetsIn().orElse(USUAL_WINDOW).toNanos() - now);
  }
}
