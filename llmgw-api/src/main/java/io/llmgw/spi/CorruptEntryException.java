package io.llmgw.spi;

import java.util.Objects;

/**
 * What a shared store returned is not an entry that can be served. The message says what is wrong
 * with it, never what is in it.
 */
public final class CorruptEntryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with an entry. */
  public enum Reason {
    /** It does not begin like an entry: something else lies under its key. */
    NOT_AN_ENTRY,
    /** Another version of the library wrote it. */
    OTHER_VERSION,
    /** Its end is missing, or something follows it. */
    WRONG_LENGTH,
    /** Its checksum is wrong, or what is in it is not possible. */
    DAMAGED,
    /** It was stored under another key. */
    OTHER_KEY
  }

  /** What is wrong with the entry. */
  private final Reason reason;

  CorruptEntryException(Reason reason, String what) {
    super(what);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** What has a valid checksum and yet makes no sense. */
  static CorruptEntryException damaged(String what) {
    return new CorruptEntryException(Reason.DAMAGED, "a stored entry is damaged: " + what);
  }

  /**
   * Returns what is wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
