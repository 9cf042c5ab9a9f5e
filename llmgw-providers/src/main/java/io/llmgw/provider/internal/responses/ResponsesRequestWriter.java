package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.openai.OpenAiLimits;
import io.llmgw.provider.internal.openai.OpenAiSetting;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the body of one request to the Responses API. */
final class ResponsesRequestWriter {
  private static final String NO_SUCH_SETTING = "the Responses API has no such setting";

  private final ResponsesDialect dialect;
  private final TargetRequest request;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final ResponsesExtras extras;
  private final ReasoningModel reasoning;
  private final OpenAiLimits limits;

  ResponsesRequestWriter(
      ResponsesDialect dialect, TargetRequest request, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.request = request;
    this.chat = request.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.extras = new ResponsesExtras(dialect, chat);
    this.reasoning = ReasoningModel.of(request);
    this.limits = new OpenAiLimits(dialect.rules(), request.model(), chat, adjustments);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write(boolean stream) throws IOException {
    out.writeStartObject();
    if (begin("model")) {
      out.writeString(request.model());
    }
    tools();
    if (begin("input")) {
      input();
    }
    text();
    reasoning();
    boolean logprobs = chat.logprobs().isPresent() && limits.takes(OpenAiSetting.LOGPROBS);
    limitsAndSampling(logprobs);
    delivery();
    if (begin("store")) {
      out.writeBoolean(false);
    }
    include(logprobs);
    streaming(stream);
    extras.writeRest(out);
    out.writeEndObject();
    noteUnsupported();
  }

  /** Begins a field unless an extra of the same name takes its place: a key must not come twice. */
  private boolean begin(String field) throws IOException {
    if (extras.has(field)) {
      return false;
    }
    out.writeFieldName(field);
    return true;
  }

  private void input() throws IOException {
    ReasoningReplay replay = ReasoningReplay.of(reasoning, extras.isTrue("store"));
    new ResponsesInputWriter(dialect.origin(), replay, out, adjustments).write(chat.messages());
  }

  private void tools() throws IOException {
    Optional<List<?>> more = extras.elements("tools");
    if (more.isEmpty()) {
      extras.write(out, "tools");
    } else if (!chat.tools().isEmpty() || !more.get().isEmpty()) {
      out.writeArrayFieldStart("tools");
      for (Tool tool : chat.tools()) {
        tool(tool);
      }
      for (Object tool : more.get()) {
        Json.writeValue(out, "extra \"tools\"", tool);
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

  /** Functions are strict here unless they say otherwise, so they always say. */
  private void tool(Tool tool) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "function");
    out.writeStringField("name", tool.name());
    if (!tool.description().isEmpty()) {
      out.writeStringField("description", tool.description());
    }
    out.writeFieldName("parameters");
    if (tool.parameters().isEmpty()) {
      out.writeRawValue("{\"type\":\"object\",\"properties\":{}}");
    } else {
      Json.writeRaw(out, tool.parameters(), "the parameters of tool \"" + tool.name() + "\"");
    }
    out.writeBooleanField("strict", tool.strict());
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
        out.writeStringField("name", choice.tool());
        out.writeEndObject();
      }
    }
  }

  private void text() throws IOException {
    ResponseFormat format = chat.responseFormat();
    Optional<Map<String, Object>> more = extras.object("text");
    if (more.isEmpty()) {
      extras.write(out, "text");
      return;
    }
    boolean own = format.kind() != ResponseFormat.Kind.TEXT && !more.get().containsKey("format");
    if (!own && more.get().isEmpty()) {
      return;
    }
    out.writeObjectFieldStart("text");
    if (own) {
      out.writeFieldName("format");
      format(format);
    }
    fields(more.get(), "text");
    out.writeEndObject();
  }

  private void format(ResponseFormat format) throws IOException {
    out.writeStartObject();
    if (format.kind() == ResponseFormat.Kind.JSON) {
      out.writeStringField("type", "json_object");
    } else {
      out.writeStringField("type", "json_schema");
      out.writeStringField("name", format.name().isEmpty() ? "answer" : format.name());
      out.writeFieldName("schema");
      Json.writeRaw(
          out, format.schema(), "the schema of the response format \"" + format.name() + "\"");
      out.writeBooleanField("strict", format.strict());
    }
    out.writeEndObject();
  }

