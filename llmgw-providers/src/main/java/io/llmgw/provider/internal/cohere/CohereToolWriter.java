package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes the tools of a request and whether they may or must be called. */
final class CohereToolWriter {
  private static final RawJson NO_PARAMETERS =
      RawJson.of("{\"type\":\"object\",\"properties\":{}}");

  private final ChatRequest chat;
  private final Map<String, Object> extras;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  CohereToolWriter(
      ChatRequest chat, Map<String, Object> extras, JsonGenerator out, Adjustments adjustments) {
    this.chat = chat;
    this.extras = extras;
    this.out = out;
    this.adjustments = adjustments;
  }

  void write() throws IOException {
    ToolChoice choice = chat.toolChoice().orElse(ToolChoice.AUTO);
    List<Tool> tools = offered(choice);
    if (!tools.isEmpty() && !extras.containsKey("tools")) {
      out.writeArrayFieldStart("tools");
      for (Tool tool : tools) {
        write(tool);
      }
      out.writeEndArray();
    }
    strict(tools);
    if (choice.mode() != ToolChoice.Mode.AUTO && !extras.containsKey("tool_choice")) {
      boolean none = choice.mode() == ToolChoice.Mode.NONE;
      out.writeStringField("tool_choice", none ? "NONE" : "REQUIRED");
    }
    if (!chat.parallelToolCalls().orElse(true)) {
      adjustments.leftOut("parallelToolCalls", "this API cannot forbid several calls at once");
    }
  }

  /** The API can demand a call, but of no particular tool: the others are not offered then. */
  private List<Tool> offered(ToolChoice choice) {
    if (choice.mode() != ToolChoice.Mode.NAMED || chat.tools().size() == 1) {
      return chat.tools();
    }
    adjustments.note(
        "toolChoice",
        "changed to REQUIRED, with no other tool offered",
        "this API cannot demand a call of one tool among others");
    return chat.tools().stream().filter(tool -> tool.name().equals(choice.tool())).toList();
  }

  private void write(Tool tool) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "function");
    out.writeObjectFieldStart("function");
    out.writeStringField("name", tool.name());
    if (!tool.description().isEmpty()) {
      out.writeStringField("description", tool.description());
    }
    out.writeFieldName("parameters");
    RawJson parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
    Json.writeRaw(out, parameters, "the parameters of tool \"" + tool.name() + "\"");
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Strictness is a setting of the request, not of a tool. */
  private void strict(List<Tool> tools) throws IOException {
    long strict = tools.stream().filter(Tool::strict).count();
    if (strict == 0 || extras.containsKey("strict_tools")) {
      return;
    }
    out.writeBooleanField("strict_tools", true);
    if (strict < tools.size()) {
      adjustments.note(
          "tools.strict", "set for all tools", "this API has one setting for all of them");
    }
  }
}
