package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.provider.internal.anthropic.AnthropicConversation;
import io.llmgw.provider.internal.anthropic.CacheMarks;
import io.llmgw.provider.internal.anthropic.ClaudeSampling;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the body of one request to Converse. */
final class BedrockRequestWriter {
  /** Fields of the request that an extra of type map is merged into, not put in place of. */
  private static final List<String> MERGED =
      List.of("inferenceConfig", "additionalModelRequestFields", "requestMetadata");

  private static final List<String> MARKED = List.of("system", "messages", "toolConfig");

  private final TargetRequest target;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final BedrockModel model;
  private final Map<String, Object> extras;
  private final CacheMarks marks;
  private final AnthropicConversation conversation;
  private final BedrockBlockWriter blocks;

  BedrockRequestWriter(TargetRequest target, JsonGenerator out, Adjustments adjustments) {
    this.target = target;
    this.chat = target.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.model = BedrockModel.of(target.model());
    this.extras = chat.extras().of(BedrockBlocks.ORIGIN);
    this.marks = CacheMarks.of(marks(), adjustments);
    this.conversation =
        AnthropicConversation.of(chat.messages(), BedrockBlocks.ORIGIN, true, marks, adjustments);
    this.blocks = new BedrockBlockWriter(out, marks, adjustments);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write() throws IOException {
    if (conversation.turns().isEmpty() && isOurs("messages")) {
      throw BedrockBlockWriter.refuse(
          "the conversation has nothing but instructions; this API needs a user message");
    }
    BedrockReasoning reasoning =
        BedrockReasoning.of(target, model, conversation.goesOnWithoutThinking(), adjustments);
    out.writeStartObject();
    if (isOurs("toolConfig")) {
      new BedrockToolWriter(chat, model, out, adjustments).write(marks, blocks);
    }
    writeSystem();
    writeMessages();
    writeMerged("inferenceConfig", inferenceConfig(reasoning));
    writeMerged("additionalModelRequestFields", reasoning.fields());
    writeOutputConfig();
    writeMerged("requestMetadata", new LinkedHashMap<>(target.delivery().metadata()));
    writeTier();
    noteUnsupported();
    writeExtras();
    out.writeEndObject();
  }

  /** Not those the gateway would like, if extras take the place of what they would be put on. */
  private List<CacheMark> marks() {
    boolean replaced = MARKED.stream().anyMatch(extras::containsKey);
    return replaced && !target.hasOwnCacheMarks()
        ? List.of()
        : model.caching().marks(target, adjustments);
  }

  /** Tells whether a field is ours to write: extras replace what stands in their place. */
  private boolean isOurs(String field) {
    return !extras.containsKey(field);
  }

  private void writeSystem() throws IOException {
    List<Part> system = new ArrayList<>(conversation.system());
    if (chat.responseFormat().kind() == ResponseFormat.Kind.JSON) {
      adjustments.note(
          "responseFormat", "asked for in the instructions", "this API has no such setting");
      system.add(
          new TextPart(
              "Answer with one JSON object and nothing else: no explanation, no code fence."));
    }
    if (system.isEmpty() || !isOurs("system")) {
      return;
    }
    out.writeArrayFieldStart("system");
    for (Part part : system) {
      blocks.write(part);
      blocks.writeMark(marks.hour(part));
    }
    out.writeEndArray();
  }

  private void writeMessages() throws IOException {
    if (!isOurs("messages")) {
      return;
    }
    out.writeArrayFieldStart("messages");
    if (conversation.turns().get(0).assistant()) {
      adjustments.content(
          "messages", "a user's turn was put first", "this API wants the user to begin");
      out.writeRawValue("{\"role\":\"user\",\"content\":[{\"text\":\"Begin.\"}]}");
    }
    for (AnthropicConversation.Turn turn : conversation.turns()) {
      blocks.write(turn);
    }
    out.writeEndArray();
  }

  private Map<String, Object> inferenceConfig(BedrockReasoning reasoning) {
    Map<String, Object> config = new LinkedHashMap<>();
    if (reasoning.maxTokens() > 0) {
      config.put("maxTokens", reasoning.maxTokens());
    }
    ClaudeSampling sampling =
        BedrockModel.claude(target.model())
            .map(claude -> ClaudeSampling.of(chat, claude, reasoning.thinking(), adjustments))
            .orElseGet(() -> new ClaudeSampling(chat.temperature(), chat.topP()));
    sampling.temperature().ifPresent(value -> config.put("temperature", value));
    sampling.topP().ifPresent(value -> config.put("topP", value));
    List<String> stop = chat.stop().stream().filter(sequence -> !sequence.isBlank()).toList();
    if (stop.size() < chat.stop().size()) {
      adjustments.leftOut("stop", "this API does not take stop sequences of white space");
    }
    if (!stop.isEmpty()) {
      config.put("stopSequences", stop);
    }
    return config;
  }

  /** The schema is text inside JSON here (API reference, "JsonSchemaDefinition"). */
  private void writeOutputConfig() throws IOException {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() != ResponseFormat.Kind.JSON_SCHEMA || !isOurs("outputConfig")) {
      return;
    }
    String name = format.name().isEmpty() ? "answer" : format.name();
    Map<String, Object> schema = Map.of("jsonSchema", schema(name, format.schema().text()));
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("type", "json_schema");
    text.put("structure", schema);
    out.writeFieldName("outputConfig");
    Json.writeValue(out, "outputConfig", Map.of("textFormat", text));
  }

  private static Map<String, Object> schema(String name, String schema) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("schema", schema);
    return fields;
  }

  private void writeTier() throws IOException {
    String tier = target.delivery().serviceTier();
    if (!tier.isEmpty() && isOurs("serviceTier")) {
      out.writeObjectFieldStart("serviceTier");
      out.writeStringField("type", tier);
      out.writeEndObject();
    }
  }

  private void noteUnsupported() {
    String reason = "this API does not know it";
    note("seed", chat.seed().isPresent(), reason);
    note("frequencyPenalty", chat.frequencyPenalty().isPresent(), reason);
    note("presencePenalty", chat.presencePenalty().isPresent(), reason);
    note("alternatives", chat.alternatives() > 1, reason);
    note("logprobs", chat.logprobs().isPresent(), reason);
    note("endUser", !target.delivery().endUser().isEmpty(), reason);
  }

  private void note(String setting, boolean wanted, String reason) {
    if (wanted) {
      adjustments.leftOut(setting, reason);
    }
  }

  private void writeMerged(String field, Map<String, Object> ours) throws IOException {
    Map<String, Object> merged = new LinkedHashMap<>(ours);
    Optional<Map<?, ?>> theirs = extra(field);
    theirs.ifPresent(more -> more.forEach((name, value) -> merged.put((String) name, value)));
    if (!merged.isEmpty() && (isOurs(field) || theirs.isPresent())) {
      out.writeFieldName(field);
      Json.writeValue(out, field, merged);
    }
  }

  private Optional<Map<?, ?>> extra(String field) {
    return extras.get(field) instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }

  private void writeExtras() throws IOException {
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      String field = extra.getKey();
      if (!(MERGED.contains(field) && extra.getValue() instanceof Map)) {
        out.writeFieldName(field);
        Json.writeValue(out, "extra \"" + field + "\"", extra.getValue());
      }
    }
  }
}
