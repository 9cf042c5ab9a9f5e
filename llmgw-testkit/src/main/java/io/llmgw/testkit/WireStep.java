package io.llmgw.testkit;

import io.llmgw.chat.FinishReason;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One step of a {@link StandInServer}: what it responds with, and the modifiers that were applied
 * to it.
 */
record WireStep(
    Does does,
    Optional<Usage> usage,
    int pieces,
    Duration takes,
    Duration every,
    Map<String, String> headers) {

  /** What is responded. */
  sealed interface Does {}

  /** How an answer ends. */
  enum Ending {
    /** By the protocol. */
    COMPLETE,
    /** The connection is closed. */
    CUT,
    /** The body ends properly, but not the protocol within. */
    TRUNCATED,
    /** Nothing more comes. */
    HANG
  }

  /**
   * Answers with a text.
   *
   * @param pieces makes the text, in pieces, from the model's name
   * @param scripted whether the pieces are as the test wants them
   * @param ending how the answer ends
   */
  record Answers(Function<String, List<String>> pieces, boolean scripted, Ending ending)
      implements Does {}

  /**
   * Answers with these blocks.
   *
   * @param blocks the content
   * @param finish why the answer ends
   */
  record Shows(List<WireBlock> blocks, FinishReason finish) implements Does {}

  /**
   * Sends exactly this.
   *
   * @param response what is sent
   * @param ending how its body ends
   */
  record Sends(WireResponse response, Ending ending) implements Does {}

  record CallsTool(String id, String name, String arguments) implements Does {}

  record Embeds(int dimension) implements Does {}

  record Fails(int status) implements Does {}

  record Hangs() implements Does {}

  record Drops() implements Does {}

  record Raw(int status, List<byte[]> pieces) implements Does {}

  static final WireStep DEFAULT =
      of(
          new Answers(
              model -> List.of("Hello from the stand-in for " + model + "."),
              false,
              Ending.COMPLETE));

  static WireStep of(Does does) {
    return new WireStep(does, Optional.empty(), 0, Duration.ZERO, Duration.ZERO, Map.of());
  }

  static WireStep answers(List<String> pieces, boolean scripted, Ending ending) {
    return of(new Answers(model -> pieces, scripted, ending));
  }

  WireStep withUsage(Usage reported) {
    return new WireStep(does, Optional.of(reported), pieces, takes, every, headers);
  }

  WireStep withPieces(int number) {
    return new WireStep(does, usage, number, takes, every, headers);
  }

  WireStep withTakes(Duration duration) {
    return new WireStep(does, usage, pieces, duration, every, headers);
  }

  WireStep withEvery(Duration pause) {
    return new WireStep(does, usage, pieces, takes, pause, headers);
  }

  WireStep withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return withHeaders(more);
  }

  WireStep withHeaders(Map<String, String> all) {
    return new WireStep(does, usage, pieces, takes, every, all);
  }
}
