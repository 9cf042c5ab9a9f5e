package io.llmgw.testkit;

import io.llmgw.chat.FinishReason;
import io.llmgw.testkit.WireStep.Answers;
import io.llmgw.testkit.WireStep.CallsTool;
import io.llmgw.testkit.WireStep.Embeds;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.WireStep.Shows;
import io.llmgw.testkit.wire.WireAnswer;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.testkit.wire.WireQuestion;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.testkit.wire.WireTexts;
import io.llmgw.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one request wants, in whose format, and how a step's content is put into that format.
 *
 * @param body the request's body, from which tokens are estimated
 */
record StandInTask(
    WireFormat format, Optional<WireQuestion> question, Optional<WireTexts> texts, String body) {
  private static final int DEFAULT_DIMENSION = 64;

  /** Returns empty if the path is none of these formats'. */
  static Optional<StandInTask> of(ReceivedRequest request, List<WireFormat> formats) {
    int query = request.path().indexOf('?');
    String path = query < 0 ? request.path() : request.path().substring(0, query);
    for (WireFormat format : formats) {
      Optional<WireQuestion> question = format.question(path, request.body());
      Optional<WireTexts> texts =
          question.isPresent() ? Optional.empty() : format.texts(path, request.body());
      if (question.isPresent() || texts.isPresent()) {
        return Optional.of(new StandInTask(format, question, texts, request.body()));
      }
    }
    return Optional.empty();
  }

  /** Puts a step that answers into the format's words; as much as comes of it before its ending. */
  WireResponse render(WireStep step, long number) {
    if (texts.isPresent()) {
      return embeddings(texts.get(), step);
    }
    WireQuestion asked = question.orElseThrow();
    boolean whole = ending(step) == Ending.COMPLETE || !asked.stream();
    List<WireBlock> blocks = blocks(step, asked.model(), whole);
    String said = String.join("", blocks.stream().map(WireBlock::joined).toList());
    Usage usage = step.usage().orElseGet(() -> Usage.of(estimate(body), estimate(said)));
    WireAnswer answer = new WireAnswer(number, asked, blocks, finish(step), usage);
    if (!asked.stream()) {
      return format.answer(answer);
    }
    WireResponse stream = format.stream(answer);
    return whole ? stream : stream.beforeLastPiece();
  }

  static Ending ending(WireStep step) {
    return step.does() instanceof Answers answers ? answers.ending() : Ending.COMPLETE;
  }

  private static FinishReason finish(WireStep step) {
    if (step.does() instanceof Shows shows) {
      return shows.finish();
    }
    return step.does() instanceof CallsTool ? FinishReason.TOOL_CALLS : FinishReason.STOP;
  }

  private static List<WireBlock> blocks(WireStep step, String model, boolean whole) {
    if (step.does() instanceof Shows shows) {
      return shows.blocks();
    }
    if (step.does() instanceof CallsTool tool) {
      int number = step.pieces() > 0 ? step.pieces() : 2;
      List<String> pieces = TextPieces.equal(tool.arguments(), number);
      return List.of(new WireBlock.ToolCall(tool.id(), tool.name(), pieces));
    }
    Answers answers =
        step.does() instanceof Answers a
            ? a
            : (Answers) WireStep.DEFAULT.does(); // embeds, asked to chat
    List<String> pieces = new ArrayList<>(answers.pieces().apply(model));
    if (step.pieces() > 0) {
      pieces = new ArrayList<>(TextPieces.equal(String.join("", pieces), step.pieces()));
    } else if (!answers.scripted()) {
      pieces = new ArrayList<>(TextPieces.words(String.join("", pieces)));
    }
    if (!whole) {
      pieces.add("never sent"); // what is cut off, so that the stream stops in the text
    }
    return List.of(new WireBlock.Text(pieces));
  }

  private WireResponse embeddings(WireTexts asked, WireStep step) {
    int usual = step.does() instanceof Embeds embeds ? embeds.dimension() : DEFAULT_DIMENSION;
    int dimension = asked.dimensions().orElse(usual);
    List<float[]> vectors =
        asked.texts().stream().map(text -> TextVectors.of(text, dimension)).toList();
    long tokens =
        step.usage()
            .map(Usage::inputTokens)
            .orElseGet(() -> estimate(String.join("", asked.texts())));
    return format.embeddings(asked, vectors, tokens);
  }

  private static long estimate(String text) {
    return Math.max(1, text.length() / 4);
  }
}
