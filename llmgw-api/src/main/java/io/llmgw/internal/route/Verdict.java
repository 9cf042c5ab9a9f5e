package io.llmgw.internal.route;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.EmbeddingClient;
import java.util.OptionalInt;

/** Whether a target can take a call now, and if not, why. */
enum Verdict {
  /** It can. */
  FINE,
  /** It was over its limit lately, and comes back slowly. */
  SLOW_START,
  /** Its provider says that its limits leave no room. */
  NO_HEADROOM,
  /** It was over its limit and asked for patience. */
  COOLING,
  /** It is ill. */
  ILL,
  /** The request is longer than its context window. */
  TOO_LONG,
  /** Its model cannot do what is asked. */
  UNABLE,
  /** Its provider has no such kind of call, or another embedding space. */
  UNFIT;

  static Verdict of(Leaf leaf, Walk walk) {
    Verdict ability = ability(leaf, walk);
    return ability == FINE ? health(leaf, walk.ask()) : ability;
  }

  /** What does not change during a call. */
  static Verdict ability(Leaf leaf, Walk walk) {
    Ask ask = walk.ask();
    if (!ask.kind().isInstance(leaf.client()) || !sharesSpace(leaf, walk)) {
      return UNFIT;
    }
    if (walk.route().isDirect() || leaf.model().isEmpty()) {
      return FINE;
    }
    ModelInfo model = leaf.model().get();
    if (isTooLong(leaf, model, walk)) {
      return TOO_LONG;
    }
    return ask.requirements().lacking(model) == null ? FINE : UNABLE;
  }

  /** Embeddings fail over only to the model of the route's first target. */
  private static boolean sharesSpace(Leaf leaf, Walk walk) {
    return walk.ask().kind() != EmbeddingClient.class
        || walk.route().terms().oneEmbeddingSpace()
        || EmbeddingSpace.same(walk.route().tree().leaves().get(0).target(), leaf.target());
  }

  private static boolean isTooLong(Leaf leaf, ModelInfo model, Walk walk) {
    OptionalInt window = model.contextWindow();
    if (window.isEmpty()) {
      return false;
    }
    int tokens = window.getAsInt();
    return tokens <= walk.tooSmall()
        || (walk.ask().inputAtMost() > tokens && walk.ask().inputTokens(leaf.target()) > tokens);
  }

  private static Verdict health(Leaf leaf, Ask ask) {
    TargetState state = leaf.state();
    if (!state.breaker().isPassable()) {
      return ILL;
    }
    if (state.cooling(leaf.client().keys()) > 0) {
      return COOLING;
    }
    if (state.headroom().isKnown() && untilRoom(leaf, ask) > 0) {
      return NO_HEADROOM;
    }
    return state.slowStart().allows(state.inFlight()) ? FINE : SLOW_START;
  }

  private static long untilRoom(Leaf leaf, Ask ask) {
    return leaf.state().untilRoom(ask.inputAtMost(), () -> ask.inputTokens(leaf.target()));
  }

  /** Says so to people, with the numbers. */
  String reason(Leaf leaf, Walk walk) {
    TargetState state = leaf.state();
    return switch (this) {
      case FINE -> "";
      case UNFIT ->
          walk.ask().kind().isInstance(leaf.client())
              ? "another embedding model, whose vectors cannot be compared"
              : "the provider has no such kind of call";
      case TOO_LONG -> tooLong(leaf, walk);
      case UNABLE ->
          "the model "
              + leaf.model().map(model -> walk.ask().requirements().lacking(model)).orElse("");
      case ILL ->
          state.breaker().state() == Breaker.State.HALF_OPEN
              ? "left out after repeated failures: it is being probed"
              : "left out after repeated failures: it is probed in "
                  + Texts.time(state.breaker().untilProbe());
      case COOLING ->
          "over its limit: asked again in " + Texts.time(state.cooling(leaf.client().keys()));
      case NO_HEADROOM ->
          "its provider's limits leave no room for " + Texts.time(untilRoom(leaf, walk.ask()));
      case SLOW_START ->
          "comes back slowly: at most " + state.slowStart().most() + " at once, and they are";
    };
  }

  private static String tooLong(Leaf leaf, Walk walk) {
    int window = leaf.model().map(ModelInfo::contextWindow).orElse(OptionalInt.empty()).orElse(0);
    return window <= walk.tooSmall()
        ? "its context window of "
            + Texts.count(window)
            + " tokens is not larger than that of the target for which the request was too long"
        : "its context window of "
            + Texts.count(window)
            + " tokens is smaller than the request, which has about "
            + Texts.count(walk.ask().inputTokens(leaf.target()));
  }
}
