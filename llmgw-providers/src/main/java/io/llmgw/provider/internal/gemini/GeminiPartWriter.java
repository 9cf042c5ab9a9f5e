package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes contents and their parts. What has provider state of ours goes back as it came. */
final class GeminiPartWriter {
  /**
   * What a call gets that another model made: the value Google documents for histories without
   * signatures (page on thought signatures). Without it third-generation models answer 400.
   */
  static final String NO_SIGNATURE = "skip_thought_signature_validator";

  private final GeminiConversation conversation;
  private final GeminiModel model;
  private final JsonGenerator out;
  private final Adjustments adjustments;

  GeminiPartWriter(
      GeminiConversation conversation,
      GeminiModel model,
      JsonGenerator out,
      Adjustments adjustments) {
    this.conversation = conversation;
    this.model = model;
    this.out = out;
    this.adjustments = adjustments;
  }

  /** Writes a turn of the conversation as a content. */
  void write(GeminiConversation.Turn turn) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", turn.model() ? "model" : "user");
    out.writeArrayFieldStart("parts");
    List<Part> moved = new ArrayList<>(0);
    for (GeminiConversation.Result result : turn.results()) {
      writeResult(result, moved);
    }
    for (Part part : moved) {
      write(part, false);
    }
    boolean first = true;
    for (Part part : turn.parts()) {
      if (part instanceof ToolCall call && !conversation.isOurs(call.state())) {
        writeCall(call, first && model.needsSignatures());
      } else {
        write(part, first && part instanceof ToolCall && model.needsSignatures());
      }
      first &= !(part instanceof ToolCall);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Writes a part; a call that has none gets a signature if one is needed. */
  private void write(Part part, boolean needsSignature) throws IOException {
    Map<String, String> state = state(part);
    boolean whole = part instanceof ToolCall || part instanceof OpaquePart;
    out.writeStartObject();
    if (part instanceof TextPart text) {
      out.writeStringField("text", text.text());
    } else if (part instanceof ReasoningPart reasoning) {
      out.writeStringField("text", reasoning.text());
    } else if (part instanceof RefusalPart refusal) {
      out.writeStringField("text", refusal.text());
    } else if (!whole) {
      GeminiMedia.write(out, blob(part), mediaType(state));
    }
    for (Map.Entry<String, String> field : state.entrySet()) {
      if (!field.getKey().equals(GeminiMedia.MEDIA_TYPE)) {
        out.writeFieldName(field.getKey());
        out.writeRawValue(field.getValue());
      }
    }
    if (needsSignature && !state.containsKey("thoughtSignature")) {
      writeNoSignature();
    }
    out.writeEndObject();
  }

  private void writeNoSignature() throws IOException {
    out.writeStringField("thoughtSignature", NO_SIGNATURE);
    adjustments.state(
        "toolCall.thoughtSignature",
        "sent as " + NO_SIGNATURE,
        "this model wants a signature, and the call was made by one that gave none");
  }

  private Map<String, String> state(Part part) throws IOException {
    if (!conversation.isOurs(part.state())) {
      return Map.of();
    }
    if (!RawObject.isObject(part.state().data().text())) {
      throw GeminiConversation.refuse(
          "the provider state of a " + GeminiConversation.name(part) + " part is no JSON object");
    }
    return RawObject.parse(part.state().data().text()).fields();
  }

  private static String mediaType(Map<String, String> state) {
    return state.getOrDefault(GeminiMedia.MEDIA_TYPE, "").replace("\"", "");
  }

  private static Blob blob(Part part) {
    if (part instanceof ImagePart image) {
      return image.image();
    } else if (part instanceof AudioPart audio) {
      return audio.audio();
    } else if (part instanceof FilePart file) {
      return file.file();
    }
    throw new IllegalArgumentException("no data in " + GeminiConversation.name(part));
  }

  private void writeCall(ToolCall call, boolean needsSignature) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("functionCall");
    out.writeStringField("name", call.name());
    out.writeFieldName("args");
    if (call.arguments().text().isBlank()) {
      out.writeStartObject();
      out.writeEndObject();
    } else if (RawObject.isObject(call.arguments().text())) {
      out.writeRawValue(call.arguments().text());
    } else {
      throw GeminiConversation.refuse(
          "the arguments of the call of tool \"" + call.name() + "\" are no JSON object");
    }
    out.writeEndObject();
    if (needsSignature) {
      writeNoSignature();
    }
    out.writeEndObject();
  }

  private void writeResult(GeminiConversation.Result result, List<Part> moved) throws IOException {
    List<Part> inside = new ArrayList<>(0);
    StringBuilder text = new StringBuilder();
    for (Part part : result.message().parts()) {
      if (part instanceof TextPart piece) {
        text.append(piece.text());
      } else if (part instanceof RefusalPart refusal) {
        text.append(refusal.text());
      } else if (part instanceof ImagePart
          || part instanceof FilePart
          || part instanceof AudioPart) {
        boolean fits = model.mediaInResults() && isTakenInside(blob(part));
        (fits ? inside : moved).add(part);
        if (!fits) {
          adjustments.content(
              "toolResult." + GeminiConversation.name(part),
              "moved behind the results",
              "this model takes it in the user's turn only");
        }
      } else {
        throw GeminiConversation.refuse(
            "a tool result with "
                + GeminiConversation.name(part)
                + " is not supported by this API");
      }
    }
    writeResponse(result, text.toString(), inside);
  }

  /** Types of the page on function calling, multimodal function responses. */
  private static boolean isTakenInside(Blob blob) {
    return !blob.isUrl()
        && List.of("image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain")
            .contains(blob.mediaType());
  }

  private void writeResponse(GeminiConversation.Result result, String text, List<Part> inside)
      throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("functionResponse");
    String id = id(result.call());
    if (!id.isEmpty()) {
      out.writeStringField("id", id);
    }
    out.writeStringField("name", result.call().name());
    out.writeObjectFieldStart("response");
    out.writeStringField(result.message().error() ? "error" : "output", text);
    out.writeEndObject();
    if (!inside.isEmpty()) {
      out.writeArrayFieldStart("parts");
      for (Part part : inside) {
        out.writeStartObject();
        GeminiMedia.write(out, blob(part), "");
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Returns the id the provider itself gave a call; one of ours would be unknown to it. */
  private String id(ToolCall call) throws IOException {
    String sent = state(call).get("functionCall");
    return sent == null ? "" : RawObject.parse(sent).string("id");
  }
}
