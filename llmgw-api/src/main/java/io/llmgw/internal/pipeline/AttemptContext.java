package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.AttemptLimits;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a provider client sees of a call during one attempt, and what stops the attempt: the call
 * itself, one of the attempt's own timeouts, or another attempt that was faster. Safe for use by
 * many threads.
 */
final class AttemptContext implements CallContext {
  private static final Halt BEATEN =
      new Halt(ErrorKind.CANCELLED, "another attempt answered first");

  private final Call call;
  private final Target target;
  private final int key;
  private final UnsupportedWarnings warnings;
  private final TimeSource time;
  private final Runnable callStopped = this::callStopped;
  private Runnable stop = AttemptContext::nothing;
  private volatile @Nullable Halt halt;
  private TimeSource.@Nullable Timer firstToken;
  private TimeSource.@Nullable Timer whole;
  private TimeSource.@Nullable Timer idle;

  /**
   * Why an attempt was stopped.
   *
   * @param kind what that means
   * @param message says so to people
   */
  record Halt(ErrorKind kind, String message) {}

  AttemptContext(Call call, Target target, int key, UnsupportedWarnings warnings, TimeSource time) {
    this.call = call;
    this.target = target;
    this.key = key;
    this.warnings = warnings;
    this.time = time;
    call.cancellation().onFire(callStopped);
  }

  /** From now on the attempt runs, and its timeouts too. */
  void begin(boolean streams) {
    AttemptLimits limits = call.route().terms().limits();
    if (streams && limits.firstToken().isPresent()) {
      firstToken = timer(limits.firstToken(), "no visible piece came within ", "timeToFirstToken");
    }
    whole = timer(limits.whole(), "the whole answer did not come within ", "attemptTimeout");
  }

  private TimeSource.@Nullable Timer timer(Optional<Duration> limit, String what, String name) {
    if (limit.isEmpty()) {
      return null;
    }
    Halt passed =
        new Halt(ErrorKind.TIMEOUT, what + Durations.readable(limit.get()) + ", its " + name);
    return time.schedule(() -> halt(passed), limit.get());
  }

  /** The first visible piece is there. */
  void opened() {
    cancel(firstToken);
  }

  /** The next piece is waited for. */
  void awaitPiece() {
    Optional<Duration> limit = call.route().terms().limits().idle();
    if (limit.isPresent()) {
      idle = timer(limit, "no further piece came within ", "idleTimeout");
    }
  }

  /** The next piece, or the end, is there. */
  void pieceCame() {
    cancel(idle);
  }

  /** The attempt is over. */
  void end() {
    call.cancellation().forget(callStopped);
    cancel(firstToken);
    cancel(idle);
    cancel(whole);
    synchronized (this) {
      stop = AttemptContext::nothing;
    }
  }

  private static void cancel(TimeSource.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Stops the attempt, but not the call; only the first time counts. */
  void halt(Halt why) {
    Runnable toStop;
    synchronized (this) {
      if (halt != null) {
        return;
      }
      halt = why;
      toStop = stop;
      stop = AttemptContext::nothing;
    }
    toStop.run();
  }

  /** Stops the attempt, because another one has answered. */
  void beaten() {
    halt(BEATEN);
  }

  boolean isBeaten() {
    return BEATEN.equals(halt);
  }

  private void callStopped() {
    halt(new Halt(ErrorKind.CANCELLED, "the call was stopped"));
  }

  /** Why the attempt was stopped; null if it was not, or the whole call was. */
  @Nullable Halt halted() {
    return call.cancellation().isFired() ? null : halt;
  }

  @Override
  public String callId() {
    return call.id();
  }

  @Override
  public int key() {
    return key;
  }

  @Override
  public Duration remaining() {
    return call.remaining();
  }

  @Override
  public boolean isCancelled() {
    return halt != null || call.cancellation().isFired();
  }

  @Override
  public void onCancel(Runnable newStop) {
    synchronized (this) {
      if (halt == null) {
        stop = newStop;
        return;
      }
    }
    newStop.run();
  }

  private static void nothing() {}

  @Override
  public void adjusted(List<Adjustment> adjustments) {
    if (adjustments.isEmpty()) {
      return;
    }
    switch (call.route().terms().unsupported()) {
      case STRICT -> refuse(adjustments);
      case WARN -> warnings.warn(target, adjustments);
      case DROP -> {}
    }
  }

  private static void refuse(List<Adjustment> adjustments) {
    String unsupported =
        adjustments.stream()
            .filter(adjustment -> adjustment.kind() != Adjustment.Kind.STATE)
            .map(a -> a.setting() + " would be " + a.change() + " (" + a.reason() + ")")
            .collect(Collectors.joining("; "));
    if (!unsupported.isEmpty()) {
      throw ProviderFailure.of(
              ErrorKind.UNSUPPORTED_SETTING,
              "the target cannot honour the request as it is: "
                  + unsupported
                  + "; nothing was sent, because its route is strict")
          .withNothingSent();
    }
  }
}
