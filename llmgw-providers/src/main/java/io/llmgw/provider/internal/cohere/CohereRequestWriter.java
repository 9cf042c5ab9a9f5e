package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.model.Capability;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Writes one chat request. Fields the application gave as extras ({@code documents}, {@code
 * citation_options}, {@code safety_mode}, {@code k}, …) replace the writer's own.
 */
final class CohereRequestWriter {
  private static final String UNKNOWN = "this API does not know it";

  private final TargetRequest target;
  private final ChatRequest chat;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final Map<String, Object> extras;

  CohereRequestWriter(TargetRequest target, JsonGenerator out, Adjustments adjustments) {
    this.target = target;
    this.chat = target.chat();
    this.out = out;
    this.adjustments = adjustments;
    this.extras = chat.extras().of(CohereChatFormat.ORIGIN);
  }

  /** Writes the one JSON object: first what requests have in common. */
  void write(boolean stream) throws IOException {
    if (extras.containsKey("stream")) {
      throw CohereChatFormat.refuse(
          "extra \"stream\" cannot be set, call stream() or chat() instead");
    }
    out.writeStartObject();
    out.writeBooleanField("stream", stream);
    if (begin("model")) {
      out.writeString(target.model());
    }
    new CohereToolWriter(chat, extras, out, adjustments).write();
    if (begin("messages")) {
      new CohereMessageWriter(out, adjustments).write(chat.messages());
    }
    responseFormat();
    limitsAndSampling();
    thinking();
    noteUnsupported();
    Json.writeExtras(out, extras);
    out.writeEndObject();
  }

  private boolean begin(String field) throws IOException {
    return Json.begin(out, extras, field);
  }

  private void responseFormat() throws IOException {
    ResponseFormat format = chat.responseFormat();
    if (format.kind() == ResponseFormat.Kind.TEXT || !begin("response_format")) {
      return;
    }
    out.writeStartObject();
    out.writeStringField("type", "json_object");
    if (format.kind() == ResponseFormat.Kind.JSON_SCHEMA) {
      out.writeFieldName("json_schema");
      Json.writeRaw(
          out, format.schema(), "the schema of the response format \"" + format.name() + "\"");
    }
    out.writeEndObject();
  }

  private void limitsAndSampling() throws IOException {
    if (chat.maxOutputTokens().isPresent() && begin("max_tokens")) {
      out.writeNumber(chat.maxOutputTokens().getAsInt());
    }
    if (!chat.stop().isEmpty() && begin("stop_sequences")) {
      out.writeStartArray();
      for (String sequence : chat.stop()) {
        out.writeString(sequence);
      }
      out.writeEndArray();
    }
    // The ranges are those of the API reference (chat, version 2).
    number("temperature", "temperature", chat.temperature(), 0, Double.MAX_VALUE);
    number("p", "topP", chat.topP(), 0.01, 0.99);
    number("frequency_penalty", "frequencyPenalty", chat.frequencyPenalty(), 0, 1);
    number("presence_penalty", "presencePenalty", chat.presencePenalty(), 0, 1);
    if (chat.seed().isPresent() && begin("seed")) {
      out.writeNumber(chat.seed().getAsLong());
    }
    if (chat.logprobs().isPresent() && begin("logprobs")) {
      out.writeBoolean(true);
      if (chat.logprobs().getAsInt() > 0) {
        adjustments.note(
            "logprobs", "of the chosen tokens only", "this API tells of no other tokens");
      }
    }
  }

  private void number(String field, String setting, OptionalDouble wanted, double min, double max)
      throws IOException {
    if (wanted.isEmpty() || !begin(field)) {
      return;
    }
    double value = Math.min(max, Math.max(min, wanted.getAsDouble()));
    if (value != wanted.getAsDouble()) {
      adjustments.note(
          setting, "clamped to " + value, "this API takes " + min + " to " + max + " as " + field);
    }
    out.writeNumber(value);
  }

  /** Thinking is on or off, with a budget if one is wanted; there are no steps of effort. */
  private void thinking() throws IOException {
    boolean asked = chat.reasoning().isPresent() || chat.reasoningBudget().isPresent();
    if (!asked || extras.containsKey("thinking")) {
      return;
    }
    boolean off = chat.reasoning().filter(Effort.NONE::equals).isPresent();
    if (cannotReason()) {
      if (!off) {
        adjustments.leftOut("reasoning", "this model does not reason");
      }
      return;
    }
    out.writeObjectFieldStart("thinking");
    out.writeStringField("type", off ? "disabled" : "enabled");
    if (!off && chat.reasoningBudget().isPresent()) {
      out.writeNumberField("token_budget", chat.reasoningBudget().getAsInt());
    }
    out.writeEndObject();
    if (!off && chat.reasoning().isPresent()) {
      adjustments.note(
          "reasoning",
          chat.reasoning().get() + " sent as enabled",
          "this API knows a token budget, but no steps of effort");
    }
  }

  /** What the catalogue does not know is taken to be able to. */
  private boolean cannotReason() {
    return target
        .info()
        .filter(info -> !info.capabilities().isEmpty())
        .filter(info -> !info.capabilities().contains(Capability.REASONING))
        .isPresent();
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
