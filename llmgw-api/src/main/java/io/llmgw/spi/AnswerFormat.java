package io.llmgw.spi;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import java.util.List;

/** Answers in binary, every component. */
final class AnswerFormat {
  /** How deep the most probable tokens may themselves have such; providers send one level. */
  static final int DEEPEST_LOGPROBS = 8;

  private AnswerFormat() {}

  static void write(BinaryWriter out, ProviderAnswer answer) {
    MessageFormat.writeAnswer(out, answer.message());
    out.name(answer.finishReason());
    out.text(answer.rawFinishReason());
    UsageFormat.write(out, answer.usage());
    out.json(answer.rawUsage());
    out.optional(answer.reportedUsd(), out::amount);
    out.text(answer.model());
    out.text(answer.serviceTier());
    out.list(answer.alternatives(), alternative -> writeAlternative(out, alternative));
    writeLogprobs(out, answer.logprobs(), 0);
    out.text(answer.requestId());
    writeLimits(out, answer.rateLimits());
    out.list(answer.adjustments(), adjustment -> writeAdjustment(out, adjustment));
  }

  static ProviderAnswer read(BinaryReader in) {
    return new ProviderAnswer(
        MessageFormat.readAnswer(in),
        in.name(FinishReason.class),
        in.text(),
        UsageFormat.read(in),
        in.json(),
        in.optional(in::amount),
        in.text(),
        in.text(),
        in.list(() -> readAlternative(in)),
        readLogprobs(in, 0),
        in.text(),
        readLimits(in),
        in.list(() -> readAdjustment(in)));
  }

  private static void writeAlternative(BinaryWriter out, Alternative alternative) {
    MessageFormat.writeAnswer(out, alternative.message());
    out.name(alternative.finishReason());
    out.text(alternative.rawFinishReason());
  }

  private static Alternative readAlternative(BinaryReader in) {
    return new Alternative(MessageFormat.readAnswer(in), in.name(FinishReason.class), in.text());
  }

  private static void writeLogprobs(BinaryWriter out, List<TokenLogprob> tokens, int depth) {
    if (depth > DEEPEST_LOGPROBS) {
      throw new IllegalArgumentException(
          "token probabilities nested deeper than " + DEEPEST_LOGPROBS + " cannot be stored");
    }
    out.list(
        tokens,
        token -> {
          out.text(token.token());
          out.real(token.logprob());
          writeLogprobs(out, token.top(), depth + 1);
        });
  }

  private static List<TokenLogprob> readLogprobs(BinaryReader in, int depth) {
    if (depth > DEEPEST_LOGPROBS) {
      throw CorruptEntryException.damaged("its token probabilities are nested too deeply");
    }
    return in.list(() -> new TokenLogprob(in.text(), in.real(), readLogprobs(in, depth + 1)));
  }

  private static void writeLimits(BinaryWriter out, RateLimitStatus limits) {
    out.optional(limits.requests(), window -> writeWindow(out, window));
    out.optional(limits.tokens(), window -> writeWindow(out, window));
    out.optional(limits.inputTokens(), window -> writeWindow(out, window));
    out.optional(limits.outputTokens(), window -> writeWindow(out, window));
  }

  private static RateLimitStatus readLimits(BinaryReader in) {
    RateLimitStatus limits =
        new RateLimitStatus(
            in.optional(() -> readWindow(in)),
            in.optional(() -> readWindow(in)),
            in.optional(() -> readWindow(in)),
            in.optional(() -> readWindow(in)));
    return limits.isKnown() ? limits : RateLimitStatus.UNKNOWN;
  }

  private static void writeWindow(BinaryWriter out, Window window) {
    out.optional(window.limit());
    out.optional(window.remaining());
    out.optional(window.resetsIn(), out::duration);
  }

  private static Window readWindow(BinaryReader in) {
    return new Window(in.optionalNumber(), in.optionalNumber(), in.optional(in::duration));
  }

  private static void writeAdjustment(BinaryWriter out, Adjustment adjustment) {
    out.name(adjustment.kind());
    out.text(adjustment.setting());
    out.text(adjustment.change());
    out.text(adjustment.reason());
  }

  private static Adjustment readAdjustment(BinaryReader in) {
    return new Adjustment(in.name(Adjustment.Kind.class), in.text(), in.text(), in.text());
  }
}
