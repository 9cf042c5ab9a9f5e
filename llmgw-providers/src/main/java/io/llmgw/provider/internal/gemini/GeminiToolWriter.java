package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the tools of a request and whether they may or must be called.
 *
 * <p>Parameters go into {@code parametersJsonSchema}, which takes JSON schema as it is; {@code
 * parameters} takes a subset of OpenAPI's and refuses or ignores the rest.
 */
final class GeminiToolWriter {
  private final ChatRequest chat;
  private final GeminiModel model;
  private final Adjustments adjustments;

  GeminiToolWriter(ChatRequest chat, GeminiModel model, Adjustments adjustments) {
    this.chat = chat;
    this.model = model;
    this.adjustments = adjustments;
  }

  /**
   * Writes {@code tools} if there are any.
   *
   * @param further the provider's own tools, such as {@code {"googleSearch":{}}}
   */
  void writeTools(JsonGenerator out, List<?> further) throws IOException {
    if (chat.tools().isEmpty() && further.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tools");
    if (!chat.tools().isEmpty()) {
      out.writeStartObject();
      out.writeArrayFieldStart("functionDeclarations");
      for (Tool tool : chat.tools()) {
        writeTool(out, tool);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    for (Object tool : further) {
      Json.writeValue(out, "extra \"tools\"", tool);
    }
    out.writeEndArray();
  }

  private static void writeTool(JsonGenerator out, Tool tool) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", tool.name());
    out.writeStringField("description", tool.description());
    if (!tool.parameters().isEmpty()) {
      String what = "the parameters of tool \"" + tool.name() + "\"";
      if (!RawObject.isObject(tool.parameters().text())) {
        throw GeminiConversation.refuse(what + " are no JSON object");
      }
      out.writeFieldName("parametersJsonSchema");
      Json.writeRaw(out, tool.parameters(), what);
    }
    out.writeEndObject();
  }

  /** Returns the {@code functionCallingConfig}; empty to leave it out. */
  Map<String, Object> callingConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    if (chat.tools().isEmpty()) {
      return config;
    }
    if (chat.parallelToolCalls().isPresent() && !chat.parallelToolCalls().get()) {
      adjustments.leftOut("parallelToolCalls", "this API has no such setting");
    }
    ToolChoice choice = chat.toolChoice().orElse(ToolChoice.AUTO);
    switch (choice.mode()) {
      case AUTO -> config.putAll(auto());
      case NONE -> config.put("mode", "NONE");
      case REQUIRED -> config.put("mode", "ANY");
      case NAMED -> {
        config.put("mode", "ANY");
        config.put("allowedFunctionNames", List.of(choice.tool()));
      }
    }
    return config;
  }

  /** Forced calls keep to their schema anyway; free ones do in the mode VALIDATED. */
  private Map<String, Object> auto() {
    boolean strict = chat.tools().stream().anyMatch(Tool::strict);
    if (strict && model.validatedCalls()) {
      return Map.of("mode", "VALIDATED");
    }
    if (strict) {
      adjustments.leftOut("tools.strict", "this model has no strict tools");
    }
    return chat.toolChoice().isPresent() ? Map.of("mode", "AUTO") : Map.of();
  }
}
