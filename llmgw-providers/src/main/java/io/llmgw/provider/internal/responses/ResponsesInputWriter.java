package io.llmgw.provider.internal.responses;

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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a conversation as the items of an input.
 *
 * <p>An item of an earlier answer goes back as it came. Only reasoning may have to stay back; what
 * it led to then goes without its id, because the provider holds an item with an id to the
 * reasoning before it.
 */
final class ResponsesInputWriter {
  static final String USER = "a user message";

  private final String origin;
  private final ReasoningReplay replay;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private final ResponsesContentWriter content;

  ResponsesInputWriter(
      String origin, ReasoningReplay replay, JsonGenerator out, Adjustments adjustments) {
    this.origin = origin;
    this.replay = replay;
    this.out = out;
    this.adjustments = adjustments;
    this.content = new ResponsesContentWriter(out);
  }

  void write(List<Message> messages) throws IOException {
    out.writeStartArray();
    for (Message message : messages) {
      if (message instanceof SystemMessage system) {
        system(system);
      } else if (message instanceof UserMessage user) {
        user(user);
      } else if (message instanceof ToolResultMessage result) {
        result(result);
      } else if (message instanceof AssistantMessage answer) {
        noteForeign("message.state", answer.state());
        answer(answer.parts());
      }
    }
    out.writeEndArray();
  }

  private void system(SystemMessage message) throws IOException {
    for (Part part : message.parts()) {
      if (!(part instanceof TextPart)) {
        throw ResponsesContentWriter.refuse("a system message takes text only, not " + name(part));
      }
    }
    message("system", message.parts(), "a system message");
  }

  /** Items an application gives itself, such as the approval of a call, stand for themselves. */
  private void user(UserMessage message) throws IOException {
    List<Part> parts = new ArrayList<>(message.parts().size());
    boolean item = false;
    for (Part part : message.parts()) {
      checkOpaque(part);
      if (part instanceof OpaquePart opaque && !opaque.type().startsWith("input_")) {
        item = true;
        flushUser(parts);
        Json.writeRaw(out, opaque.state().data(), "an opaque part");
      } else {
        parts.add(part);
      }
    }
    if (!parts.isEmpty() || !item) {
      message("user", parts, USER);
    }
  }

  private void checkOpaque(Part part) {
    if (part instanceof OpaquePart && !isOurs(part.state())) {
      throw ResponsesContentWriter.refuse(
          USER + " with " + name(part) + " is not supported by this API");
    }
  }

  private void flushUser(List<Part> parts) throws IOException {
    if (!parts.isEmpty()) {
      message("user", parts, USER);
      parts.clear();
    }
  }

  private void message(String role, List<Part> parts, String where) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", role);
    out.writeFieldName("content");
    content.write(parts, where);
    out.writeEndObject();
  }

  private void result(ToolResultMessage result) throws IOException {
    result.parts().forEach(this::checkOpaque);
    out.writeStartObject();
    out.writeStringField("type", "function_call_output");
    out.writeStringField("call_id", result.callId());
    out.writeFieldName("output");
    content.write(result.parts(), "a tool result");
    out.writeEndObject();
    if (result.error()) {
      adjustments.note(
          "toolResult.error", "sent as a result", "this API does not mark results as errors");
    }
  }

  private void answer(List<Part> parts) throws IOException {
    List<Part> plain = new ArrayList<>(0);
    int lastItem = lastItem(parts);
    boolean withIds = true;
    boolean continued = false;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (!isOurs(part.state())) {
        continued = false;
        foreign(part, plain);
      } else if (isContinuation(part.state())) {
        if (!continued) {
          plain.add(part);
        }
      } else if (isReasoning(part) && staysBack(part, i < lastItem)) {
        withIds = false;
      } else {
        flush(plain);
        item(part.state().data().text(), withIds);
        continued = true;
      }
    }
    flush(plain);
  }

  /** Returns the place of the last part that is no reasoning. */
  private static int lastItem(List<Part> parts) {
    int i = parts.size() - 1;
    while (i >= 0 && isReasoning(parts.get(i))) {
      i--;
    }
    return i;
  }

  private static boolean isReasoning(Part part) {
    return part instanceof ReasoningPart;
  }

  private boolean staysBack(Part reasoning, boolean followed) throws IOException {
    Optional<String> obstacle = replay.obstacle(reasoning.state(), followed);
    obstacle.ifPresent(why -> adjustments.state("reasoning.state", why));
    return obstacle.isPresent();
  }

  private static boolean isContinuation(ProviderState state) {
    return state.data().text().startsWith("{\"" + ResponsesItem.CONTINUES + "\":");
  }

  private void item(String raw, boolean withId) throws IOException {
    if (withId) {
      out.writeRawValue(raw);
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, String> field : RawObject.parse(raw).fields().entrySet()) {
      if (!field.getKey().equals("id")) {
        out.writeFieldName(field.getKey());
        out.writeRawValue(field.getValue());
      }
    }
    out.writeEndObject();
  }

  private void foreign(Part part, List<Part> plain) throws IOException {
    if (part instanceof ReasoningPart || part instanceof OpaquePart) {
      leaveOut(part);
    } else if (part instanceof ToolCall call) {
      noteForeign("toolCall.state", call.state());
      flush(plain);
      call(call);
    } else if (part instanceof ImagePart || part instanceof FilePart) {
      adjustments.content(
          "assistant." + name(part),
          "left out",
          "this API takes text and tool calls of the assistant only");
    } else if (part instanceof AudioPart audio) {
      adjustments.content("assistant.audio", "its transcript was sent", "this API takes no audio");
      plain.add(new TextPart(audio.transcript()));
    } else {
      noteForeign(name(part) + ".state", part.state());
      plain.add(part);
    }
  }

  private void call(ToolCall call) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "function_call");
    out.writeStringField("call_id", call.id());
    out.writeStringField("name", call.name());
    out.writeStringField("arguments", call.arguments().isEmpty() ? "{}" : call.arguments().text());
    out.writeEndObject();
  }

  /** Writes what the assistant said and has no item for. */
  private void flush(List<Part> parts) throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    out.writeStartObject();
    out.writeStringField("role", "assistant");
    out.writeFieldName("content");
    if (parts.size() == 1 && parts.get(0) instanceof TextPart text) {
      out.writeString(text.text());
    } else {
      out.writeStartArray();
      for (Part part : parts) {
        boolean refusal = part instanceof RefusalPart;
        out.writeStartObject();
        out.writeStringField("type", refusal ? "refusal" : "output_text");
        out.writeStringField(
            refusal ? "refusal" : "text",
            part instanceof RefusalPart no
                ? no.text()
                : part instanceof TextPart text ? text.text() : "");
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
    parts.clear();
  }

  private void leaveOut(Part part) {
    adjustments.state(
        name(part) + ".state",
        part.state().isEmpty()
            ? "it has nothing this API takes back"
            : "it belongs to " + part.state().origin());
  }

  private void noteForeign(String what, ProviderState state) {
    if (!state.isEmpty() && !isOurs(state)) {
      adjustments.state(what, "it belongs to " + state.origin());
    }
  }

  private boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(origin);
  }

  /** Names a part in adjustments and exceptions. */
  static String name(Part part) {
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
    } else if (part instanceof RefusalPart) {
      return "refusal";
    }
    return "text";
  }
}
