package io.llmgw.internal.pipeline;

import io.llmgw.internal.Settings;
import io.llmgw.internal.accounts.Ledger;
import io.llmgw.internal.accounts.Shortage;
import io.llmgw.internal.accounts.Subject;

/** TODO with the core's lease API. */
final class Leasing {
  Leasing(Settings settings, Ledger ledger, Tell tell) {}

  void lease(Shortage shortage, Subject subject) {
    throw Refusals.of(shortage);
  }
}
