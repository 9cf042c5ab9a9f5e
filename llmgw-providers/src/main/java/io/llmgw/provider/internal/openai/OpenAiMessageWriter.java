package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the messages of one chat completions request. */
final class OpenAiMessageWriter {
  private static final String OTHER_PROVIDER = "it was made by another provider";

  private final OpenAiDialect dialect;
  private final boolean demanded;
  private final JsonGenerator out;
  private final Adjustments adjustments;
  private boolean leftOut;

  /**
   * Writes messages.
   *
   * @param demanded whether no tool call may stand without reasoning
   */
  OpenAiMessageWriter(
      OpenAiDialect dialect, boolean demanded, JsonGenerator out, Adjustments adjustments) {
    this.dialect = dialect;
    this.demanded = demanded;
    this.out = out;
    this.adjustments = adjustments;
  }

  /**
   * Writes all messages.
   *
   * @param instruction a further instruction that comes first; empty for none
   */
  void write(List<Message> messages, String instruction) throws IOException {
    int turn = lastUser(messages);
    List<Part> media = new ArrayList<>(0);
    out.writeStartArray();
    if (!instruction.isEmpty()) {
      message(new SystemMessage(instruction));
    }
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (!(message instanceof ToolResultMessage)) {
        toolMedia(media);
      }
      if (message instanceof AssistantMessage assistant) {
        assistant(assistant, i > turn);
      } else if (message instanceof ToolResultMessage result) {
        toolResult(result, media);
      } else {
        message(message);
      }
    }
    toolMedia(media);
    out.writeEndArray();
    if (leftOut) {
      adjustments.state("reasoning.state", OTHER_PROVIDER);
    }
  }

  private static int lastUser(List<Message> messages) {
    int i = messages.size() - 1;
    while (i >= 0 && !(messages.get(i) instanceof UserMessage)) {
      i--;
    }
    return i;
  }

  /** Tool messages hold only text; what else a tool returned follows in a message of the user. */
  private void toolResult(ToolResultMessage result, List<Part> media) throws IOException {
    List<Part> text = new ArrayList<>(result.parts().size());
    for (Part part : result.parts()) {
      (part instanceof Part.TextPart ? text : media).add(part);
    }
    if (text.size() < result.parts().size()) {
      adjustments.content(
          "toolResult", "media moved to a user message", "a tool message holds only text");
    }
    if (text.isEmpty() && !result.parts().isEmpty()) {
      text.add(new Part.TextPart("(see the next message of the user)"));
    }
    if (result.error()) {
      adjustments.content("toolResult.error", "left out", "the format has no mark for it");
    }
    out.writeStartObject();
    out.writeStringField("role", "tool");
    out.writeStringField("tool_call_id", result.callId());
    content(text);
    out.writeEndObject();
  }

  private void toolMedia(List<Part> media) throws IOException {
    if (!media.isEmpty()) {
      message(new UserMessage(media));
      media.clear();
    }
  }

  private void message(Message message) throws IOException {
    out.writeStartObject();
    if (message instanceof SystemMessage) {
      out.writeStringField("role", "system");
      content(message.parts());
    } else if (message instanceof UserMessage) {
      out.writeStringField("role", "user");
      content(message.parts());
    }
    out.writeEndObject();
  }

  private void content(List<Part> parts) throws IOException {
    out.writeFieldName("content");
    if (parts.size() == 1 && parts.get(0) instanceof Part.TextPart text) {
      out.writeString(text.text()); // the form every server knows
      return;
    }
    if (parts.isEmpty()) {
      out.writeString("");
      return;
    }
    out.writeStartArray();
    for (Part part : parts) {
      part(part);
    }
    out.writeEndArray();
  }

  private void part(Part part) throws IOException {
    if (part instanceof Part.TextPart text) {
      out.writeStartObject();
      out.writeStringField("type", "text");
      out.writeStringField("text", text.text());
      out.writeEndObject();
    } else if (part instanceof Part.ImagePart image) {
      image(image);
    } else if (part instanceof Part.AudioPart audio) {
      audio(audio);
    } else if (part instanceof Part.FilePart file) {
      file(file);
    } else if (part instanceof Part.OpaquePart opaque && accepts(opaque.state())) {
      Json.writeRaw(out, opaque.state().data(), "an opaque part");
    } else {
      adjustments.content(
          "message." + part.getClass().getSimpleName(),
          "left out",
          "it cannot stand in this message");
    }
  }

  private void image(Part.ImagePart image) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "image_url");
    out.writeObjectFieldStart("image_url");
    out.writeStringField("url", url(image.image()));
    if (!image.detail().isEmpty()) {
      out.writeStringField("detail", image.detail());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static String url(Blob blob) {
    return blob.isUrl() ? blob.url() : "data:" + blob.mediaType() + ";base64," + blob.base64();
  }

  private void audio(Part.AudioPart audio) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "input_audio");
    out.writeObjectFieldStart("input_audio");
    if (audio.audio().isUrl()) {
      throw invalid("audio must be given as bytes; OpenAI's format takes no audio URL");
    }
    out.writeStringField("data", audio.audio().base64());
    out.writeStringField("format", audioFormat(audio.audio().mediaType()));
    out.writeEndObject();
    out.writeEndObject();
  }

  private static String audioFormat(String mediaType) {
    String subtype = mediaType.substring(mediaType.indexOf('/') + 1);
    return switch (subtype) {
      case "mpeg", "mp3" -> "mp3";
      case "x-wav", "wave", "vnd.wave", "wav" -> "wav";
      default -> subtype.startsWith("x-") ? subtype.substring(2) : subtype;
    };
  }

  private void file(Part.FilePart file) throws IOException {
    if (file.file().isUrl()) {
      throw invalid("a file must be given as bytes; OpenAI's chat format takes no file URL");
    }
    out.writeStartObject();
    out.writeStringField("type", "file");
    out.writeObjectFieldStart("file");
    out.writeStringField("filename", file.name().isEmpty() ? "file" : file.name());
    out.writeStringField("file_data", url(file.file()));
    out.writeEndObject();
    out.writeEndObject();
  }

  private static ProviderFailure invalid(String message) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, message).withNothingSent();
  }

  /**
   * Writes an assistant's message.
   *
   * @param currentTurn whether no user message follows: only then plain reasoning text goes back
   *     (during a tool loop; afterwards servers ignore it, except where the dialect says that
   *     reasoning before a tool call is kept; signed or encrypted reasoning always goes back)
   */
  private void assistant(AssistantMessage message, boolean currentTurn) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", "assistant");
    boolean plain = currentTurn || (dialect.reasoningIsKept() && !message.toolCalls().isEmpty());
    OpenAiReasoning.Replay replay = reasoning(message, plain);
    assistantContent(message, replay);
    replay.writeFields(out);
    if (demanded && !replay.hasField() && !message.toolCalls().isEmpty()) {
      out.writeStringField("reasoning_content", " "); // an empty one counts as none
    }
    toolCalls(message);
    state(message.state());
    out.writeEndObject();
  }

  private OpenAiReasoning.Replay reasoning(AssistantMessage message, boolean currentTurn)
      throws IOException {
    OpenAiReasoning.Replay replay = new OpenAiReasoning.Replay();
    for (Part part : message.parts()) {
      if (part instanceof Part.ReasoningPart reasoning) {
        if (accepts(reasoning.state())) {
          replay.add(reasoning, currentTurn);
        } else if (!reasoning.state().isEmpty()) {
          leftOut = true;
        }
      }
    }
    return replay;
  }

  private void assistantContent(AssistantMessage message, OpenAiReasoning.Replay replay)
      throws IOException {
    String text = message.text();
    String refusal = message.refusal();
    boolean hasText = message.parts().stream().anyMatch(Part.TextPart.class::isInstance);
    out.writeFieldName("content");
    if (!replay.thinking().isEmpty()) {
      replay.writeThinking(out, text);
    } else if (hasText) {
      out.writeString(text);
    } else if (refusal.isEmpty() && !hasAudioState(message) && message.toolCalls().isEmpty()) {
      out.writeString(""); // null is allowed only beside tool calls, a refusal or audio
    } else {
      out.writeNull();
    }
    if (!refusal.isEmpty()) {
      out.writeStringField("refusal", refusal);
    }
    for (Part part : message.parts()) {
      if (part instanceof Part.AudioPart audio && accepts(audio.state())) {
        out.writeFieldName("audio");
        Json.writeRaw(out, audio.state().data(), "the state of an audio part");
      }
    }
  }

  private boolean hasAudioState(AssistantMessage message) {
    return message.parts().stream()
        .anyMatch(part -> part instanceof Part.AudioPart && accepts(part.state()));
  }

  private void toolCalls(AssistantMessage message) throws IOException {
    List<Part.ToolCall> calls = message.toolCalls();
    if (calls.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tool_calls");
    for (Part.ToolCall call : calls) {
      out.writeStartObject();
      out.writeStringField("id", call.id());
      out.writeStringField("type", "function");
      out.writeObjectFieldStart("function");
      out.writeStringField("name", call.name());
      out.writeStringField(
          "arguments", call.arguments().isEmpty() ? "{}" : call.arguments().text());
      out.writeEndObject();
      state(call.state());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** State of messages and calls is an object whose fields stand beside their own. */
  private void state(ProviderState state) throws IOException {
    if (state.isEmpty()) {
      return;
    }
    if (!accepts(state)) {
      leftOut = true;
      return;
    }
    JsonNode fields = Json.TREES.readTree(state.data().text());
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      out.writeFieldName(field.getKey());
      Json.TREES.writeTree(out, field.getValue());
    }
  }

  private boolean accepts(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(dialect.origin());
  }
}
