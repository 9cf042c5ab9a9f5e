package io.llmgw.internal.pipeline;

import io.llmgw.error.NotAllowedException;
import io.llmgw.route.Models;
import io.llmgw.value.Caller;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The first step of a call: who calls, and which names the allow policy lets it use. */
final class Access {
  private final Supplier<Caller> callerFrom;
  private final Function<Caller, Models> policy;
  private final Tell tell;

  Access(Supplier<Caller> callerFrom, Function<Caller, Models> policy, Tell tell) {
    this.callerFrom = callerFrom;
    this.policy = policy;
    this.tell = tell;
  }

  /**
   * Asks the policy. One that fails lets nobody through.
   *
   * @param known the caller, if the call is made through a view of it
   * @throws NotAllowedException if the policy fails
   */
  Permit permit(Optional<Caller> known) {
    Caller caller =
        known.orElseGet(
            () ->
                Objects.requireNonNull(
                    callerFrom.get(),
                    "callerFrom returned null; return Caller.anonymous() for nobody"));
    try {
      return new Permit(
          caller, Objects.requireNonNull(policy.apply(caller), "the policy returned null"));
    } catch (RuntimeException | AssertionError | LinkageError e) {
      tell.internalError("allow policy", e);
      throw new NotAllowedException("the gateway's allow policy failed, so nothing is allowed", e);
    }
  }
}
