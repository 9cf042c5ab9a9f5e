package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the messages of one chat request. */
final class CohereMessageWriter {
  private final JsonGenerator out;
  private final Adjustments adjustments;

  CohereMessageWriter(JsonGenerator out, Adjustments adjustments) {
    this.out = out;
    this.adjustments = adjustments;
  }

  void write(List<Message> messages) throws IOException {
    out.writeStartArray();
    for (Message message : messages) {
      out.writeStartObject();
      if (message instanceof SystemMessage) {
        out.writeStringField("role", "system");
        input(message.parts(), "a system message", false);
      } else if (message instanceof UserMessage) {
        out.writeStringField("role", "user");
        input(message.parts(), "a user message", true);
      } else if (message instanceof ToolResultMessage result) {
        toolResult(result);
      } else if (message instanceof AssistantMessage answer) {
        assistant(answer);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void toolResult(ToolResultMessage result) throws IOException {
    out.writeStringField("role", "tool");
    out.writeStringField("tool_call_id", result.callId());
    input(result.parts(), "a tool result", false);
    if (result.error()) {
      adjustments.content(
          "toolResult.error", "sent as a result", "this API does not mark failed calls");
    }
  }

  private void input(List<Part> parts, String where, boolean images) throws IOException {
    if (parts.isEmpty() || (parts.size() == 1 && isPlain(parts.get(0)))) {
      out.writeStringField("content", parts.isEmpty() ? "" : ((TextPart) parts.get(0)).text());
      return;
    }
    out.writeArrayFieldStart("content");
    for (Part part : parts) {
      if (isOurs(part.state())) {
        Json.writeRaw(out, part.state().data(), "the provider state of a part");
      } else if (part instanceof TextPart text) {
        text("text", text.text());
      } else if (part instanceof RefusalPart refusal) {
        text("text", refusal.text());
      } else if (part instanceof ImagePart image && images) {
        image(image);
      } else if (part instanceof FilePart file && isText(file.file())) {
        text("text", new String(file.file().bytes(), StandardCharsets.UTF_8));
        adjustments.content(
            "file", "sent as text", "this API takes files as extra \"documents\" only");
      } else {
        throw CohereChatFormat.refuse(
            where + " with " + name(part) + " is not supported by this API");
      }
    }
    out.writeEndArray();
  }

  private static boolean isPlain(Part part) {
    return part instanceof TextPart && part.state().isEmpty();
  }

  private static boolean isText(Blob blob) {
    String type = blob.mediaType();
    return !blob.isUrl() && (type.startsWith("text/") || type.equals("application/json"));
  }

  private void text(String type, String text) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", type);
    out.writeStringField(type, text);
    out.writeEndObject();
  }

  private void image(ImagePart part) throws IOException {
    Blob image = part.image();
    out.writeStartObject();
    out.writeStringField("type", "image_url");
    out.writeObjectFieldStart("image_url");
    out.writeStringField(
        "url",
        image.isUrl() ? image.url() : "data:" + image.mediaType() + ";base64," + image.base64());
    if (!part.detail().isEmpty()) {
      out.writeStringField("detail", part.detail());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void assistant(AssistantMessage message) throws IOException {
    out.writeStringField("role", "assistant");
    plan(message);
    blocks(message);
    toolCalls(message.toolCalls());
    if (isOurs(message.state())) {
      out.writeFieldName("citations");
      out.writeRawValue(citations(message.state()));
    } else {
      noteForeign("message.state", message.state());
    }
  }

  private static String citations(ProviderState state) throws IOException {
    String citations = RawObject.parse(state.data().text()).raw("citations");
    return citations == null ? "[]" : citations;
  }

  private void plan(AssistantMessage message) throws IOException {
    StringBuilder plan = new StringBuilder();
    for (Part part : message.parts()) {
      if (part instanceof ReasoningPart reasoning && isPlan(reasoning)) {
        plan.append(reasoning.text());
      }
    }
    if (!plan.isEmpty()) {
      out.writeStringField("tool_plan", plan.toString());
    }
  }

  private static boolean isPlan(ReasoningPart part) {
    return part.state().equals(CohereMessage.PLAN);
  }

  /** Writes what the assistant said; the API wants no content rather than an empty list. */
  private void blocks(AssistantMessage message) throws IOException {
    List<Part> blocks = message.parts().stream().filter(this::isBlock).toList();
    if (blocks.isEmpty()) {
      if (message.toolCalls().isEmpty()) {
        out.writeStringField("content", "");
      }
      return;
    }
    if (blocks.size() == 1 && isPlain(blocks.get(0))) {
      out.writeStringField("content", ((TextPart) blocks.get(0)).text());
      return;
    }
    out.writeArrayFieldStart("content");
    for (Part part : blocks) {
      if (part instanceof ReasoningPart reasoning) {
        text("thinking", reasoning.text());
      } else if (part instanceof OpaquePart opaque) {
        Json.writeRaw(out, opaque.state().data(), "the provider state of a part");
      } else if (part instanceof AudioPart audio) {
        text("text", audio.transcript());
      } else if (part instanceof RefusalPart refusal) {
        text("text", refusal.text());
      } else if (part instanceof TextPart said) {
        text("text", said.text());
      }
    }
    out.writeEndArray();
  }

  /** Tells whether a part of the assistant's is a content block, and notes what is left out. */
  private boolean isBlock(Part part) {
    if (part instanceof ReasoningPart reasoning) {
      if (!isOurs(part.state())) {
        leaveOut(part);
      }
      return isOurs(part.state()) && !isPlan(reasoning);
    } else if (part instanceof OpaquePart) {
      if (!isOurs(part.state())) {
        leaveOut(part);
      }
      return isOurs(part.state());
    } else if (part instanceof ImagePart || part instanceof FilePart) {
      adjustments.content(
          "assistant." + name(part), "left out", "this API takes text of the assistant only");
      return false;
    } else if (part instanceof AudioPart) {
      adjustments.content("assistant.audio", "its transcript was sent", "this API takes no audio");
      return true;
    }
    noteForeign(name(part) + ".state", part.state());
    return !(part instanceof ToolCall);
  }

  private void leaveOut(Part part) {
    adjustments.state(
        name(part),
        part.state().isEmpty()
            ? "it is not of this API"
            : "it belongs to " + part.state().origin());
  }

  private void noteForeign(String what, ProviderState state) {
    if (!state.isEmpty() && !isOurs(state)) {
      adjustments.state(what, "it belongs to " + state.origin());
    }
  }

  private void toolCalls(List<ToolCall> calls) throws IOException {
    if (calls.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tool_calls");
    for (ToolCall call : calls) {
      out.writeStartObject();
      out.writeStringField("id", call.id());
      out.writeStringField("type", "function");
      out.writeObjectFieldStart("function");
      out.writeStringField("name", call.name());
      out.writeStringField(
          "arguments", call.arguments().isEmpty() ? "{}" : call.arguments().text());
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(CohereChatFormat.ORIGIN);
  }

  private static String name(Part part) {
    if (part instanceof ReasoningPart) {
      return "reasoning";
    } else if (part instanceof OpaquePart opaque) {
      return opaque.type();
    } else if (part instanceof ToolCall) {
      return "toolCall";
    } else if (part instanceof ImagePart) {
      return "image";
    } else if (part instanceof FilePart) {
      return "file";
    } else if (part instanceof AudioPart) {
      return "audio";
    }
    return part instanceof RefusalPart ? "refusal" : "text";
  }
}
