package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the body of one {@code generateContent} request. */
final class GeminiRequestWriter {
  /** The name under which extras are given, on both platforms. */
  static final String FORMAT = "gemini";

  private static final int MAX_STOP_SEQUENCES = 5;

  private final TargetRequest target;
  private final ChatRequest chat;
  private final GeminiPlatform platform;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final GeminiModel model;
  private final Map<String, Object> extras;
  private final GeminiConversation conversation;

  GeminiRequestWriter(
      TargetRequest target, GeminiPlatform platform, JsonGenerator out, Adjustments adjustments) {
    this.target = target;
    this.chat = target.chat();
    this.platform = platform;
    this.out = out;
    this.adjustments = adjustments;
    this.model = GeminiModel.of(target.model());
    this.extras = chat.extras().of(FORMAT);
    this.conversation = GeminiConversation.of(chat.messages(), platform.origin(), adjustments);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write() throws IOException {
    if (conversation.turns().isEmpty() && isOurs("contents")) {
      throw GeminiConversation.refuse(
          "the conversation has nothing but instructions; this API needs a user message");
    }
    out.writeStartObject();
    GeminiToolWriter tools = new GeminiToolWriter(chat, model, adjustments);
    List<?> further = extras.get("tools") instanceof List<?> list ? list : List.of();
    if (isOurs("tools") || !further.isEmpty()) {
      tools.writeTools(out, further);
    }
    writeMerged("toolConfig", single("functionCallingConfig", tools.callingConfig()));
    writeSystem();
    writeContents();
    writeMerged("generationConfig", generationConfig());
    writeDelivery();
    writeExtras();
    out.writeEndObject();
  }

  /** Tells whether a field is ours to write: extras replace what stands in their place. */
  private boolean isOurs(String field) {
    return !extras.containsKey(field);
  }

  private void writeSystem() throws IOException {
    List<Part> system = new ArrayList<>(conversation.system());
    system.addAll(instruction());
    if (system.isEmpty() || !isOurs("systemInstruction")) {
      return;
    }
    out.writeObjectFieldStart("systemInstruction");
    out.writeArrayFieldStart("parts");
    for (Part part : system) {
      out.writeStartObject();
      out.writeStringField("text", part instanceof TextPart text ? text.text() : "");
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Asks in words for the form of the answer where the model does not take it as a setting. */
  private List<Part> instruction() {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || isJsonNative()) {
      return List.of();
    }
    adjustments.note(
        "responseFormat",
        "asked for in the instructions",
        "this model does not take it beside tools");
    String text =
        "Unless you call a function, answer with one JSON object and nothing else:"
            + " no explanation, no code fence.";
    return List.of(
        new TextPart(
            format.schema().isEmpty()
                ? text
                : text + " It must match this JSON schema: " + format.schema().text()));
  }

  private boolean isJsonNative() {
    return chat.tools().isEmpty() || model.schemaBesideFunctions();
  }

  private void writeContents() throws IOException {
    if (!isOurs("contents")) {
      return;
    }
    out.writeArrayFieldStart("contents");
    GeminiPartWriter parts = new GeminiPartWriter(conversation, model, out, adjustments);
    for (GeminiConversation.Turn turn : conversation.turns()) {
      parts.write(turn);
    }
    out.writeEndArray();
  }

  private Map<String, Object> generationConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    chat.maxOutputTokens().ifPresent(tokens -> config.put("maxOutputTokens", tokens));
    chat.temperature().ifPresent(value -> config.put("temperature", value));
    chat.topP().ifPresent(value -> config.put("topP", value));
    chat.frequencyPenalty().ifPresent(value -> config.put("frequencyPenalty", value));
    chat.presencePenalty().ifPresent(value -> config.put("presencePenalty", value));
    chat.seed().ifPresent(seed -> putSeed(config, seed));
    putStop(config);
    if (chat.alternatives() > 1) {
      config.put("candidateCount", chat.alternatives());
    }
    chat.logprobs().ifPresent(top -> putLogprobs(config, top));
    putFormat(config);
    Map<String, Object> thinking = GeminiThinking.config(chat, model, adjustments);
    if (!thinking.isEmpty()) {
      config.put("thinkingConfig", thinking);
    }
    return config;
  }

  private void putSeed(Map<String, Object> config, long seed) {
    if (seed == (int) seed) {
      config.put("seed", (int) seed);
    } else {
      adjustments.leftOut("seed", "this API takes a seed of 32 bits");
    }
  }

  private void putStop(Map<String, Object> config) {
    List<String> stop = chat.stop();
    if (stop.size() > MAX_STOP_SEQUENCES) {
      adjustments.note(
          "stop",
          "the first " + MAX_STOP_SEQUENCES + " of " + stop.size() + " sent",
          "this API takes no more");
      stop = stop.subList(0, MAX_STOP_SEQUENCES);
    }
    if (!stop.isEmpty()) {
      config.put("stopSequences", stop);
    }
  }

  private static void putLogprobs(Map<String, Object> config, int top) {
    config.put("responseLogprobs", true);
    if (top > 0) {
      config.put("logprobs", top);
    }
  }

  /** The schema goes where JSON schema is taken as it is, not into OpenAPI's subset. */
  private void putFormat(Map<String, Object> config) {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || !isJsonNative()) {
      return;
    }
    config.put("responseMimeType", "application/json");
    if (format.kind() == ResponseFormat.Kind.JSON_SCHEMA) {
      config.put("responseJsonSchema", format.schema());
    }
  }

