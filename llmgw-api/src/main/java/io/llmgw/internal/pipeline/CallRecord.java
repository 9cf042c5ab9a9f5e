package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Outcome;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to a call so far. Written by whoever runs it, read by others. */
final class CallRecord {
  private @Nullable Asked asked; // of providers: null in a call that the prompt cache answers
  private List<Adjustment> own = List.of();
  private List<Adjustment> adjustments = List.of();
  private Usage usage = Usage.unknown();
  private CacheStatus cache = CacheStatus.BYPASS;
  private long firstAt = -1;
  private long endedAt = -1;

  /** What was asked of providers. */
  private static final class Asked {
    private final List<Attempt> attempts = new ArrayList<>(2);
    private final List<Charge> charges = new ArrayList<>(1);
    private int attemptsMade;
    private int told;
    private boolean sent;
  }

  private Asked asked() {
    Asked made = asked;
    if (made == null) {
      made = new Asked();
      asked = made;
    }
    return made;
  }

  synchronized int nextAttempt() {
    return ++asked().attemptsMade;
  }

  synchronized int attemptsMade() {
    return asked == null ? 0 : asked.attemptsMade;
  }

  synchronized void sent() {
    asked().sent = true;
  }

  synchronized boolean wasSent() {
    return asked != null && asked.sent;
  }

  /** Keeps them in the order in which they began: of two at a time either may end first. */
  synchronized void add(Attempt attempt) {
    List<Attempt> attempts = asked().attempts;
    int place = attempts.size();
    while (place > 0 && attempts.get(place - 1).number() > attempt.number()) {
      place--;
    }
    attempts.add(place, attempt);
  }

  synchronized void add(Charge charge) {
    asked().charges.add(charge);
  }

  /** Notes what the gateway itself did to the call. */
  synchronized void adjusted(Adjustment adjustment) {
    if (own.isEmpty()) {
      own = new ArrayList<>(1);
    }
    own.add(adjustment);
  }

  synchronized void served(Usage served, List<Adjustment> made) {
    usage = served;
    if (own.isEmpty()) {
      adjustments = made;
    } else {
      adjustments = new ArrayList<>(own);
      adjustments.addAll(made);
    }
  }

  synchronized void spared(CacheStatus status, Usage served, List<Adjustment> made) {
    cache = status;
    served(served, made);
  }

  synchronized CacheStatus cache() {
    return cache;
  }

  synchronized void cache(CacheStatus status) {
    cache = status;
  }

  synchronized void first(long at) {
    if (firstAt < 0) {
      firstAt = at;
    }
  }

  synchronized void ended(long at) {
    if (endedAt < 0) {
      endedAt = at;
    }
  }

  synchronized boolean hasEnded() {
    return endedAt >= 0;
  }

  /** The charges that nobody took until now. */
  synchronized List<Charge> takeCharges() {
    if (asked == null) {
      return List.of();
    }
    List<Charge> charges = asked.charges;
    List<Charge> untold = List.copyOf(charges.subList(asked.told, charges.size()));
    asked.told = charges.size();
    return untold;
  }

  synchronized List<Attempt> attempts() {
    return asked == null ? List.of() : List.copyOf(asked.attempts);
  }

  synchronized List<Charge> charges() {
    return asked == null ? List.of() : List.copyOf(asked.charges);
  }

  synchronized Outcome outcome(String id, long startedAt, TimeSource time) {
    long end = endedAt < 0 ? time.nanoTime() : endedAt;
    Duration elapsed = Duration.ofNanos(end - startedAt);
    return new Outcome(
        id,
        asked == null ? List.of() : asked.attempts, // copied there
        asked == null ? List.of() : asked.charges,
        adjustments,
        usage,
        cache,
        elapsed,
        firstAt < 0 ? elapsed : Duration.ofNanos(firstAt - startedAt));
  }
}
