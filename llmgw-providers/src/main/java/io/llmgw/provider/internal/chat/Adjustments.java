package io.llmgw.provider.internal.chat;

import io.llmgw.outcome.Adjustment;
import java.util.List;

/** Notes what is written differently from how the request has it, each thing once. */
public final class Adjustments {
  private final List<Adjustment> all;

  public Adjustments(List<Adjustment> all) {
    this.all = all;
  }

  public void note(String setting, String change, String reason) {
    Adjustment adjustment = new Adjustment(setting, change, reason);
    if (!all.contains(adjustment)) {
      all.add(adjustment);
    }
  }

  public void leftOut(String setting, String reason) {
    note(setting, "left out", reason);
  }
}
