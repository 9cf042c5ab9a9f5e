package io.llmgw.internal.pipeline;

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
  TokenCount countInput(Target target, CallContext context);

  /** How many answers are asked for; 0 if there is no output to speak of. */
  default int answers() {
    return 0;
  }

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
  A ask(ProviderClient client, Target target, OptionalInt outputCap, CallContext context);
}
