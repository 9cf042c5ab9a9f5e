package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.Walk;
import io.llmgw.outcome.ErrorKind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Says why no target at all can take a call. */
final class Unable {
  private Unable() {}

  /** What the caller can do most about: wait, shorten, ask for less. */
  static Walk.Skipped decisive(List<Walk.Skipped> skipped) {
    return skipped.stream()
        .min(Comparator.comparingInt(left -> rank(left.kind())))
        .orElseThrow(() -> new IllegalStateException("a route has at least one target"));
  }

  private static int rank(ErrorKind kind) {
    return switch (kind) {
      case RATE_LIMITED -> 0;
      case CONTEXT_WINDOW_EXCEEDED -> 1;
      case UNSUPPORTED_SETTING -> 2;
      default -> 3;
    };
  }

  static String message(List<Walk.Skipped> skipped) {
    return "no target can serve this call; nothing was sent: "
        + skipped.stream()
            .map(left -> left.leaf() + ": " + left.reason())
            .collect(Collectors.joining("; "));
  }
}
