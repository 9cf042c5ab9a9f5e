package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Shortage;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.Optional;

/** Says why the books refuse an attempt. Names no amounts but the rule's and the call's own. */
final class Refusals {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private Refusals() {}

  static Refusal of(Shortage shortage) {
    Refusal refusal = shortage.reason() == Reason.TOO_LARGE ? tooLarge(shortage) : full(shortage);
    return shortage.isTheSameEverywhere() ? refusal.everywhere() : refusal;
  }

  private static Refusal tooLarge(Shortage shortage) {
    return new Refusal(
        ErrorKind.TOO_EXPENSIVE,
        shortage.ruleName(),
        shortage.limit() <= 0
            ? named(shortage) + " allows nothing; raise it to let calls through"
            : named(shortage)
                + " allows "
                + shortage.readable(shortage.limit())
                + " in all, but this call alone may come to "
                + shortage.readable(shortage.wanted())
                + "; shorten it, cap its output, or raise the limit",
        Optional.empty());
  }

  private static Refusal full(Shortage shortage) {
    Optional<Duration> retryAfter = retryAfter(shortage);
    return new Refusal(
        shortage.isOfBudget() ? ErrorKind.BUDGET_EXCEEDED : ErrorKind.LIMIT_EXCEEDED,
        shortage.ruleName(),
        named(shortage)
            + " of "
            + shortage.readable(shortage.limit())
            + " has no room for "
            + shortage.readableWanted()
            + " now"
            + inLine(shortage)
            + retryAfter.map(wait -> "; try again in " + readable(wait)).orElse(""),
        retryAfter);
  }

  private static String inLine(Shortage shortage) {
    return shortage.reason() == Reason.QUEUE_FULL
        ? ", and its queue of " + shortage.maxQueue() + " is full"
        : "";
  }

  private static String named(Shortage shortage) {
    return (shortage.isOfBudget() ? "budget \"" : "limit \"") + shortage.ruleName() + "\"";
  }

  /** A moment where calls in flight may leave enough. */
  private static Optional<Duration> retryAfter(Shortage shortage) {
    if (shortage.waitNanos() < 0) {
      return Optional.empty();
    }
    return Optional.of(
        shortage.waitNanos() == 0 ? A_MOMENT : Duration.ofNanos(shortage.waitNanos()));
  }

  /** The two largest units, rounded up, so that nobody who waits for so long comes too early. */
  static String readable(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Math.max(1, wait.plusNanos(999_999).toMillis()) + " ms";
    }
    long seconds = wait.plusNanos(999_999_999).toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return inTwo(seconds / 60, "min", seconds % 60, "s");
    }
    long minutes = (seconds + 59) / 60;
    if (minutes < 24 * 60) {
      return inTwo(minutes / 60, "h", minutes % 60, "min");
    }
    long hours = (minutes + 59) / 60;
    return inTwo(hours / 24, "d", hours % 24, "h");
  }

  private static String inTwo(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  static Refusal tooManyAccounts(Shortage shortage) {
    return new Refusal(
        ErrorKind.BOOKS_UNAVAILABLE,
        shortage.ruleName(),
        "\""
            + shortage.ruleName()
            + "\" would need one more account than the "
            + shortage.limit()
            + " that maxAccounts allows; none is forgotten while it matters",
        Optional.empty());
  }

  static Refusal storeFailed(Shortage shortage, Throwable error) {
    return new Refusal(
        ErrorKind.BOOKS_UNAVAILABLE,
        shortage.ruleName(),
        "budget \""
            + shortage.ruleName()
            + "\" has to ask its shared store for more, and the store failed: "
            + error.getClass().getName(),
        Optional.of(A_MOMENT),
        error);
  }

  static Refusal applicationFailed(String what, Throwable error) {
    return new Refusal(
        ErrorKind.BOOKS_UNAVAILABLE,
        "",
        what + " could not be told: " + error.getClass().getName(),
        Optional.of(A_MOMENT),
        error);
  }
}
