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
  private final boolean structured;
  private final CacheMarks marks;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  AnthropicToolWriter(
      ChatRequest chat,
      ClaudeModel model,
      boolean structured,
      CacheMarks marks,
      JsonGenerator out,
      Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.structured = structured;
    this.marks = marks;
    this.out = out;
    this.adjustments = adjustments;
  }

  /** Writes {@code tools} if there are any. */
  void writeTools() throws IOException {
    if (chat.tools().isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tools");
    for (int i = 0; i < chat.tools().size(); i++) {
      Tool tool = chat.tools().get(i);
      out.writeStartObject();
      out.writeStringField("name", tool.name());
      if (!tool.description().isEmpty()) {
        out.writeStringField("description", tool.description());
      }
      out.writeFieldName("input_schema");
      RawJson parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
      Json.writeRaw(out, parameters, "the parameters of tool \"" + tool.name() + "\"");
      if (tool.strict() && structured) {
        out.writeBooleanField("strict", true);
      } else if (tool.strict()) {
        adjustments.leftOut("tools.strict", "this model has no strict tools");
      }
      if (i == chat.tools().size() - 1 && marks.toolsHour().isPresent()) {
        out.writeFieldName("cache_control");
        out.writeRawValue(AnthropicBlockWriter.cacheControl(marks.toolsHour().get()));
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
