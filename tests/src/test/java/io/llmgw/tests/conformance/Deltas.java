package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent;
import io.llmgw.spi.ProviderAnswer;
import java.util.ArrayList;
import java.util.List;

/** Puts the pieces of a stream together again, to compare them with the answer they belong to. */
final class Deltas {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<Call> calls = new ArrayList<>();
  private final List<ToolCall> completed = new ArrayList<>();

  private record Call(String id, String name, StringBuilder arguments) {}

  void add(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      text.append(delta.text());
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      reasoning.append(delta.text());
    } else if (event instanceof StreamEvent.RefusalDelta delta) {
      refusal.append(delta.text());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      while (calls.size() <= delta.index()) {
        calls.add(new Call(delta.id(), delta.name(), new StringBuilder()));
      }
      calls.get(delta.index()).arguments().append(delta.arguments());
    } else if (event instanceof StreamEvent.PartDone done && done.part() instanceof ToolCall call) {
      completed.add(call);
    }
  }

  /**
   * Compares with an answer, which is complete or not.
   *
   * @param expect says what the pieces are if the provider itself sent another whole
   */
  void compare(ProviderAnswer answer, boolean complete, JsonNode expect, Mismatches mismatches) {
    mismatches.text(
        "text of the deltas",
        expect.path("delta_text_differs").asText(answer.message().text()),
        text.toString());
    mismatches.text("reasoning of the deltas", answer.message().reasoning(), reasoning.toString());
    mismatches.text("refusal of the deltas", answer.message().refusal(), refusal.toString());
    if (!complete) {
      return;
    }
    List<ToolCall> expected = answer.message().toolCalls();
    mismatches.equal("completed tool calls", expected, completed);
    if (calls.isEmpty()) {
      return; // they came in one piece
    }
    mismatches.equal("tool calls of the deltas", expected.size(), calls.size());
    for (int i = 0; i < Math.min(expected.size(), calls.size()); i++) {
      String what = "deltas of tool call " + i + ": ";
      mismatches.text(what + "id", expected.get(i).id(), calls.get(i).id());
      mismatches.text(what + "name", expected.get(i).name(), calls.get(i).name());
      mismatches.json(
          what + "arguments",
          expected.get(i).arguments().text(),
          calls.get(i).arguments().toString());
    }
  }
}
