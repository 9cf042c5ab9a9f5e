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

/** What has happened to a call so far. Written by whoever runs it, read by others. */
final class CallRecord {
  // Empty until there is something: an answer from the cache needs none of them.
  private List<Attempt> attempts = List.of();
  private List<Charge> charges = List.of();
  private List<Adjustment> own = List.of();
  private List<Adjustment> adjustments = List.of();
  private Usage usage = Usage.unknown();
  private CacheStatus cache = CacheStatus.BYPASS;
  private int attemptsMade;
  private int told;
  private boolean sent;
  private long firstAt = -1;
  private long endedAt = -1;

  synchronized int nextAttempt() {
    return ++attemptsMade;
  }

  synchronized int attemptsMade() {
    return attemptsMade;
  }

  synchronized void sent() {
    sent = true;
  }

  synchronized boolean wasSent() {
    return sent;
  }

  /** Keeps them in the order in which they began: of two at a time either may end first. */
  synchronized void add(Attempt attempt) {
    if (attempts.isEmpty()) {
      attempts = new ArrayList<>(2);
    }
    int place = attempts.size();
    while (place > 0 && attempts.get(place - 1).number() > attempt.number()) {
      place--;
    }
    attempts.add(place, attempt);
  }

  synchronized void add(Charge charge) {
    if (charges.isEmpty()) {
      charges = new ArrayList<>(1);
    }
    charges.add(charge);
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
    List<Charge> untold = List.copyOf(charges.subList(told, charges.size()));
    told = charges.size();
    return untold;
  }

  synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  synchronized List<Charge> charges() {
    return List.copyOf(charges);
  }

  synchronized Outcome outcome(String id, long startedAt, TimeSource time) {
    long end = endedAt < 0 ? time.nanoTime() : endedAt;
    Duration elapsed = Duration.ofNanos(end - startedAt);
    return new Outcome(
        id,
        attempts,
        charges,
        adjustments,
        usage,
        cache,
        elapsed,
        firstAt < 0 ? elapsed : Duration.ofNanos(firstAt - startedAt));
  }
}
