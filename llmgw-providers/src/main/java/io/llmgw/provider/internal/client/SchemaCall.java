package io.llmgw.provider.internal.client;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns the call of {@link SchemaAsTool}'s tool back into text, while it comes.
 *
 * <p>Text is held back until it is known whether the call follows, because then it is not the
 * answer.
 */
final class SchemaCall implements StreamDecoder {
  private static final int NONE = -1;

  private final StreamDecoder decoder;
  private final String tool;
  private final TextBuffer arguments = new TextBuffer();
  private final List<TextDelta> held = new ArrayList<>();
  private int index = NONE;

  SchemaCall(StreamDecoder decoder, String tool) {
    this.decoder = decoder;
    this.tool = tool;
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    try {
      decoder.event(name, data, event -> pass(event, out));
    } catch (ProviderFailure e) {
      release(out);
      throw e;
    }
  }

  @Override
  public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
    boolean complete = decoder.end(doneMarker, event -> pass(event, out));
    release(out);
    return complete;
  }

  @Override
  public boolean finished() {
    return decoder.finished();
  }

  @Override
  public ProviderAnswer answer() {
    return asText(decoder.answer(), tool, arguments.toString());
  }

  private void pass(StreamEvent event, Consumer<StreamEvent> out) {
    if (event instanceof TextDelta text && index == NONE) {
      held.add(text);
    } else if (event instanceof TextDelta text) {
      out.accept(new ReasoningDelta(text.text()));
    } else if (event instanceof ToolCallDelta delta) {
      pass(delta, out);
    } else if (event instanceof PartDone done && done.part() instanceof ToolCall call) {
      pass(call, done, out);
    } else {
      out.accept(event);
    }
  }

  private void pass(ToolCallDelta delta, Consumer<StreamEvent> out) {
    if (index == NONE && delta.name().equals(tool)) {
      index = delta.index();
      held.forEach(text -> out.accept(new ReasoningDelta(text.text())));
      held.clear();
    }
    if (delta.index() == index) {
      append(delta.arguments(), out);
    } else if (!delta.name().equals(tool)) {
      int shifted = index != NONE && delta.index() > index ? delta.index() - 1 : delta.index();
      out.accept(new ToolCallDelta(shifted, delta.id(), delta.name(), delta.arguments()));
    }
  }

  private void pass(ToolCall call, PartDone done, Consumer<StreamEvent> out) {
    if (!call.name().equals(tool)) {
      out.accept(done);
    } else if (arguments.isEmpty()) {
      append(call.arguments().text(), out);
    }
  }

  private void append(String more, Consumer<StreamEvent> out) {
    if (!more.isEmpty()) {
      arguments.append(more);
      out.accept(new TextDelta(more));
    }
  }

  /** No call has come: what the model wrote is its answer. */
  private void release(Consumer<StreamEvent> out) {
    held.forEach(out);
    held.clear();
  }

  /**
   * Turns the first call of a tool into the answer's text.
   *
   * @param answer what was answered
   * @param tool the tool's name
   * @param begun the arguments as far as they have come, if the answer may have been cut; formats
   *     do not report half a call
   */
  static ProviderAnswer asText(ProviderAnswer answer, String tool, String begun) {
    List<ToolCall> calls = answer.message().toolCalls();
    boolean called = calls.stream().anyMatch(call -> call.name().equals(tool));
    if (!called && begun.isEmpty()) {
      return answer;
    }
    List<Part> parts = new ArrayList<>();
    String text = begun;
    for (Part part : answer.message().parts()) {
      if (part instanceof TextPart said) {
        parts.add(new ReasoningPart(said.text(), ProviderState.NONE));
      } else if (!(part instanceof ToolCall call) || !call.name().equals(tool)) {
        parts.add(part);
      } else if (text.isEmpty()) {
        text = call.arguments().text();
      }
    }
    parts.add(new TextPart(text));
    boolean only = calls.stream().allMatch(call -> call.name().equals(tool));
    boolean stop = only && answer.finishReason() == FinishReason.TOOL_CALLS;
    return ProviderAnswer.of(new AssistantMessage(parts, answer.message().state()))
        .finish(stop ? FinishReason.STOP : answer.finishReason(), answer.rawFinishReason())
        .usage(answer.usage(), answer.rawUsage())
        .reportedUsd(answer.reportedUsd())
        .model(answer.model())
        .serviceTier(answer.serviceTier())
        .alternatives(answer.alternatives())
        .logprobs(answer.logprobs())
        .build();
  }
}
