package io.llmgw.testkit.wire;

import io.llmgw.chat.FinishReason;
import io.llmgw.usage.Usage;
import java.util.List;
import java.util.Objects;

/**
 * What a stand-in has to say, before it is put into a provider's words.
 *
 * @param number counts the answers; part of their ids
 * @param question what was asked for
 * @param blocks the content in order
 * @param finish why the model stopped
 * @param usage what it used, over disjoint meters; a format adds up what it reports together
 */
public record WireAnswer(
    long number, WireQuestion question, List<WireBlock> blocks, FinishReason finish, Usage usage) {
  /** Refuses null and copies the blocks. */
  public WireAnswer {
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(finish, "finish");
    Objects.requireNonNull(usage, "usage");
    blocks = List.copyOf(blocks);
  }

  /** Returns the blocks of one kind. */
  <B extends WireBlock> List<B> blocks(Class<B> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  String model() {
    return question.model();
  }
}
