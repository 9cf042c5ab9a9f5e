package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.pipeline.Reserving.Patience;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.route.Ask;
import io.llmgw.internal.route.Choice;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Walk;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Steps 4 to 6 of a call that the gateway makes on its own: one attempt, and no wait that would
 * take the place of a call of the application.
 */
final class OneAttempt<A> {
  private static final Next NOTHING = Next.none("it is asked once");

  private final Serve serve;
  private final Call call;
  private final Exchange<A> exchange;
  private final Walk walk;

  OneAttempt(Serve serve, Call call, Exchange<A> exchange, Ask ask) {
    this.serve = serve;
    this.call = call;
    this.exchange = exchange;
    this.walk = new Walk(call.route(), ask, serve.random());
  }

  /**
   * What the target brought, with its attempt still to be settled.
   *
   * @param answer what it brought
   * @param attempt the attempt
   */
  record Asked<A>(A answer, RunningAttempt attempt) {}

  /**
   * Asks the target. Blocks.
   *
   * @throws io.llmgw.error.LlmException if it is not asked, or fails
   */
  Asked<A> ask() {
    serve.start(call);
    try {
      RunningAttempt attempt = begin(choose());
      return new Asked<>(attempt.ask(exchange, (failed, kind, retryAfter) -> NOTHING), attempt);
    } catch (AttemptFailed failed) {
      throw Exceptions.exhausted(call, List.of(failed));
    }
  }

  private Choice choose() {
    Choice choice = walk.next();
    if (choice == null) {
      Walk.Skipped left = Unable.decisive(walk.skipped());
      String message = Unable.message(walk.skipped());
      throw refused(left.leaf(), left.kind(), message, "", walk.untilCooled(), null);
    }
    return choice;
  }

  private RunningAttempt begin(Choice choice) {
    Leaf leaf = choice.leaf();
    int key = serve.keys().choose(leaf, new BitSet(0));
    AttemptContext context =
        new AttemptContext(call, leaf.target(), key, serve.warnings(), serve.time());
    boolean begun = false;
    try {
      Reservation held = call.reservation(serve.reserving().rules());
      Granted granted = reserve(leaf, context, held);
      boolean otherKeys = KeyRings.hasUnrefused(leaf, key, new BitSet(0));
      Attempts.Place place = new Attempts.Place(leaf, pass(leaf), context, otherKeys, choice.why());
      begun = true;
      return serve.attempts().begin(call, exchange, place, granted, held);
    } finally {
      if (!begun) {
        context.end();
      }
    }
  }

  private Granted reserve(Leaf leaf, AttemptContext context, Reservation held) {
    try {
      return serve.reserving().reserve(call, exchange, leaf, context, held, Patience.NONE);
    } catch (Refusal refusal) {
      throw refused(
          leaf,
          refusal.kind(),
          refusal.reason(),
          refusal.rule(),
          refusal.retryAfter(),
          refusal.getCause());
    }
  }

  private Breaker.Pass pass(Leaf leaf) {
    Breaker.Pass pass = leaf.state().breaker().tryPass();
    if (pass == null) { // it has become ill since it was chosen
      throw refused(
          leaf,
          ErrorKind.NO_TARGET,
          "left out after repeated failures",
          "",
          Optional.empty(),
          null);
    }
    return pass;
  }

  private AttemptFailed refused(
      Leaf leaf,
      ErrorKind kind,
      String reason,
      String rule,
      Optional<Duration> retryAfter,
      @Nullable Throwable cause) {
    Attempt skipped = Attempt.skipped(1, leaf.target(), serve.time().now(), reason);
    call.add(skipped);
    return AttemptFailed.refused(skipped, kind, rule, retryAfter, NOTHING, cause);
  }
}
