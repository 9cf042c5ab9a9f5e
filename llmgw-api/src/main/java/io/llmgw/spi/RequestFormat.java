package io.llmgw.spi;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Requests in binary, every component; only ever written, to be hashed. */
final class RequestFormat {
  private RequestFormat() {}

  static void write(BinaryWriter out, ChatRequest request) {
    out.text(request.model());
    out.list(request.messages(), message -> MessageFormat.write(out, message));
    out.list(request.tools(), tool -> write(out, tool));
    out.optional(
        request.toolChoice(),
        choice -> {
          out.name(choice.mode());
          out.text(choice.tool());
        });
    out.optional(request.parallelToolCalls(), out::flag);
    write(out, request.responseFormat());
    write(out, request.maxOutputTokens());
    write(out, request.temperature());
    write(out, request.topP());
    write(out, request.frequencyPenalty());
    write(out, request.presencePenalty());
    out.optional(request.seed());
    out.list(request.stop(), out::text);
    out.optional(request.reasoning(), out::name);
    write(out, request.reasoningBudget());
    out.number(request.alternatives());
    write(out, request.logprobs());
    out.list(
        request.cacheMarks(),
        mark -> {
          out.number(mark.messages());
          out.duration(mark.timeToLive());
        });
    ExtrasFormat.write(out, request.extras());
  }

  static void write(BinaryWriter out, EmbeddingRequest request) {
    out.text(request.model());
    out.list(request.inputs(), out::text);
    write(out, request.dimensions());
    out.optional(request.purpose(), out::name);
    ExtrasFormat.write(out, request.extras());
  }

  private static void write(BinaryWriter out, Tool tool) {
    out.text(tool.name());
    out.text(tool.description());
    out.json(tool.parameters());
    out.flag(tool.strict());
  }

  private static void write(BinaryWriter out, ResponseFormat format) {
    out.name(format.kind());
    out.text(format.name());
    out.json(format.schema());
    out.flag(format.strict());
  }

  private static void write(BinaryWriter out, OptionalInt value) {
    out.flag(value.isPresent());
    value.ifPresent(out::number);
  }

  private static void write(BinaryWriter out, OptionalDouble value) {
    out.flag(value.isPresent());
    value.ifPresent(out::real);
  }
}
