package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a provider client sees of a call during one attempt. */
final class AttemptContext implements CallContext {
  private final Call call;
  private final Target target;
  private final UnsupportedWarnings warnings;

  AttemptContext(Call call, Target target, UnsupportedWarnings warnings) {
    this.call = call;
    this.target = target;
    this.warnings = warnings;
  }

  @Override
  public String callId() {
    return call.id();
  }

  @Override
  public Duration remaining() {
    return call.remaining();
  }

  @Override
  public boolean isCancelled() {
    return call.cancellation().isFired();
  }

  @Override
  public void onCancel(Runnable stop) {
    call.cancellation().onFire(stop);
  }

  @Override
  public void adjusted(List<Adjustment> adjustments) {
    if (adjustments.isEmpty()) {
      return;
    }
    switch (call.route().unsupported()) {
      case STRICT -> refuse(adjustments);
      case WARN -> warnings.warn(target, adjustments);
      case DROP -> {}
    }
  }

  private static void refuse(List<Adjustment> adjustments) {
    String unsupported =
        adjustments.stream()
            .filter(adjustment -> adjustment.kind() != Adjustment.Kind.STATE)
            .map(a -> a.setting() + " would be " + a.change() + " (" + a.reason() + ")")
            .collect(Collectors.joining("; "));
    if (!unsupported.isEmpty()) {
      throw ProviderFailure.of(
              ErrorKind.UNSUPPORTED_SETTING,
              "the target cannot honour the request as it is: "
                  + unsupported
                  + "; nothing was sent, because its route is strict")
          .withNothingSent();
    }
  }
}
