package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
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
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the messages of one chat request. A message is one text with images beside it; a tool's
 * result names its tool, and since 2025 its call.
 */
final class OllamaMessageWriter {
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final Map<String, String> tools = new HashMap<>();

  OllamaMessageWriter(JsonGenerator out, Adjustments adjustments) {
    this.out = out;
    this.adjustments = adjustments;
  }

  void write(List<Message> messages) throws IOException {
    out.writeStartArray();
    for (Message message : messages) {
      out.writeStartObject();
      if (message instanceof AssistantMessage answer) {
        assistant(answer);
      } else if (message instanceof ToolResultMessage result) {
        toolResult(result);
      } else if (message instanceof SystemMessage) {
        out.writeStringField("role", "system");
        input(message.parts(), "a system message");
      } else {
        out.writeStringField("role", "user");
        input(message.parts(), "a user message");
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void toolResult(ToolResultMessage result) throws IOException {
    out.writeStringField("role", "tool");
    input(result.parts(), "a tool result");
    String tool = tools.get(result.callId());
    if (tool != null) {
      out.writeStringField("tool_name", tool);
    }
    out.writeStringField("tool_call_id", result.callId());
    if (result.error()) {
      adjustments.content(
          "toolResult.error", "sent as a result", "this API does not mark failed calls");
    }
  }

  private void input(List<Part> parts, String where) throws IOException {
    List<String> texts = new ArrayList<>(parts.size());
    List<Blob> images = new ArrayList<>(0);
    for (Part part : parts) {
      if (part instanceof TextPart text) {
        texts.add(text.text());
      } else if (part instanceof RefusalPart refusal) {
        texts.add(refusal.text());
      } else if (part instanceof ImagePart image) {
        images.add(inline(image.image()));
      } else if (part instanceof FilePart file && isText(file.file())) {
        texts.add(new String(file.file().bytes(), StandardCharsets.UTF_8));
        adjustments.content("file", "sent as text", "this API takes text and images only");
      } else {
        throw OllamaChatFormat.refuse(
            where + " with " + name(part) + " is not supported by this API");
      }
    }
    out.writeStringField("content", String.join("\n", texts));
    if (!images.isEmpty()) {
      out.writeArrayFieldStart("images");
      for (Blob image : images) {
        out.writeString(image.base64());
      }
      out.writeEndArray();
    }
  }

  private static Blob inline(Blob image) {
    if (image.isUrl()) {
      throw OllamaChatFormat.refuse(
          "an image must be given as bytes, because this API does not fetch URLs");
    }
    return image;
  }

  private static boolean isText(Blob blob) {
    String type = blob.mediaType();
    return !blob.isUrl() && (type.startsWith("text/") || type.equals("application/json"));
  }

  private void assistant(AssistantMessage message) throws IOException {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    for (Part part : message.parts()) {
      if (part instanceof TextPart said) {
        text.append(said.text());
      } else if (part instanceof RefusalPart refusal) {
        text.append(refusal.text());
      } else if (part instanceof ReasoningPart reasoning && isOurs(part.state())) {
        thinking.append(reasoning.text());
      } else if (part instanceof AudioPart audio) {
        text.append(audio.transcript());
        adjustments.content(
            "assistant.audio", "its transcript was sent", "this API takes no audio");
      } else if (part instanceof ReasoningPart || part instanceof OpaquePart) {
        adjustments.state(
            name(part),
            part.state().isEmpty()
                ? "it is not of this API"
                : "it belongs to " + part.state().origin());
      } else if (!(part instanceof ToolCall)) {
        adjustments.content(
            "assistant." + name(part), "left out", "this API takes text of the assistant only");
      }
      if (part instanceof TextPart || part instanceof ToolCall) {
        noteForeign(name(part) + ".state", part.state());
      }
    }
    noteForeign("message.state", message.state());
    out.writeStringField("role", "assistant");
    out.writeStringField("content", text.toString());
    if (!thinking.isEmpty()) {
      out.writeStringField("thinking", thinking.toString());
    }
    toolCalls(message.toolCalls());
  }

  private void toolCalls(List<ToolCall> calls) throws IOException {
    if (calls.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tool_calls");
    for (ToolCall call : calls) {
      tools.put(call.id(), call.name());
      out.writeStartObject();
      out.writeStringField("id", call.id());
      out.writeObjectFieldStart("function");
      out.writeStringField("name", call.name());
      out.writeFieldName("arguments");
      arguments(call);
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void arguments(ToolCall call) throws IOException {
    String arguments = call.arguments().text();
    if (arguments.isBlank()) {
      out.writeRawValue("{}");
    } else if (RawObject.isObject(arguments)) {
      out.writeRawValue(arguments);
    } else {
      throw OllamaChatFormat.refuse(
          "the arguments of the call of tool \"" + call.name() + "\" are no JSON object");
    }
  }

  private void noteForeign(String what, ProviderState state) {
    if (!state.isEmpty() && !isOurs(state)) {
      adjustments.state(what, "it belongs to " + state.origin());
    }
  }

  private static boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(OllamaChatFormat.ORIGIN);
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
