package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.openai.OpenAiToolWriter.Fields;
import java.io.IOException;

/** Writes how much the model is to think, the way its server is told. */
final class OpenAiReasoningWriter {
  private final OpenAiThinking way;
  private final OpenAiLimits limits;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  OpenAiReasoningWriter(
      OpenAiThinking way, OpenAiLimits limits, JsonGenerator out, Adjustments adjustments) {
    this.way = way;
    this.limits = limits;
    this.out = out;
    this.adjustments = adjustments;
  }

  void write(ChatRequest chat, Fields fields) throws IOException {
    boolean budget = chat.reasoningBudget().isPresent();
    switch (way) {
      case EFFORT -> effort(false, fields);
      case TYPE -> effort(true, fields);
      case OBJECT -> {
        budget = false;
        if ((limits.effort().isPresent() || chat.reasoningBudget().isPresent())
            && fields.begin("reasoning")) {
          object(chat);
        }
      }
      case SWITCH -> {
        budget = false;
        onOff(chat, fields);
      }
    }
    if (budget) {
      adjustments.leftOut("reasoningBudget", "there is no budget of reasoning tokens");
    }
  }

  private void effort(boolean typed, Fields fields) throws IOException {
    if (limits.effort().isEmpty()) {
      return;
    }
    String word = limits.effort().get().wireName();
    if (typed && word.equals("none")) {
      if (fields.begin("thinking")) {
        out.writeStartObject();
        out.writeStringField("type", "disabled");
        out.writeEndObject();
      }
    } else if (fields.begin("reasoning_effort")) {
      out.writeString(word);
    }
  }

  /** Effort and budget exclude each other; the budget says more. */
  private void object(ChatRequest chat) throws IOException {
    out.writeStartObject();
    if (chat.reasoningBudget().isPresent()) {
      out.writeNumberField("max_tokens", chat.reasoningBudget().getAsInt());
      if (limits.effort().isPresent()) {
        adjustments.leftOut("reasoning", "reasoningBudget is set, which says more");
      }
    } else if (limits.effort().isPresent()) {
      out.writeStringField("effort", limits.effort().get().wireName());
    }
    out.writeEndObject();
  }

  private void onOff(ChatRequest chat, Fields fields) throws IOException {
    if (chat.reasoning().isPresent() || chat.reasoningBudget().isPresent()) {
      boolean on = limits.effort().map(e -> !e.wireName().equals("none")).orElse(true);
      if (fields.begin("enable_thinking")) {
        out.writeBoolean(on);
      }
      if (on && chat.reasoningBudget().isPresent() && fields.begin("thinking_budget")) {
        out.writeNumber(chat.reasoningBudget().getAsInt());
      }
    }
  }
}
