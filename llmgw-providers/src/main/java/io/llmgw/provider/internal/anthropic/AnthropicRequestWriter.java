package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.model.ModelInfo;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Writes the body of one request to the Messages API. */
final class AnthropicRequestWriter {
  private static final List<String> MARKED =
      List.of("cache_control", "tools", "system", "messages");

  private final AnthropicDialect dialect;
  private final TargetRequest target;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final ClaudeModel model;
  private final Map<String, Object> extras;
  private final AnthropicConversation conversation;
  private final AnthropicReasoning reasoning;
  private final CacheMarks marks;

  AnthropicRequestWriter(
      AnthropicDialect dialect, TargetRequest target, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.target = target;
    this.chat = target.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.model = ClaudeModel.of(target.model());
    this.extras = chat.extras().of(AnthropicBlocks.ORIGIN);
    this.marks = CacheMarks.of(marks(), adjustments);
    this.conversation =
        AnthropicConversation.of(
            chat.messages(), AnthropicBlocks.ORIGIN, false, marks, adjustments);
    OptionalInt maxOutput =
        target.info().map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty());
    this.reasoning =
        AnthropicReasoning.of(
            chat, model, true, maxOutput, conversation.goesOnWithoutThinking(), this.adjustments);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write(boolean stream) throws IOException {
    if (conversation.turns().isEmpty() && isOurs("messages")) {
      throw AnthropicBlockWriter.refuse(
          "the conversation has nothing but instructions; this API needs a user message");
    }
    out.writeStartObject();
    if (!dialect.version().isEmpty() && isOurs("anthropic_version")) {
      out.writeStringField("anthropic_version", dialect.version());
    }
    if (dialect.modelInBody() && isOurs("model")) {
      out.writeStringField("model", target.model());
    }
    AnthropicToolWriter tools =
        new AnthropicToolWriter(chat, model, isStructured(), marks, out, adjustments);
    if (isOurs("tools")) {
      tools.writeTools();
    }
    writeSystem();
    writeMessages();
    if (isOurs("max_tokens")) {
      out.writeNumberField("max_tokens", reasoning.maxTokens());
    }
    if (stream && dialect.streamInBody()) {
      out.writeBooleanField("stream", true);
    }
    if (isOurs("tool_choice")) {
      tools.writeChoice();
    }
    Map<String, Object> thinking = merged("thinking", reasoning.thinking());
    writeSampling(isThinking(thinking));
    writeStop();
    writeUser();
    writeTier();
    writeMerged("thinking", thinking);
    writeMerged("output_config", merged("output_config", outputConfig()));
    noteUnsupported();
    writeExtras();
    out.writeEndObject();
  }

  /**
   * Not those the gateway would like, if extras mark themselves or replace what would be marked.
   */
  private List<CacheMark> marks() {
    boolean replaced = MARKED.stream().anyMatch(extras::containsKey);
    return replaced && !target.hasOwnCacheMarks() ? List.of() : target.cacheMarks();
  }

  /** Tells whether a field is ours to write: extras replace what stands in their place. */
  private boolean isOurs(String field) {
    return !extras.containsKey(field);
  }

  private void writeSystem() throws IOException {
    List<Part> system = new ArrayList<>(conversation.system());
    instruction().forEach(system::add);
    if (system.isEmpty() || !isOurs("system")) {
      return;
    }
    if (system.size() == 1
        && system.get(0) instanceof TextPart text
        && !AnthropicConversation.isOurs(text.state())
        && marks.hour(text).isEmpty()) {
      out.writeStringField("system", text.text());
      return;
    }
    out.writeArrayFieldStart("system");
    AnthropicBlockWriter blocks = new AnthropicBlockWriter(out, marks);
    for (Part part : system) {
      blocks.write(part);
    }
    out.writeEndArray();
  }

  /** Asks in words for JSON without a schema, for which the API has no setting. */
  private List<Part> instruction() {
    if (chat.responseFormat().kind() != ResponseFormat.Kind.JSON) {
      return List.of();
    }
    adjustments.note(
        "responseFormat", "asked for in the instructions", "this API has no such setting");
    return List.of(
        new TextPart(
            "Answer with one JSON object and nothing else: no explanation, no code fence."));
  }

  private boolean isStructured() {
    return dialect.structured() && model.structured();
  }

  private boolean isNative(ResponseFormat format) {
    return format.kind() == ResponseFormat.Kind.JSON_SCHEMA && isStructured();
  }

  private void writeMessages() throws IOException {
    if (!isOurs("messages")) {
      return;
    }
    out.writeArrayFieldStart("messages");
    AnthropicBlockWriter blocks = new AnthropicBlockWriter(out, marks);
    for (AnthropicConversation.Turn turn : conversation.turns()) {
      blocks.write(turn);
    }
    out.writeEndArray();
  }

