package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.anthropic.AnthropicConversation;
import io.llmgw.provider.internal.anthropic.CacheMarks;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes content blocks of Converse. What has provider state of ours goes back as it came. */
final class BedrockBlockWriter {
  /** API reference, "ToolUseBlock". */
  private static final Pattern NO_ID_CHARACTER = Pattern.compile("[^a-zA-Z0-9_-]");

  private static final int LONGEST_ID = 64;

  private final JsonGenerator out;
  private final CacheMarks marks;
  private final Adjustments adjustments;
  private int documents;

  BedrockBlockWriter(JsonGenerator out, CacheMarks marks, Adjustments adjustments) {
    this.out = out;
    this.marks = marks;
    this.adjustments = adjustments;
  }

  /** Writes a turn of the conversation. */
  void write(AnthropicConversation.Turn turn) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", turn.assistant() ? "assistant" : "user");
    out.writeArrayFieldStart("content");
    for (ToolResultMessage result : turn.results()) {
      writeResult(result);
      writeMark(marks.hour(result));
    }
    for (Part part : turn.parts()) {
      write(part);
      writeMark(marks.hour(part));
    }
    if (hasOnlyFiles(turn)) {
      writeText("See the attached document.");
      adjustments.content("file", "a text was added", "this API takes documents with a text only");
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static boolean hasOnlyFiles(AnthropicConversation.Turn turn) {
    return !turn.assistant()
        && turn.results().isEmpty()
        && turn.parts().stream().anyMatch(FilePart.class::isInstance)
        && turn.parts().stream().noneMatch(TextPart.class::isInstance);
  }

  /** Writes a cache point if there is a mark. */
  void writeMark(Optional<Boolean> hour) throws IOException {
    if (hour.isEmpty()) {
      return;
    }
    out.writeStartObject();
    out.writeObjectFieldStart("cachePoint");
    out.writeStringField("type", "default");
    if (hour.get()) {
      out.writeStringField("ttl", "1h");
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** Writes one part as a block. */
  void write(Part part) throws IOException {
    if (!part.state().isEmpty() && part.state().origin().equals(BedrockBlocks.ORIGIN)) {
      Json.writeRaw(out, part.state().data(), "the provider state of a part");
    } else if (part instanceof TextPart text) {
      writeText(text.text());
    } else if (part instanceof RefusalPart refusal) {
      writeText(refusal.text());
    } else if (part instanceof ImagePart image) {
      writeMedia("image", "image", image.image());
    } else if (part instanceof AudioPart audio) {
      writeMedia("audio", "audio", audio.audio());
    } else if (part instanceof FilePart file) {
      writeFile(file);
    } else if (part instanceof ToolCall call) {
      writeToolUse(call);
    } else {
      throw new IllegalArgumentException("no block for " + AnthropicConversation.name(part));
    }
  }

  private void writeText(String text) throws IOException {
    out.writeStartObject();
    out.writeStringField("text", text);
    out.writeEndObject();
  }

  private void writeFile(FilePart file) throws IOException {
    String type = file.file().mediaType();
    if (type.startsWith("image/")) {
      writeMedia("image", "image", file.file());
    } else if (type.startsWith("video/")) {
      writeMedia("video", "video", file.file());
    } else if (type.startsWith("audio/")) {
      writeMedia("audio", "audio", file.file());
    } else {
      if (!file.name().isEmpty()) {
        adjustments.content(
            "file.name", "replaced by a number", "this API wants neutral names, each one once");
      }
      writeMedia("document", "document", file.file());
    }
  }

  private void writeMedia(String block, String what, Blob blob) throws IOException {
    if (blob.isUrl()) {
      throw refuse(what + " by URL is not supported by this API; send its bytes");
    }
    out.writeStartObject();
    out.writeObjectFieldStart(block);
    out.writeStringField("format", BedrockMedia.format(block, blob.mediaType()));
    if (block.equals("document")) {
      out.writeStringField("name", "document-" + ++documents);
    }
    out.writeObjectFieldStart("source");
    out.writeStringField("bytes", blob.base64());
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private void writeToolUse(ToolCall call) throws IOException {
    String arguments = call.arguments().text();
    out.writeStartObject();
    out.writeObjectFieldStart("toolUse");
    out.writeStringField("toolUseId", id(call.id()));
    out.writeStringField("name", call.name());
    out.writeFieldName("input");
    if (arguments.isBlank()) {
      out.writeRawValue("{}");
    } else if (RawObject.isObject(arguments)) {
      out.writeRawValue(arguments);
    } else {
      throw refuse("the arguments of the call of tool \"" + call.name() + "\" are no JSON object");
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void writeResult(ToolResultMessage result) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("toolResult");
    out.writeStringField("toolUseId", id(result.callId()));
    out.writeArrayFieldStart("content");
    boolean any = false;
    for (Part part : result.parts()) {
      if (!(part instanceof TextPart text && text.text().isBlank())) {
        write(part);
        any = true;
      }
    }
    if (!any) {
      out.writeRawValue("{\"json\":{}}"); // a result needs content, and text must not be blank
    }
    out.writeEndArray();
    if (result.error()) {
      out.writeStringField("status", "error");
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  /** The same for a call and its result, and different for different ids. */
  private static String id(String id) {
    String allowed = NO_ID_CHARACTER.matcher(id).replaceAll("_");
    return allowed.length() <= LONGEST_ID
        ? allowed
        : allowed.substring(0, LONGEST_ID - 9) + "_" + String.format("%08x", id.hashCode());
  }

  /** Says that a request cannot be written for this API. */
  static ProviderFailure refuse(String why) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, why + "; nothing was sent")
        .withNothingSent();
  }
}
