package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Purpose;

/**
 * Where a call comes from.
 *
 * @param purpose what it is for
 * @param parentId the call it is made for, empty if the application made it
 */
public record Origin(Purpose purpose, String parentId) {
  /** The application. */
  public static final Origin APPLICATION = new Origin(Purpose.CALL, "");
}