  private void writeSampling(boolean thinking) throws IOException {
    ClaudeSampling sampling = ClaudeSampling.of(chat, model, thinking, adjustments);
    if (sampling.temperature().isPresent() && isOurs("temperature")) {
      out.writeNumberField("temperature", sampling.temperature().getAsDouble());
    }
    if (sampling.topP().isPresent() && isOurs("top_p")) {
      out.writeNumberField("top_p", sampling.topP().getAsDouble());
    }
  }

  private void writeStop() throws IOException {
    List<String> stop = chat.stop().stream().filter(sequence -> !sequence.isBlank()).toList();
    if (stop.size() < chat.stop().size()) {
      adjustments.leftOut("stop", "this API does not take stop sequences of white space");
    }
    if (stop.isEmpty() || !isOurs("stop_sequences")) {
      return;
    }
    out.writeArrayFieldStart("stop_sequences");
    for (String sequence : stop) {
      out.writeString(sequence);
    }
    out.writeEndArray();
  }

  private void writeUser() throws IOException {
    if (!target.delivery().metadata().isEmpty()) {
      adjustments.leftOut("metadata", "this API knows no tags besides the user's id");
    }
    if (!target.delivery().endUser().isEmpty() && isOurs("metadata")) {
      out.writeObjectFieldStart("metadata");
      out.writeStringField("user_id", target.delivery().endUser());
      out.writeEndObject();
    }
  }

  private void writeTier() throws IOException {
    if (!target.delivery().serviceTier().isEmpty() && isOurs("service_tier")) {
      out.writeStringField("service_tier", target.delivery().serviceTier());
    }
  }

  private Map<String, Object> outputConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    if (!reasoning.effort().isEmpty()) {
      config.put("effort", reasoning.effort());
    }
    if (isNative(chat.responseFormat())) {
      Map<String, Object> format = new LinkedHashMap<>();
      format.put("type", "json_schema");
      format.put("schema", chat.responseFormat().schema());
      config.put("format", format);
    }
    return config;
  }

  /**
   * Puts a map of the extras over ours field by field, so that one can add to {@code thinking}
   * without losing the rest.
   */
  private Map<String, Object> merged(String field, Map<String, Object> ours) {
    Map<String, Object> merged = new LinkedHashMap<>(ours);
    if (extras.get(field) instanceof Map<?, ?> theirs) {
      theirs.forEach((name, value) -> merged.put(String.valueOf(name), value));
    }
    if (field.equals("thinking") && !merged.isEmpty() && !merged.containsKey("type")) {
      return displayOnly(merged);
    }
    return merged;
  }

  /** Only how thinking is shown was set: that makes sense for a model that thinks unasked. */
  private Map<String, Object> displayOnly(Map<String, Object> thinking) {
    if (model.thinking() == ClaudeModel.Thinking.ADAPTIVE && model.off() != ClaudeModel.Off.OMIT) {
      thinking.put("type", "adaptive");
      return thinking;
    }
    adjustments.leftOut("extras.thinking", "the model does not reason in this request");
    return Map.of();
  }

  private void writeMerged(String field, Map<String, Object> merged) throws IOException {
    if (!merged.isEmpty() && (isOurs(field) || extras.get(field) instanceof Map)) {
      out.writeFieldName(field);
      Json.writeValue(out, field, merged);
    }
  }

  private static boolean isThinking(Map<String, Object> thinking) {
    return "enabled".equals(thinking.get("type")) || "adaptive".equals(thinking.get("type"));
  }

  private void noteUnsupported() {
    String reason = "this API does not know it";
    if (chat.seed().isPresent()) {
      adjustments.leftOut("seed", reason);
    }
    if (chat.frequencyPenalty().isPresent()) {
      adjustments.leftOut("frequencyPenalty", reason);
    }
    if (chat.presencePenalty().isPresent()) {
      adjustments.leftOut("presencePenalty", reason);
    }
    if (chat.alternatives() > 1) {
      adjustments.leftOut("alternatives", reason);
    }
    if (chat.logprobs().isPresent()) {
      adjustments.leftOut("logprobs", reason);
    }
  }

  private void writeExtras() throws IOException {
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      String field = extra.getKey();
      boolean merged =
          extra.getValue() instanceof Map
              && (field.equals("thinking") || field.equals("output_config"));
      if (field.equals("stream")) {
        adjustments.leftOut(
            "extras.stream", "whether an answer is streamed is not the request's to say");
      } else if (!merged) {
        out.writeFieldName(field);
        Json.writeValue(out, "extra \"" + field + "\"", extra.getValue());
      }
    }
  }
}
