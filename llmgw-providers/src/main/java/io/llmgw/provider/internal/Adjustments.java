package io.llmgw.provider.internal;

import io.llmgw.outcome.Adjustment;
import java.util.List;

/** Notes what is written differently from how the request has it, each thing once. */
final class Adjustments {
  private final List<Adjustment> all;

  Adjustments(List<Adjustment> all) {
    this.all = all;
  }

  void note(String setting, String change, String reason) {
    Adjustment adjustment = new Adjustment(setting, change, reason);
    if (!all.contains(adjustment)) {
      all.add(adjustment);
    }
  }

  void leftOut(String setting, String reason) {
    note(setting, "left out", reason);
  }
}
