package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import java.io.IOException;

/** Writes the tools of one chat completions request, and how they are to be used. */
final class OpenAiToolWriter {
  private final OpenAiDialect dialect;
  private final OpenAiLimits limits;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  OpenAiToolWriter(
      OpenAiDialect dialect, OpenAiLimits limits, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.limits = limits;
    this.out = out;
    this.adjustments = adjustments;
  }

  /** Begins a field, or tells that it must not be written. */
  interface Fields {
    boolean begin(String field) throws IOException;
  }

  void write(ChatRequest chat, Fields fields) throws IOException {
    if (!chat.tools().isEmpty() && !limits.takes(OpenAiSetting.TOOLS)) {
      return;
    }
    if (!chat.tools().isEmpty() && fields.begin("tools")) {
      out.writeStartArray();
      for (Tool tool : chat.tools()) {
        tool(tool);
      }
      out.writeEndArray();
    }
    if (chat.toolChoice().isPresent()) {
      choice(chat.toolChoice().get(), fields);
    }
    if (chat.parallelToolCalls().isPresent()
        && limits.takes(OpenAiSetting.PARALLEL_TOOLS)
        && fields.begin("parallel_tool_calls")) {
      out.writeBoolean(chat.parallelToolCalls().get());
    }
  }

  private void tool(Tool tool) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "function");
    out.writeObjectFieldStart("function");
    out.writeStringField("name", tool.name());
    if (!tool.description().isEmpty()) {
      out.writeStringField("description", tool.description());
    }
    if (!tool.parameters().isEmpty()) {
      out.writeFieldName("parameters");
      Json.writeRaw(out, tool.parameters(), "the parameters of tool \"" + tool.name() + "\"");
    }
    if (tool.strict() && limits.takes(OpenAiSetting.STRICT_TOOLS)) {
      out.writeBooleanField("strict", true);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /**
   * A choice the server does not know goes as {@code auto}: the tools stay known to the model, and
   * the adjustment says that it may answer without them.
   */
  private void choice(ToolChoice choice, Fields fields) throws IOException {
    switch (choice.mode()) {
      case AUTO -> word("auto", fields);
      case NONE -> word("none", fields);
      case REQUIRED -> {
        boolean known = limits.knows(OpenAiSetting.TOOL_REQUIRED);
        word(known ? dialect.toolRequired() : weakened("REQUIRED"), fields);
      }
      case NAMED -> {
        if (!limits.knows(OpenAiSetting.TOOL_NAMED)) {
          word(weakened("the choice of one tool"), fields);
        } else if (fields.begin("tool_choice")) {
          out.writeStartObject();
          out.writeStringField("type", "function");
          out.writeObjectFieldStart("function");
          out.writeStringField("name", choice.tool());
          out.writeEndObject();
          out.writeEndObject();
        }
      }
    }
  }

  private String weakened(String what) {
    adjustments.note(
        "toolChoice", what + " sent as \"auto\"", "the model or server cannot be made to");
    return "auto";
  }

  private void word(String word, Fields fields) throws IOException {
    if (fields.begin("tool_choice")) {
      out.writeString(word);
    }
  }
}
