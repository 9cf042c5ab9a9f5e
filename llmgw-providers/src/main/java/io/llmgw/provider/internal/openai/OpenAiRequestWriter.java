package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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
  private final OpenAiLimits limits;
  private final Map<String, Object> extras;

  OpenAiRequestWriter(
      OpenAiDialect dialect, TargetRequest request, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.request = request;
    this.chat = request.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.limits = new OpenAiLimits(dialect, request.model(), chat, adjustments);
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

  /** Writes the one JSON object: first what requests have in common. */
  void write(boolean stream) throws IOException {
    out.writeStartObject();
    if (begin("model")) {
      out.writeString(request.model());
    }
    new OpenAiToolWriter(dialect, limits, out, adjustments).write(chat, this::begin);
    if (begin("messages")) {
      boolean demanded = dialect.reasoningIsDemanded() && limits.thinks();
      new OpenAiMessageWriter(dialect, demanded, out, adjustments)
          .write(chat.messages(), schemaInWords());
    }
    responseFormat();
    sampling();
    choices(stream);
    new OpenAiReasoningWriter(dialect.thinking(), limits, out, adjustments)
        .write(chat, this::begin);
    delivery();
    streaming(stream);
    if (!chat.cacheMarks().isEmpty() && request.model().startsWith("anthropic/")) {
      adjustments.leftOut("cacheMarks", "chat completions carry none"); // others cache on their own
    }
    Json.writeExtras(out, extras);
    out.writeEndObject();
  }

  private boolean begin(String field) throws IOException {
    return Json.begin(out, extras, field);
  }

  /** The schema as an instruction, for servers that know only that the answer is to be JSON. */
  private String schemaInWords() {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() != ResponseFormat.Kind.JSON_SCHEMA
        || limits.knows(OpenAiSetting.JSON_SCHEMA)
        || extras.containsKey("response_format")) {
      return "";
    }
    return "Answer with one JSON object that follows this JSON schema: " + format.schema().text();
  }

  private void responseFormat() throws IOException {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || extras.containsKey("response_format")) {
      return;
    }
    boolean schema = format.kind() == ResponseFormat.Kind.JSON_SCHEMA;
    if (schema && limits.knows(OpenAiSetting.JSON_SCHEMA)) {
      out.writeFieldName("response_format");
      schema(format);
      return;
    }
    if (schema) {
      adjustments.note(
          "responseFormat",
          "the schema is sent as an instruction",
          dialect.origin() + " takes no JSON schema; that the answer follows it is not certain");
    }
    if (limits.takes(OpenAiSetting.JSON_OBJECT)) {
      out.writeObjectFieldStart("response_format");
      out.writeStringField("type", "json_object");
      out.writeEndObject();
    }
  }

  private void schema(ResponseFormat format) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "json_schema");
    out.writeObjectFieldStart("json_schema");
    out.writeStringField("name", format.name().isEmpty() ? "answer" : format.name());
    out.writeFieldName("schema");
    Json.writeRaw(
        out, format.schema(), "the schema of the response format \"" + format.name() + "\"");
    out.writeBooleanField("strict", format.strict());
    out.writeEndObject();
    out.writeEndObject();
  }

  private void sampling() throws IOException {
    if (chat.maxOutputTokens().isPresent()
        && !extras.containsKey("max_tokens")
        && !extras.containsKey("max_completion_tokens")) {
      out.writeNumberField(dialect.maxTokensField(), chat.maxOutputTokens().getAsInt());
    }
    number("temperature", OpenAiSetting.TEMPERATURE, chat.temperature());
    number("top_p", OpenAiSetting.TOP_P, chat.topP());
    number("frequency_penalty", OpenAiSetting.FREQUENCY_PENALTY, chat.frequencyPenalty());
    number("presence_penalty", OpenAiSetting.PRESENCE_PENALTY, chat.presencePenalty());
    if (chat.seed().isPresent() && limits.takes(OpenAiSetting.SEED) && begin(dialect.seedField())) {
      out.writeNumber(chat.seed().getAsLong());
    }
    stop();
  }

  private void number(String field, OpenAiSetting setting, OptionalDouble value)
      throws IOException {
    if (value.isPresent() && limits.takes(setting) && begin(field)) {
      out.writeNumber(value.getAsDouble());
    }
  }

  private void stop() throws IOException {
    List<String> stop = chat.stop();
    if (stop.isEmpty() || !limits.takes(OpenAiSetting.STOP) || !begin("stop")) {
      return;
    }
    int most = dialect.maxStops();
    if (stop.size() > most) {
      adjustments.note(
          "stop", "only the first " + most + " are sent", dialect.origin() + " takes no more");
      stop = stop.subList(0, most);
    }
    out.writeStartArray();
    for (String sequence : stop) {
      out.writeString(sequence);
    }
    out.writeEndArray();
  }

  private void choices(boolean stream) throws IOException {
    if (chat.alternatives() > 1) {
      if (stream) {
        adjustments.leftOut("alternatives", "a stream carries one answer");
      } else if (limits.takes(OpenAiSetting.ALTERNATIVES) && begin("n")) {
        out.writeNumber(chat.alternatives());
      }
    }
    if (chat.logprobs().isPresent() && limits.takes(OpenAiSetting.LOGPROBS)) {
      int top = chat.logprobs().getAsInt();
      if (dialect.countedLogprobs()) {
        if (begin("logprobs")) {
          out.writeNumber(Math.max(1, top));
        }
        return;
      }
      if (begin("logprobs")) {
        out.writeBoolean(true);
      }
      if (top > 0 && begin("top_logprobs")) {
        out.writeNumber(top);
      }
    }
  }

  private void delivery() throws IOException {
    Delivery delivery = request.delivery();
    text(dialect.endUserField(), OpenAiSetting.END_USER, delivery.endUser());
    if (!delivery.metadata().isEmpty()
        && limits.takes(OpenAiSetting.METADATA)
        && isLabelled()
        && begin("metadata")) {
      out.writeStartObject();
      for (Map.Entry<String, String> tag : new TreeMap<>(delivery.metadata()).entrySet()) {
        out.writeStringField(tag.getKey(), tag.getValue());
      }
      out.writeEndObject();
    }
    text("service_tier", OpenAiSetting.SERVICE_TIER, delivery.serviceTier());
    if (limits.knows(OpenAiSetting.PROMPT_CACHE_KEY)) { // a hint: nothing is lost without it
      text("prompt_cache_key", OpenAiSetting.PROMPT_CACHE_KEY, delivery.promptCacheKey());
    }
  }

  /** To be labelled is no wish to be stored: that has to be said by an extra. */
  private boolean isLabelled() {
    if (dialect.storesToLabel() && !Boolean.TRUE.equals(extras.get("store"))) {
      adjustments.leftOut("metadata", "it goes only with the extra \"store\" set to true");
      return false;
    }
    return true;
  }

  private void text(String field, OpenAiSetting setting, String value) throws IOException {
    if (!value.isEmpty() && limits.takes(setting) && begin(field)) {
      out.writeString(value);
    }
  }

  private void streaming(boolean stream) throws IOException {
    if (extras.containsKey("stream")) {
      throw ProviderFailure.of(
              ErrorKind.INVALID_REQUEST,
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
