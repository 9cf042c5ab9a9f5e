package io.llmgw.testkit;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One step of a {@link ScriptedProvider}: what happens, and the modifiers that were applied to it.
 */
record ScriptedStep(
    Does does,
    Optional<Usage> usage,
    Optional<FinishReason> finishReason,
    Supplier<Duration> takes,
    Duration every) {

  /** What happens. */
  sealed interface Does {}

  /** How a stream ends after its pieces. */
  enum Ending {
    COMPLETE,
    FAIL,
    HANG
  }

  /**
   * Answers a chat.
   *
   * @param answer makes the whole answer
   * @param pieces how its text is streamed; empty if the whole message is streamed part by part
   * @param ending how the stream ends
   * @param failure what it fails with if it does; unstreamed the whole answer
   */
  record Answers(
      Function<TargetRequest, ProviderAnswer> answer,
      Optional<List<String>> pieces,
      Ending ending,
      Failure failure)
      implements Does {

    Answers(
        Function<TargetRequest, ProviderAnswer> answer,
        Optional<List<String>> pieces,
        Ending ending) {
      this(answer, pieces, ending, Failure.CUT);
    }
  }

  /**
   * What becomes of an answer that is not completed.
   *
   * @param streamed its kind after the pieces of a stream
   * @param whole its kind unstreamed
   */
  record Failure(ErrorKind streamed, ErrorKind whole) {
    static final Failure CUT = new Failure(ErrorKind.STREAM_INTERRUPTED, ErrorKind.NETWORK);
  }

  record Fails(ProviderFailure failure) implements Does {}

  record Hangs() implements Does {}

  record Embeds(int dimension) implements Does {}

  /** Scores documents; those without a score get none of the results. */
  record Ranks(List<Double> scores) implements Does {}

  /** Does what the next step of another provider's script says. */
  record Plays(Supplier<ScriptedProvider> script) implements Does {}

  static ScriptedStep of(Does does) {
    return new ScriptedStep(
        does, Optional.empty(), Optional.empty(), () -> Duration.ZERO, Duration.ZERO);
  }

  static ScriptedStep pieces(List<String> pieces, Ending ending) {
    AssistantMessage message = new AssistantMessage(String.join("", pieces));
    return of(new Answers(whole(message, FinishReason.STOP), Optional.of(pieces), ending));
  }

  static ScriptedStep fails(List<String> pieces, Failure failure) {
    AssistantMessage message = new AssistantMessage(String.join("", pieces));
    return of(
        new Answers(whole(message, FinishReason.STOP), Optional.of(pieces), Ending.FAIL, failure));
  }

  static ScriptedStep message(AssistantMessage message, FinishReason finishReason) {
    return of(new Answers(whole(message, finishReason), Optional.empty(), Ending.COMPLETE));
  }

  private static Function<TargetRequest, ProviderAnswer> whole(
      AssistantMessage message, FinishReason finishReason) {
    return request ->
        ProviderAnswer.of(message).finish(finishReason, "").model(request.model()).build();
  }

  ScriptedStep withUsage(Usage usage) {
    return new ScriptedStep(does, Optional.of(usage), finishReason, takes, every);
  }

  ScriptedStep withFinishReason(FinishReason reason) {
    return new ScriptedStep(does, usage, Optional.of(reason), takes, every);
  }

  ScriptedStep withTakes(Supplier<Duration> duration) {
    return new ScriptedStep(does, usage, finishReason, duration, every);
  }

  ScriptedStep withEvery(Duration pause) {
    return new ScriptedStep(does, usage, finishReason, takes, pause);
  }

  ScriptedStep withFailure(String modifier, Function<ProviderFailure, ProviderFailure> change) {
    if (!(does instanceof Fails fails)) {
      throw new IllegalStateException(modifier + " needs a step made by failsWith before it");
    }
    return new ScriptedStep(
        new Fails(change.apply(fails.failure)), usage, finishReason, takes, every);
  }
}