  private void reasoning() throws IOException {
    Optional<Map<String, Object>> more = extras.object("reasoning");
    if (more.isEmpty()) {
      extras.write(out, "reasoning");
      return;
    }
    boolean own = limits.effort().isPresent() && !more.get().containsKey("effort");
    if (!own && more.get().isEmpty()) {
      return;
    }
    out.writeObjectFieldStart("reasoning");
    if (own) {
      out.writeStringField("effort", limits.effort().get().wireName());
    }
    fields(more.get(), "reasoning");
    out.writeEndObject();
  }

  private void fields(Map<String, Object> fields, String of) throws IOException {
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      out.writeFieldName(field.getKey());
      Json.writeValue(out, "extra \"" + of + "." + field.getKey() + "\"", field.getValue());
    }
  }

  private void limitsAndSampling(boolean logprobs) throws IOException {
    if (chat.maxOutputTokens().isPresent() && begin("max_output_tokens")) {
      int wanted = chat.maxOutputTokens().getAsInt();
      int least = dialect.minOutputTokens();
      if (wanted < least) {
        adjustments.note("maxOutputTokens", "raised to " + least, "this API takes no less");
      }
      out.writeNumber(Math.max(wanted, least));
    }
    if (chat.temperature().isPresent()
        && limits.takes(OpenAiSetting.TEMPERATURE)
        && begin("temperature")) {
      out.writeNumber(chat.temperature().getAsDouble());
    }
    if (chat.topP().isPresent() && limits.takes(OpenAiSetting.TOP_P) && begin("top_p")) {
      out.writeNumber(chat.topP().getAsDouble());
    }
    if (logprobs && begin("top_logprobs")) {
      out.writeNumber(chat.logprobs().getAsInt());
    }
  }

  private void delivery() throws IOException {
    text("service_tier", request.delivery().serviceTier());
    if (limits.knows(OpenAiSetting.PROMPT_CACHE_KEY)) { // a hint: nothing is lost without it
      text("prompt_cache_key", request.delivery().promptCacheKey());
    }
    text(dialect.endUserField(), request.delivery().endUser());
    if (!request.delivery().metadata().isEmpty() && begin("metadata")) {
      out.writeStartObject();
      for (Map.Entry<String, String> tag :
          new TreeMap<>(request.delivery().metadata()).entrySet()) {
        out.writeStringField(tag.getKey(), tag.getValue());
      }
      out.writeEndObject();
    }
  }

  private void text(String field, String value) throws IOException {
    if (!value.isEmpty() && begin(field)) {
      out.writeString(value);
    }
  }

  /** Asks for what is not in an answer by itself. */
  private void include(boolean logprobs) throws IOException {
    Optional<List<?>> more = extras.elements("include");
    if (more.isEmpty()) {
      extras.write(out, "include");
      return;
    }
    List<Object> wanted = new ArrayList<>(2);
    if (reasoning == ReasoningModel.YES
        && (dialect.encrypts() || ReasoningModel.hides(request.model()))) {
      wanted.add("reasoning.encrypted_content");
    }
    if (logprobs) {
      wanted.add("message.output_text.logprobs");
    }
    more.get().stream().filter(one -> !wanted.contains(one)).forEach(wanted::add);
    if (!wanted.isEmpty()) {
      out.writeFieldName("include");
      Json.writeValue(out, "extra \"include\"", wanted);
    }
  }

  private void streaming(boolean stream) throws IOException {
    if (extras.has("stream")) {
      throw ProviderFailure.of(
              ErrorKind.INVALID_REQUEST,
              "extra \"stream\" cannot be set; call stream() or chat() instead")
          .withNothingSent();
    }
    if (stream) {
      out.writeBooleanField("stream", true);
    }
  }

  private void noteUnsupported() {
    leftOut("stop", !chat.stop().isEmpty());
    leftOut("seed", chat.seed().isPresent());
    leftOut("frequencyPenalty", chat.frequencyPenalty().isPresent());
    leftOut("presencePenalty", chat.presencePenalty().isPresent());
    leftOut("reasoningBudget", chat.reasoningBudget().isPresent());
    leftOut("alternatives", chat.alternatives() > 1);
  }

  private void leftOut(String setting, boolean wanted) {
    if (wanted) {
      adjustments.leftOut(setting, NO_SUCH_SETTING);
    }
  }
}
