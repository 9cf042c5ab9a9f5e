package io.llmgw.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.error.LlmException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.Attempt;

/** What callers are told of a call that met a fault, whichever fault it was. */
final class Told {
  private Told() {}

  static void completely(Reply reply, int maxAttempts) {
    assertThat(reply.made()).hasSizeBetween(1, maxAttempts);
    assertThat(reply.attempts()).allSatisfy(Told::withItsReason);
    assertThat(reply.failed())
        .allSatisfy(
            failed -> {
              assertThat(failed.errorKind()).isPresent();
              assertThat(failed.message()).isNotBlank();
              assertThat(failed.followedBy()).as("what followed %s", failed).isNotBlank();
            });
  }

  private static void withItsReason(Attempt attempt) {
    String why = attempt.result() == Attempt.Result.SKIPPED ? attempt.message() : attempt.reason();
    assertThat(why).as("why %s", attempt).isNotBlank();
  }

  static void answered(Reply reply) {
    assertThat(reply.failure().map(Throwable::toString)).isEmpty();
    assertThat(reply.text()).isEqualTo("Paris");
    Attempt last = reply.attempts().get(reply.attempts().size() - 1);
    assertThat(last.result()).isEqualTo(Attempt.Result.SERVED);
  }

  static void interrupted(Reply reply) {
    LlmException thrown = reply.failure().orElseThrow(() -> new AssertionError("was answered"));
    assertThat(thrown).isInstanceOf(StreamInterruptedException.class);
    StreamInterruptedException e = (StreamInterruptedException) thrown;
    assertThat(e.partial().text()).isEqualTo("Lon");
    assertThat(e.usage().outputTokens()).isPositive();
    assertThat(reply.text()).isEqualTo("Lon");
  }
}
