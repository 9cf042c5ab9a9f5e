package io.llmgw.internal.ledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why a reservation could not be made; nothing was taken.
 *
 * @param reason what kind of shortage it is
 * @param rule which rule has no room
 * @param account its account; null as long as there is none
 * @param wanted how much was wanted
 * @param room how much the call can have, what it holds already included; may be negative
 * @param limit how much there could be at all
 * @param waitNanos when there may be room, from now; negative if nobody knows or it never will
 */
public record Shortage(
    Reason reason,
    Rule rule,
    @Nullable Account account,
    long wanted,
    long room,
    long limit,
    long waitNanos) {

  /** What kind of shortage it is. */
  public enum Reason {
    /** There is no room now. */
    FULL,
    /** More is wanted than there can ever be. */
    TOO_LARGE,
    /** Others wait already. */
    QUEUED,
    /** As many wait already as may. */
    QUEUE_FULL,
    /** What the account had spent before has to be asked for. */
    UNSEEDED,
    /** The shared store has to be asked for more. */
    UNLEASED,
    /** There are too many accounts. */
    TOO_MANY_ACCOUNTS
  }

  /**
   * Returns the rule's name.
   *
   * @return a budget's or limit's name
   */
  public String ruleName() {
    return rule.name();
  }

  /**
   * Tells whether the rule is a budget.
   *
   * @return false for a limit
   */
  public boolean isOfBudget() {
    return rule instanceof BudgetRule;
  }

  /**
   * Tells whether the rule is about the target, rather than about who calls.
   *
   * @return true if another target may have room
   */
  public boolean isOfTarget() {
    return rule.ofTarget();
  }

  /**
   * Tells whether the call would come to the same at any other target.
   *
   * @return true if there is no use in asking another one
   */
  public boolean isTheSameEverywhere() {
    return !rule.ofTarget() && rule.measure().isOfCall();
  }

  /**
   * Returns how long calls may wait for room at this rule.
   *
   * @return zero if they are refused
   */
  public Duration maxWait() {
    return rule.maxWait();
  }

  /**
   * Returns how many calls of a priority may wait for room at this rule.
   *
   * @return per account
   */
  public int maxQueue() {
    return rule.maxQueue();
  }

  /**
   * Returns to what an output cap may be lowered rather than refusing the call.
   *
   * @return in tokens; empty if calls are refused
   */
  public OptionalInt leastOutput() {
    return rule instanceof BudgetRule budget && rule.measure().dependsOnOutput()
        ? budget.budget().leastOutput()
        : OptionalInt.empty();
  }

  /** Returns this shortage of a call that may not even wait, because too many do. */
  Shortage ofQueue() {
    return new Shortage(Reason.QUEUE_FULL, rule, account, wanted, room, limit, waitNanos);
  }

  /**
   * Returns this shortage with what is known better of when there may be room.
   *
   * @param wait from now; empty if nobody knows
   * @return a copy
   */
  public Shortage waiting(Optional<Duration> wait) {
    return new Shortage(
        reason, rule, account, wanted, room, limit, wait.map(Duration::toNanos).orElse(-1L));
  }

  /**
   * Returns this shortage with more room than there was, though still too little.
   *
   * @param more how much there is beside
   * @return a copy
   */
  public Shortage besides(long more) {
    return new Shortage(reason, rule, account, wanted, room + more, limit, waitNanos);
  }

  /**
   * Tells whether another attempt would fit.
   *
   * @param other what it may come to
   * @return true if the rule has room for it
   */
  public boolean hasRoomFor(Amounts other) {
    long needed = other.of(rule.measure());
    return needed <= room && needed <= limit;
  }

  /**
   * Returns an amount as it is told to people.
   *
   * @param amount in the rule's unit
   * @return for example {@code $0.05} or {@code 4096 tokens}
   */
  public String readable(long amount) {
    if (rule.measure().isUsd()) {
      return "$" + BigDecimal.valueOf(amount, 9).stripTrailingZeros().toPlainString();
    }
    return switch (rule.measure()) {
      case CHARGED_CALL, SLOT -> counted(amount, "call");
      case REQUEST -> counted(amount, "request");
      default -> counted(amount, "token");
    };
  }

  /**
   * Returns how much was wanted, as it is told to people.
   *
   * @return for example {@code up to $0.05} or {@code 1 request}
   */
  public String readableWanted() {
    return (rule.measure().isOfCall() ? "" : "up to ") + readable(wanted);
  }

  private static String counted(long amount, String what) {
    return amount + " " + what + (amount == 1 ? "" : "s");
  }
}
