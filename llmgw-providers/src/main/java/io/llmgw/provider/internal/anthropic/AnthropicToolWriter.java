package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.value.RawJson;
import java.io.IOException;

/** Writes the tools of a request and whether they may or must be called. */
final class AnthropicToolWriter {
  private static final RawJson NO_PARAMETERS =
      RawJson.of("{\"type\":\"object\",\"properties\":{}}");

  private final ChatRequest chat;
  private final ClaudeModel model;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  AnthropicToolWriter(
      ChatRequest chat, ClaudeModel model, JsonGenerator out, Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.out = out;
    this.adjustments = adjustments;
  }

  /** Writes {@code tools} if there are any. */
  void writeTools() throws IOException {
    if (chat.tools().isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tools");
    for (Tool tool : chat.tools()) {
      out.writeStartObject();
      out.writeStringField("name", tool.name());
      if (!tool.description().isEmpty()) {
        out.writeStringField("description", tool.description());
      }
      out.writeFieldName("input_schema");
      RawJson parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
      Json.writeRaw(out, parameters, "the parameters of tool \"" + tool.name() + "\"");
      if (tool.strict() && model.structured()) {
        out.writeBooleanField("strict", true);
      } else if (tool.strict()) {
        adjustments.leftOut("tools.strict", "this model has no strict tools");
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Writes {@code tool_choice} if there is something to say. */
  void writeChoice() throws IOException {
    boolean single = !chat.parallelToolCalls().orElse(true);
    if (chat.tools().isEmpty() || (chat.toolChoice().isEmpty() && !single)) {
      return;
    }
    ToolChoice choice = chat.toolChoice().orElse(ToolChoice.AUTO);
    String type =
        switch (choice.mode()) {
          case AUTO -> "auto";
          case NONE -> "none";
          case REQUIRED -> "any";
          case NAMED -> "tool";
        };
    boolean forced = type.equals("any") || type.equals("tool");
    if (forced && !model.forcedTools()) {
      adjustments.note("toolChoice", "changed to AUTO", "this model refuses forced tool calls");
      type = "auto";
    }
    out.writeObjectFieldStart("tool_choice");
    out.writeStringField("type", type);
    if (type.equals("tool")) {
      out.writeStringField("name", choice.tool());
    }
    if (single && !type.equals("none")) {
      out.writeBooleanField("disable_parallel_tool_use", true);
    }
    out.writeEndObject();
  }
}
