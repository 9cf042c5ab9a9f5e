package io.llmgw.internal.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.internal.resilience.FailureRule.Billing;
import io.llmgw.outcome.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/failure-semantics.md} the same as the rules; {@code -Ddocs.update=true} writes
 * it anew.
 */
class FailureSemanticsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "failure-semantics.md");

  @Test
  void everyKindHasARule() {
    for (ErrorKind kind : ErrorKind.values()) {
      assertThat(FailureRule.of(kind).kind()).isEqualTo(kind);
    }
  }

  @Test
  void everyRuleNamesAnExceptionThatExists() throws ClassNotFoundException {
    for (ErrorKind kind : ErrorKind.values()) {
      assertThat(Class.forName("io.llmgw.error." + FailureRule.of(kind).exception())).isNotNull();
    }
  }

  @Test
  void theDocumentSaysWhatTheRulesDo() throws IOException {
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(DOCUMENT, document());
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(document());
  }

  private static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # What happens when a call fails

            This page is generated from the table by which the engine decides (`FailureRule`); a test keeps the two the same.

            A provider client says what kind of failure an attempt was; the engine acts on the kind alone, the same at every
            provider.

            - *Same target again*: it may be retried after a wait (250 ms doubling to 5 s with jitter, or what the provider
              asked for, up to 60 s, never beyond the call's deadline), within the call's attempts and the provider's retry
              budget. A target with a fallback behind it is not retried unless its route says so with `retries(…)`, and a
              rate limit is never waited for while another target can be asked now.
            - *Next target*: the route's next target is tried.
            - *Other key*: where the provider has several keys, the same target is asked at once with the next one. A key that
              was refused is left out for the rest of the call, and later calls begin with the next one.
            - *Counts as ill*: five such failures among a target's last ten attempts (`health(…)`) leave it out for 30 seconds;
              then three probes are let through. A call whose own deadline passes says nothing of a target that usually needs
              longer. A refused key says nothing of its target as long as the call has another one.
            - *Left alone*: no call asks the target (with several keys: with this key) as long as the provider wants, or *1 s*,
              doubled each time up to 30 s, if it does not say; *if asked* only if it says. If nothing else is left, calls wait
              for it if their deadline allows, and are refused at once if not. Afterwards traffic grows from one call at a
              time.
            - *May be billed*: if nothing of an answer had come, the estimated input is charged and flagged `UNKNOWN`, unless
              the request certainly was not sent. What had come of a stream is charged as `ESTIMATED` in any case.

            When several attempts failed, the exception is of the type of the kind that stands highest in this table.

            | kind | same target again | next target | other key | counts as ill | left alone | may be billed | exception |
            |---|---|---|---|---|---|---|---|
            """);
    for (FailureRule rule : rules()) {
      text.append("| `").append(rule.kind()).append("` | ").append(yes(rule.retryHere()));
      text.append(" | ").append(yes(rule.moveOn())).append(" | ").append(yes(rule.otherKey()));
      text.append(" | ").append(yes(rule.ill())).append(" | ").append(cooling(rule));
      text.append(" | ").append(yes(rule.billing() == Billing.POSSIBLE));
      text.append(" | `").append(rule.exception()).append("` |\n");
    }
    return text.append(
            """

            `CANCELLED` and `GATEWAY_CLOSED` are a `RefusedException` if nothing had been sent.
            There is no next target where it would make no difference: a caller's limit of requests or of calls at
            once, a budget of calls.

            A route may have targets of its own for two kinds: `onContextWindow(…)` is then tried in place of its other
            targets, `onContentFilter(…)` although nothing else would be. Without the former, a request that was too long for
            one target goes only to targets with a larger context window, as far as that is known.

            After the first visible piece of a stream nothing is tried again, unless the route says `brokenStreams(RESTART)`:
            whatever happens then is a `StreamInterruptedException` with the partial answer, what it used and its charges;
            `reason()` is one of the kinds above.
            """)
        .toString();
  }

  private static List<FailureRule> rules() {
    return Arrays.stream(ErrorKind.values())
        .map(FailureRule::of)
        .sorted(Comparator.comparingInt(FailureRule::actionability).reversed())
        .toList();
  }

  private static String cooling(FailureRule rule) {
    return switch (rule.cooling()) {
      case NO -> "no";
      case IF_ASKED -> "if asked";
      case ALWAYS -> "yes";
    };
  }

  private static String yes(boolean yes) {
    return yes ? "yes" : "no";
  }
}