  private void writeDelivery() throws IOException {
    if (!target.delivery().endUser().isEmpty()) {
      adjustments.leftOut("endUser", "this API is not told the end user");
    }
    String tier = target.delivery().serviceTier();
    if (!tier.isEmpty() && isOurs("serviceTier")) {
      if (platform.vertex()) {
        adjustments.leftOut(
            "serviceTier",
            "Vertex AI takes it as a header, which the provider's header option sets");
      } else {
        out.writeStringField("serviceTier", tier);
      }
    }
    writeLabels(target.delivery().metadata());
  }

  /** Labels as Google Cloud defines them: lower case, 63 characters at most. */
  private void writeLabels(Map<String, String> metadata) throws IOException {
    if (metadata.isEmpty() || !isOurs("labels")) {
      return;
    }
    if (!platform.vertex()) {
      adjustments.leftOut("metadata", "this API knows no tags");
      return;
    }
    Map<String, Object> labels = new TreeMap<>();
    for (Map.Entry<String, String> tag : metadata.entrySet()) {
      if (tag.getKey().matches("[a-z][a-z0-9_-]{0,62}")
          && tag.getValue().matches("[a-z0-9_-]{0,63}")) {
        labels.put(tag.getKey(), tag.getValue());
      } else {
        adjustments.leftOut(
            "metadata." + tag.getKey(), "it cannot be a label: lower case, digits, _ and - only");
      }
    }
    if (!labels.isEmpty()) {
      out.writeFieldName("labels");
      Json.writeValue(out, "labels", labels);
    }
  }

  private static Map<String, Object> single(String name, Map<String, Object> value) {
    return value.isEmpty() ? Map.of() : Map.of(name, value);
  }

  /** Writes a field of ours with a map of the extras put over it, at every depth. */
  private void writeMerged(String field, Map<String, Object> ours) throws IOException {
    boolean merged = extras.get(field) instanceof Map;
    if (!isOurs(field) && !merged) {
      return;
    }
    Map<String, Object> all = merge(ours, extras.get(field));
    if (!all.isEmpty()) {
      out.writeFieldName(field);
      Json.writeValue(out, field, all);
    }
  }

  private static Map<String, Object> merge(Object ours, @Nullable Object theirs) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (ours instanceof Map<?, ?> map) {
      map.forEach((name, value) -> all.put(String.valueOf(name), value));
    }
    if (theirs instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            String name = String.valueOf(key);
            Object old = all.get(name);
            all.put(
                name,
                old instanceof Map<?, ?> before && value instanceof Map
                    ? merge(before, value)
                    : value);
          });
    }
    return all;
  }

  private void writeExtras() throws IOException {
    for (Map.Entry<String, Object> extra : extras.entrySet()) {
      String field = extra.getKey();
      boolean map = extra.getValue() instanceof Map;
      boolean merged =
          (map && (field.equals("generationConfig") || field.equals("toolConfig")))
              || (field.equals("tools") && extra.getValue() instanceof List);
      if (!merged) {
        out.writeFieldName(field);
        Json.writeValue(out, "extra \"" + field + "\"", extra.getValue());
      }
    }
  }
}
