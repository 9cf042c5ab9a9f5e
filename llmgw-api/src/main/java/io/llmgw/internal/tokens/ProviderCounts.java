package io.llmgw.internal.tokens;

import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TimeSource.Timer;
import io.llmgw.spi.TokenCountingClient;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts at the providers that the application has named. A count may take a part of the call's
 * time and no more, and a target that could not be counted for is not asked again for a while:
 * after its n-th failure in a row not for the next 2ⁿ requests. Safe for use by many threads.
 */
final class ProviderCounts {
  /** How long a count may take, if that is not more than half of what the call has left. */
  private static final Duration MOST_TIME = Duration.ofSeconds(5);

  private static final int MOST_FAILURES = 10;

  private final Map<String, TokenCountingClient> clients;
  private final TimeSource time;
  private final ConcurrentMap<Target, Failures> failures = new ConcurrentHashMap<>();

  /** A run of failures, and how many requests are still to be let pass. */
  private record Failures(int inARow, int toSkip) {}

  ProviderCounts(Map<String, TokenCountingClient> clients, TimeSource time) {
    this.clients = Map.copyOf(clients);
    this.time = time;
  }

  /** Returns the provider's count; empty if it is not asked. */
  OptionalLong count(TargetRequest request, Target target, CallContext context) {
    TokenCountingClient client = clients.get(target.provider());
    if (client == null || isSkipped(target)) {
      return OptionalLong.empty();
    }
    Duration half = context.remaining().dividedBy(2);
    Duration most = half.compareTo(MOST_TIME) < 0 ? half : MOST_TIME;
    CountContext limited = new CountContext(context, time, most);
    Timer timer = time.schedule(limited::expire, most);
    try {
      long tokens = client.countTokens(request, limited);
      failures.remove(target);
      return OptionalLong.of(tokens);
    } catch (RuntimeException e) {
      if (!context.isCancelled()) {
        failures.compute(target, (same, before) -> failedAgain(before));
      }
      throw e;
    } finally {
      timer.cancel();
    }
  }

  private boolean isSkipped(Target target) {
    Failures run = failures.get(target);
    if (run == null || run.toSkip() == 0) {
      return false;
    }
    failures.computeIfPresent(
        target, (same, now) -> new Failures(now.inARow(), Math.max(0, now.toSkip() - 1)));
    return true;
  }

  private static Failures failedAgain(@Nullable Failures before) {
    int inARow = before == null ? 1 : Math.min(MOST_FAILURES, before.inARow() + 1);
    return new Failures(inARow, 1 << inARow);
  }

  /**
   * The call's context with less time: when that is over, the count is stopped and the call goes
   * on. What a count changes of a request is no news, as the attempt itself tells it.
   */
  private static final class CountContext implements CallContext {
    private final CallContext call;
    private final TimeSource time;
    private final long deadline;
    private boolean expired;
    private Runnable stop = () -> {};

    CountContext(CallContext call, TimeSource time, Duration most) {
      this.call = call;
      this.time = time;
      this.deadline = time.nanoTime() + most.toNanos();
    }

    void expire() {
      Runnable now;
      synchronized (this) {
        expired = true;
        now = stop;
      }
      now.run();
    }

    @Override
    public int key() {
      return call.key();
    }

    @Override
    public String callId() {
      return call.callId();
    }

    @Override
    public Duration remaining() {
      return Duration.ofNanos(Math.max(0, deadline - time.nanoTime()));
    }

    @Override
    public synchronized boolean isCancelled() {
      return expired || call.isCancelled();
    }

    @Override
    public void onCancel(Runnable newStop) {
      call.onCancel(newStop);
      boolean now;
      synchronized (this) {
        stop = newStop;
        now = expired;
      }
      if (now) {
        newStop.run();
      }
    }
  }
}
