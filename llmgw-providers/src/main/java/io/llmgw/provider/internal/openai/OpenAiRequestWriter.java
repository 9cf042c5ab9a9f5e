package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one chat completions request. Fields the application gave as extras replace the writer's
 * own.
 */
final class OpenAiRequestWriter {
  private final OpenAiDialect dialect;
  private final TargetRequest request;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final Map<String, Object> extras;

  OpenAiRequestWriter(
      OpenAiDialect dialect, TargetRequest request, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.request = request;
    this.chat = request.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.extras = extras(dialect, chat);
  }

  private static Map<String, Object> extras(OpenAiDialect dialect, ChatRequest chat) {
    Map<String, Object> general = chat.extras().of(OpenAiDialect.FORMAT);
    Map<String, Object> own = chat.extras().of(dialect.origin());
    if (own.isEmpty() || own == general) {
      return general;
    }
    Map<String, Object> both = new TreeMap<>(general);
    both.putAll(own);
    return both;
  }

  void write(boolean stream) throws IOException {
    out.writeStartObject();
    if (begin("model")) {
      out.writeString(request.model());
    }
    if (begin("messages")) {
      messages();
    }
    tools();
    responseFormat();
    limitsAndSampling();
    reasoning();
    tags();
    streaming(stream);
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      out.writeFieldName(extra.getKey());
      Json.writeValue(out, "extra \"" + extra.getKey() + "\"", extra.getValue());
    }
    out.writeEndObject();
  }

  /** Begins a field unless an extra of the same name takes its place: a key must not come twice. */
  private boolean begin(String field) throws IOException {
    if (!extras.isEmpty() && extras.containsKey(field)) {
      return false;
    }
    out.writeFieldName(field);
    return true;
  }

  private void messages() throws IOException {
    OpenAiMessageWriter writer = new OpenAiMessageWriter(dialect, out, adjustments);
    List<Message> messages = chat.messages();
    int turn = lastUser(messages);
    out.writeStartArray();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (message instanceof AssistantMessage assistant) {
        writer.assistant(assistant, i > turn);
      } else {
        writer.other(message);
      }
    }
    out.writeEndArray();
    writer.finish();
  }

  private static int lastUser(List<Message> messages) {
    int i = messages.size() - 1;
    while (i >= 0 && !(messages.get(i) instanceof UserMessage)) {
      i--;
    }
    return i;
  }

  private void tools() throws IOException {
    if (!chat.tools().isEmpty() && begin("tools")) {
      out.writeStartArray();
      for (Tool tool : chat.tools()) {
        tool(tool);
      }
      out.writeEndArray();
    }
    if (chat.toolChoice().isPresent() && begin("tool_choice")) {
      toolChoice(chat.toolChoice().get());
    }
    if (chat.parallelToolCalls().isPresent() && begin("parallel_tool_calls")) {
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
    if (tool.strict()) {
      out.writeBooleanField("strict", true);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void toolChoice(ToolChoice choice) throws IOException {
    switch (choice.mode()) {
      case AUTO -> out.writeString("auto");
      case NONE -> out.writeString("none");
      case REQUIRED -> out.writeString("required");
      case NAMED -> {
        out.writeStartObject();
        out.writeStringField("type", "function");
        out.writeObjectFieldStart("function");
        out.writeStringField("name", choice.tool());
        out.writeEndObject();
        out.writeEndObject();
      }
    }
  }

  private void responseFormat() throws IOException {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || !begin("response_format")) {
      return;
    }
    out.writeStartObject();
    if (format.kind() == ResponseFormat.Kind.JSON) {
      out.writeStringField("type", "json_object");
    } else {
      out.writeStringField("type", "json_schema");
      out.writeObjectFieldStart("json_schema");
      out.writeStringField("name", format.name().isEmpty() ? "answer" : format.name());
      out.writeFieldName("schema");
      Json.writeRaw(
          out, format.schema(), "the schema of the response format \"" + format.name() + "\"");
      out.writeBooleanField("strict", format.strict());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private void limitsAndSampling() throws IOException {
    if (chat.maxOutputTokens().isPresent()
        && !extras.containsKey("max_tokens")
        && !extras.containsKey("max_completion_tokens")) {
      out.writeNumberField(dialect.maxTokensField(), chat.maxOutputTokens().getAsInt());
    }
    if (chat.temperature().isPresent() && begin("temperature")) {
      out.writeNumber(chat.temperature().getAsDouble());
    }
    if (chat.topP().isPresent() && begin("top_p")) {
      out.writeNumber(chat.topP().getAsDouble());
    }
    if (chat.frequencyPenalty().isPresent() && begin("frequency_penalty")) {
      out.writeNumber(chat.frequencyPenalty().getAsDouble());
    }
    if (chat.presencePenalty().isPresent() && begin("presence_penalty")) {
      out.writeNumber(chat.presencePenalty().getAsDouble());
    }
    if (chat.seed().isPresent() && begin("seed")) {
      out.writeNumber(chat.seed().getAsLong());
    }
    if (!chat.stop().isEmpty() && begin("stop")) {
      out.writeStartArray();
      for (String sequence : chat.stop()) {
        out.writeString(sequence);
      }
      out.writeEndArray();
    }
  }

  private void reasoning() throws IOException {
    if (chat.reasoning().isPresent() && begin("reasoning_effort")) {
      Effort effort = chat.reasoning().get();
      if (effort == Effort.MAX) {
        // The highest step every reasoning model knows; "xhigh" is known to few and can be given as
        // an extra.
        out.writeString("high");
        adjustments.note(
            "reasoning", "MAX sent as \"high\"", "not every model knows a higher step");
      } else {
        out.writeString(effort.wireName());
      }
    }
    if (chat.reasoningBudget().isPresent()) {
      adjustments.leftOut("reasoningBudget", "chat completions have no budget of reasoning tokens");
    }
  }

  private void tags() throws IOException {
    if (!request.delivery().endUser().isEmpty() && begin(dialect.endUserField())) {
      out.writeString(request.delivery().endUser());
    }
    if (!request.delivery().metadata().isEmpty() && begin("metadata")) {
      out.writeStartObject();
      for (Map.Entry<String, String> tag :
          new TreeMap<>(request.delivery().metadata()).entrySet()) {
        out.writeStringField(tag.getKey(), tag.getValue());
      }
      out.writeEndObject();
    }
  }

  private void streaming(boolean stream) throws IOException {
    if (extras.containsKey("stream")) {
      throw io.llmgw.spi.ProviderFailure.of(
              io.llmgw.outcome.ErrorKind.INVALID_REQUEST,
              "extra \"stream\" cannot be set; call stream() or chat() instead")
          .withNothingSent();
    }
    if (!stream) {
      return;
    }
    out.writeBooleanField("stream", true);
    if (dialect.streamUsage() && begin("stream_options")) {
      out.writeStartObject();
      out.writeBooleanField("include_usage", true);
      out.writeEndObject();
    }
  }
}
