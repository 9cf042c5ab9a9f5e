package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.route.Leaf;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The one thing in which kinds of call differ: what is asked of a target. Everything around it is
 * the pipeline's.
 *
 * @param <A> what a target brings
 */
interface Exchange<A> {
  /** The interface a provider must have for this kind of call. */
  Class<? extends ProviderClient> kind();

  /** The estimated input, in tokens, as a target counts them. */
  long inputTokens(Target target);

  /** Counts the input with the best there is; may block. Asked only where the count matters. */
  TokenCount countInput(Leaf leaf, CallContext context);

  /** How many answers are asked for; 0 if there is no output to speak of. */
  default int answers() {
    return 0;
  }

  /** The chat request, if it is one. */
  default Optional<ChatRequest> chat() {
    return Optional.empty();
  }

  /** Whether the answer is a stream. */
  default boolean streams() {
    return false;
  }

  /** A bound of the input, in tokens, that is quickly told; no target counts more. */
  default long inputAtMost() {
    return Long.MAX_VALUE;
  }

  /** Whether two targets can be asked at the same time. */
  default boolean canBeHedged() {
    return true;
  }

  /** The same for another thread, which asks another target at the same time. */
  Exchange<A> twin();

  /** What a target brought is not used: what it holds open is released. Says what it used. */
  Receipt discard(A answer);

  /** What the request says of how much it may use. */
  Demand demand();

  /** Takes note of what a target reported. */
  default void learn(Target target, Usage reported) {}

  /** What had arrived of an answer when the last {@link #ask} failed. */
  default Optional<ProviderAnswer> partial() {
    return Optional.empty();
  }

  /**
   * The estimated input of the request that was under way when the last {@link #ask} failed, as far
   * as {@link #partial} does not stand for it.
   */
  default long unansweredTokens(Target target) {
    return RunningAttempt.began(partial()) ? 0 : inputTokens(target);
  }

  /**
   * Asks a target. Blocks.
   *
   * @param outputCap limits each answer, in place of the request's own limit
   * @throws io.llmgw.spi.ProviderFailure if it fails
   */
  A ask(Leaf leaf, OptionalInt outputCap, CallContext context);
}
