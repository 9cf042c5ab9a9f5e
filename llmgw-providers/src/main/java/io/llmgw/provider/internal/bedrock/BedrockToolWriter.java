package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.anthropic.CacheMarks;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes {@code toolConfig}: the tools of a request and whether they may or must be called. */
final class BedrockToolWriter {
  private static final RawJson NO_PARAMETERS =
      RawJson.of("{\"type\":\"object\",\"properties\":{}}");

  private final ChatRequest chat;
  private final BedrockModel model;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  BedrockToolWriter(
      ChatRequest chat, BedrockModel model, JsonGenerator out, Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.out = out;
    this.adjustments = adjustments;
  }

  /**
   * Writes the configuration if there is something to say. A conversation in which tools were
   * called needs one, whether or not there are tools now.
   */
  void write(CacheMarks marks, BedrockBlockWriter blocks) throws IOException {
    List<Tool> tools = tools();
    if (!tools.isEmpty()) {
      out.writeObjectFieldStart("toolConfig");
      out.writeArrayFieldStart("tools");
      for (Tool tool : tools) {
        write(tool);
      }
      if (model.caching().tools()) {
        blocks.writeMark(marks.toolsHour());
      }
      out.writeEndArray();
      writeChoice();
      out.writeEndObject();
    }
    if (!chat.parallelToolCalls().orElse(true) && !chat.tools().isEmpty()) {
      adjustments.leftOut("parallelToolCalls", "this API does not know it");
    }
  }

  private List<Tool> tools() {
    boolean none = mode() == ToolChoice.Mode.NONE;
    Set<String> called = called();
    if (none && called.isEmpty()) {
      return List.of();
    }
    if (none && !chat.tools().isEmpty()) {
      adjustments.note(
          "toolChoice",
          "changed to AUTO",
          "this API knows no NONE, and needs the tools because of earlier calls");
    }
    if (!chat.tools().isEmpty() || called.isEmpty()) {
      return chat.tools();
    }
    adjustments.note(
        "tools", "named those of earlier calls", "this API takes earlier calls with tools only");
    return called.stream().map(name -> new Tool(name, "", NO_PARAMETERS, false)).toList();
  }

  private Set<String> called() {
    Set<String> names = new LinkedHashSet<>();
    for (Message message : chat.messages()) {
      if (message instanceof AssistantMessage answer) {
        answer.toolCalls().stream().map(ToolCall::name).forEach(names::add);
      }
    }
    return names;
  }

  private void write(Tool tool) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("toolSpec");
    out.writeStringField("name", tool.name());
    if (!tool.description().isBlank()) {
      out.writeStringField("description", tool.description());
    }
    out.writeObjectFieldStart("inputSchema");
    out.writeFieldName("json");
    RawJson parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
    Json.writeRaw(out, parameters, "the parameters of tool \"" + tool.name() + "\"");
    out.writeEndObject();
    if (tool.strict() && model.structured()) {
      out.writeBooleanField("strict", true);
    } else if (tool.strict()) {
      adjustments.leftOut("tools.strict", "this model has no strict tools");
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void writeChoice() throws IOException {
    ToolChoice.Mode mode = mode();
    if (chat.toolChoice().isEmpty() || mode == ToolChoice.Mode.NONE) {
      return;
    }
    boolean forced = mode != ToolChoice.Mode.AUTO;
    if (forced && !model.forcedTools()) {
      adjustments.note("toolChoice", "changed to AUTO", "this model refuses forced tool calls");
      return;
    }
    out.writeObjectFieldStart("toolChoice");
    out.writeObjectFieldStart(
        switch (mode) {
          case REQUIRED -> "any";
          case NAMED -> "tool";
          default -> "auto";
        });
    if (mode == ToolChoice.Mode.NAMED) {
      out.writeStringField("name", chat.toolChoice().orElseThrow().tool());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private ToolChoice.Mode mode() {
    return chat.toolChoice().orElse(ToolChoice.AUTO).mode();
  }
}
