package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;
import java.util.List;

/** The name in the request is neither a route nor begins with a registered provider's name. */
public final class UnknownModelException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> nearNames;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do
   * @param nearNames names that look alike
   */
  public UnknownModelException(String message, List<String> nearNames) {
    super(message, ErrorKind.UNKNOWN_MODEL, Details.NONE);
    this.nearNames = List.copyOf(nearNames);
  }

  /**
   * Returns names the caller may use that look like the one given.
   *
   * @return at most five, the nearest first
   */
  public List<String> nearNames() {
    return nearNames == null ? List.of() : nearNames; // null only after deserialization
  }
}
