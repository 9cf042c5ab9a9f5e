package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes content blocks. What has provider state of ours goes back exactly as it came. */
final class AnthropicBlockWriter {
  /** The API's own rule for the ids of tool calls; other providers' ids may hold more. */
  private static final Pattern NO_ID_CHARACTER = Pattern.compile("[^a-zA-Z0-9_-]");

  private final JsonGenerator out;
  private final CacheMarks marks;

  AnthropicBlockWriter(JsonGenerator out, CacheMarks marks) {
    this.out = out;
    this.marks = marks;
  }

  /** Returns a mark: what is before it, and the block it is on, is cached. */
  static String cacheControl(boolean hour) {
    return hour ? "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}" : "{\"type\":\"ephemeral\"}";
  }

  private void writeMark(Object block) throws IOException {
    Optional<Boolean> hour = marks.hour(block);
    if (hour.isPresent()) {
      out.writeFieldName("cache_control");
      out.writeRawValue(cacheControl(hour.get()));
    }
  }

  /** A block that goes back as it came, but for a mark. */
  private RawJson marked(Part part) throws IOException {
    RawJson data = part.state().data();
    Optional<Boolean> hour = marks.hour(part);
    if (hour.isEmpty() || !RawObject.isObject(data.text())) {
      return data;
    }
    RawObject block = RawObject.parse(data.text());
    block.put("cache_control", cacheControl(hour.get()));
    return RawJson.of(block.toString());
  }

  /** Writes a turn of the conversation. */
  void write(AnthropicConversation.Turn turn) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", turn.assistant() ? "assistant" : "user");
    out.writeArrayFieldStart("content");
    for (ToolResultMessage result : turn.results()) {
      writeResult(result);
    }
    for (Part part : turn.parts()) {
      write(part);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Writes one part as a block. */
  void write(Part part) throws IOException {
    if (AnthropicConversation.isOurs(part.state())) {
      Json.writeRaw(
          out,
          marked(part),
          "the provider state of a " + AnthropicConversation.name(part) + " part");
    } else if (part instanceof TextPart text) {
      writeText(text.text(), part);
    } else if (part instanceof RefusalPart refusal) {
      writeText(refusal.text(), part);
    } else if (part instanceof ImagePart image) {
      writeImage(image.image(), part);
    } else if (part instanceof FilePart file) {
      writeFile(file);
    } else if (part instanceof ToolCall call) {
      writeToolUse(call);
    } else {
      throw new IllegalArgumentException("no block for " + AnthropicConversation.name(part));
    }
  }

  private void writeText(String text, Part part) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "text");
    out.writeStringField("text", text);
    writeMark(part);
    out.writeEndObject();
  }

  private void writeImage(Blob image, Part part) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "image");
    writeSource(image);
    writeMark(part);
    out.writeEndObject();
  }

  private void writeSource(Blob blob) throws IOException {
    out.writeObjectFieldStart("source");
    if (blob.isUrl()) {
      out.writeStringField("type", "url");
      out.writeStringField("url", blob.url());
    } else {
      out.writeStringField("type", "base64");
      out.writeStringField("media_type", blob.mediaType());
      out.writeStringField("data", blob.base64());
    }
    out.writeEndObject();
  }

  private void writeFile(FilePart file) throws IOException {
    Blob blob = file.file();
    String type = blob.mediaType();
    if (type.startsWith("image/")) {
      writeImage(blob, file);
      return;
    }
    boolean pdf = type.equals("application/pdf") || (blob.isUrl() && type.isEmpty());
    boolean text = type.startsWith("text/") || type.equals("application/json");
    if (!pdf && (!text || blob.isUrl())) {
      throw refuse(
          "files of type "
              + type
              + (blob.isUrl() ? " by URL" : "")
              + " are not supported by this API");
    }
    out.writeStartObject();
    out.writeStringField("type", "document");
    if (pdf) {
      writeSource(blob);
    } else {
      writeTextSource(blob);
    }
    if (!file.name().isEmpty()) {
      out.writeStringField("title", file.name());
    }
    writeMark(file);
    out.writeEndObject();
  }

  /** The API knows one type of text, and wants it as text. */
  private void writeTextSource(Blob blob) throws IOException {
    out.writeObjectFieldStart("source");
    out.writeStringField("type", "text");
    out.writeStringField("media_type", "text/plain");
    out.writeStringField("data", new String(blob.bytes(), StandardCharsets.UTF_8));
    out.writeEndObject();
  }

  private void writeToolUse(ToolCall call) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "tool_use");
    out.writeStringField("id", id(call.id()));
    out.writeStringField("name", call.name());
    out.writeFieldName("input");
    if (call.arguments().text().isBlank()) {
      out.writeStartObject();
      out.writeEndObject();
    } else if (RawObject.isObject(call.arguments().text())) {
      out.writeRawValue(call.arguments().text());
    } else {
      throw refuse("the arguments of the call of tool \"" + call.name() + "\" are no JSON object");
    }
    writeMark(call);
    out.writeEndObject();
  }

  private void writeResult(ToolResultMessage result) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "tool_result");
    out.writeStringField("tool_use_id", id(result.callId()));
    writeResultContent(result.parts().stream().filter(AnthropicBlockWriter::hasContent).toList());
    if (result.error()) {
      out.writeBooleanField("is_error", true);
    }
    writeMark(result);
    out.writeEndObject();
  }

  private void writeResultContent(List<Part> parts) throws IOException {
    if (parts.isEmpty()) {
      return;
    }
    if (parts.size() == 1
        && parts.get(0) instanceof TextPart text
        && !AnthropicConversation.isOurs(text.state())) {
      out.writeStringField("content", text.text());
      return;
    }
    out.writeArrayFieldStart("content");
    for (Part part : parts) {
      write(part);
    }
    out.writeEndArray();
  }

  private static boolean hasContent(Part part) {
    return !(part instanceof TextPart text && text.text().isEmpty() && text.state().isEmpty());
  }

  private static String id(String id) {
    return NO_ID_CHARACTER.matcher(id).replaceAll("_");
  }

  /** Says that a request cannot be written for this API. */
  static ProviderFailure refuse(String why) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, why + "; nothing was sent")
        .withNothingSent();
  }
}
