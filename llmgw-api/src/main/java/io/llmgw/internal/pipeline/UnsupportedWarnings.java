package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Adjustment;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a target could not honour, each setting once for each target. */
final class UnsupportedWarnings {
  /** Beyond this many nothing more is logged: a log that never ends helps nobody. */
  private static final int MOST = 1_000;

  private final Set<Warning> given = ConcurrentHashMap.newKeySet();

  private final Logger log;

  private record Warning(Target target, String setting) {}

  UnsupportedWarnings() {
    this(LoggerFactory.getLogger(UnsupportedWarnings.class));
  }

  UnsupportedWarnings(Logger log) {
    this.log = log;
  }

  void warn(Target target, List<Adjustment> adjustments) {
    for (Adjustment adjustment : adjustments) {
      if (adjustment.kind() != Adjustment.Kind.STATE
          && given.size() < MOST
          && given.add(new Warning(target, adjustment.setting()))) {
        log.warn(
            "{} cannot honour {}: {} ({}); later calls are not warned of",
            target,
            adjustment.setting(),
            adjustment.change(),
            adjustment.reason());
      }
    }
  }
}
