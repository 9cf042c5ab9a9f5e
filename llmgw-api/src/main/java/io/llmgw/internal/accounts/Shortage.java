package io.llmgw.internal.accounts;

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
    /** What the account had spent before has to be asked for. */
    UNSEEDED,
    /** The shared store has to be asked for more. */
    UNLEASED,
    /** There are too many accounts. */
    TOO_MANY_ACCOUNTS
  }

  /** The rule's name. */
  String ruleName() {
    return rule.name();
  }
}
