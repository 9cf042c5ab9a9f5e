package io.llmgw.provider.internal.client;

import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Adjustment.Kind;
import java.util.ArrayList;
import java.util.List;

/** Notes what is written differently from how the request has it, each thing once. */
public final class Adjustments {
  private final List<Adjustment> all = new ArrayList<>(0);

  /** Starts with none. */
  public Adjustments() {}

  /** Notes that a setting is sent as something else. */
  public void note(String setting, String change, String reason) {
    add(Kind.SETTING, setting, change, reason);
  }

  /** Notes that a setting is not sent. */
  public void leftOut(String setting, String reason) {
    add(Kind.SETTING, setting, "left out", reason);
  }

  /** Notes that a part of a message is sent as something else, or not. */
  public void content(String part, String change, String reason) {
    add(Kind.CONTENT, part, change, reason);
  }

  /** Notes that another provider's state is not sent. */
  public void state(String part, String reason) {
    add(Kind.STATE, part, "left out", reason);
  }

  /** Notes that something else is sent in place of another provider's state. */
  public void state(String part, String change, String reason) {
    add(Kind.STATE, part, change, reason);
  }

  private void add(Kind kind, String setting, String change, String reason) {
    Adjustment adjustment = new Adjustment(kind, setting, change, reason);
    if (!all.contains(adjustment)) {
      all.add(adjustment);
    }
  }

  /** Returns what was noted. */
  public List<Adjustment> all() {
    return List.copyOf(all);
  }
}
