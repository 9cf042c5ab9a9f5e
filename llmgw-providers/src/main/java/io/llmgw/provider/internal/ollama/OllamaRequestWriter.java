package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes one chat request. Fields the application gave as extras ({@code keep_alive}, …) replace
 * the writer's own; those in {@code options} are put over the writer's one by one.
 */
final class OllamaRequestWriter {
  private static final String UNKNOWN = "this API does not know it";
  private static final RawJson NO_PARAMETERS =
      RawJson.of("{\"type\":\"object\",\"properties\":{}}");

  private final TargetRequest target;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final Map<String, Object> extras;

  OllamaRequestWriter(TargetRequest target, JsonGenerator out, Adjustments adjustments) {
    this.target = target;
    this.chat = target.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.extras = chat.extras().of(OllamaChatFormat.ORIGIN);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write(boolean stream) throws IOException {
    if (extras.containsKey("stream")) {
      throw OllamaChatFormat.refuse(
          "extra \"stream\" cannot be set, call stream() or chat() instead");
    }
    out.writeStartObject();
    if (begin("model")) {
      out.writeString(target.model());
    }
    out.writeBooleanField("stream", stream); // by default this API streams
    tools();
    if (begin("messages")) {
      new OllamaMessageWriter(out, adjustments).write(chat.messages());
    }
    format();
    think();
    logprobs();
    Map<String, Object> options = options();
    if (!options.isEmpty()) {
      out.writeFieldName("options");
      Json.writeValue(out, "options", options);
    }
    noteUnsupported();
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      if (!(extra.getKey().equals("options") && extra.getValue() instanceof Map)) {
        out.writeFieldName(extra.getKey());
        Json.writeValue(out, "extra \"" + extra.getKey() + "\"", extra.getValue());
      }
    }
    out.writeEndObject();
  }

  private boolean begin(String field) throws IOException {
    return Json.begin(out, extras, field);
  }

  private void tools() throws IOException {
    ToolChoice.Mode mode = chat.toolChoice().orElse(ToolChoice.AUTO).mode();
    if (mode == ToolChoice.Mode.NONE) {
      if (!chat.tools().isEmpty()) {
        adjustments.note("toolChoice", "no tools sent", "this API has no choice of tools");
      }
      return;
    }
    if (chat.tools().isEmpty() || !begin("tools")) {
      return;
    }
    if (mode != ToolChoice.Mode.AUTO) {
      adjustments.leftOut("toolChoice", "this API cannot demand a tool call");
    }
    if (!chat.parallelToolCalls().orElse(true)) {
      adjustments.leftOut("parallelToolCalls", "this API cannot forbid several calls at once");
    }
    out.writeStartArray();
    for (Tool tool : chat.tools()) {
      tool(tool);
    }
    out.writeEndArray();
  }

  private void tool(Tool tool) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "function");
    out.writeObjectFieldStart("function");
    out.writeStringField("name", tool.name());
    out.writeStringField("description", tool.description());
    out.writeFieldName("parameters");
    RawJson parameters = tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
    Json.writeRaw(out, parameters, "the parameters of tool \"" + tool.name() + "\"");
    out.writeEndObject();
    out.writeEndObject();
    if (tool.strict()) {
      adjustments.leftOut("tools.strict", UNKNOWN);
    }
  }

  private void format() throws IOException {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || !begin("format")) {
      return;
    }
    if (format.kind() == ResponseFormat.Kind.JSON) {
      out.writeString("json");
    } else {
      Json.writeRaw(
          out, format.schema(), "the schema of the response format \"" + format.name() + "\"");
    }
  }

  /** Some models (gpt-oss) have three levels; for the others every level means yes. */
  private void think() throws IOException {
    if (chat.reasoningBudget().isPresent()) {
      adjustments.leftOut("reasoningBudget", "this API has no budget of reasoning tokens");
    }
    if (chat.reasoning().isEmpty() || !begin("think")) {
      return;
    }
    Effort effort = chat.reasoning().get();
    switch (effort) {
      case NONE -> out.writeBoolean(false);
      case LOW, MEDIUM, HIGH -> out.writeString(effort.wireName());
      case MINIMAL -> nearest(effort, "low");
      case XHIGH, MAX -> nearest(effort, "high");
    }
  }

  private void nearest(Effort effort, String level) throws IOException {
    out.writeString(level);
    adjustments.note(
        "reasoning", effort + " sent as \"" + level + "\"", "this API knows low, medium and high");
  }

  private void logprobs() throws IOException {
    if (chat.logprobs().isEmpty() || !begin("logprobs")) {
      return;
    }
    out.writeBoolean(true);
    if (chat.logprobs().getAsInt() > 0 && begin("top_logprobs")) {
      out.writeNumber(chat.logprobs().getAsInt());
    }
  }

  private Map<String, Object> options() {
    if (extras.get("options") != null && !(extras.get("options") instanceof Map)) {
      return Map.of(); // given as JSON text: it replaces all
    }
    Map<String, Object> options = new LinkedHashMap<>();
    chat.maxOutputTokens().ifPresent(tokens -> options.put("num_predict", tokens));
    chat.temperature().ifPresent(value -> options.put("temperature", value));
    chat.topP().ifPresent(value -> options.put("top_p", value));
    chat.seed().ifPresent(value -> options.put("seed", value));
    if (!chat.stop().isEmpty()) {
      options.put("stop", chat.stop());
    }
    chat.frequencyPenalty().ifPresent(value -> options.put("frequency_penalty", value));
    chat.presencePenalty().ifPresent(value -> options.put("presence_penalty", value));
    if (extras.get("options") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> options.put(String.valueOf(name), value));
    }
    return options;
  }

  private void noteUnsupported() {
    Delivery delivery = target.delivery();
    if (chat.alternatives() > 1) {
      adjustments.leftOut("alternatives", UNKNOWN);
    }
    if (!delivery.endUser().isEmpty()) {
      adjustments.leftOut("endUser", UNKNOWN);
    }
    if (!delivery.metadata().isEmpty()) {
      adjustments.leftOut("metadata", UNKNOWN);
    }
    if (!delivery.serviceTier().isEmpty()) {
      adjustments.leftOut("serviceTier", UNKNOWN);
    }
  }
}
