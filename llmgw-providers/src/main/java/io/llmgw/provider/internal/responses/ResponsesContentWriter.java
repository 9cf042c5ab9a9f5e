package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.Part;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.util.List;

/** Writes what the application says: text, images, files, audio. */
final class ResponsesContentWriter {
  private final JsonGenerator out;

  ResponsesContentWriter(JsonGenerator out) {
    this.out = out;
  }

  /**
   * Writes content, as a string where that is enough.
   *
   * @param where names the message in exceptions
   */
  void write(List<Part> parts, String where) throws IOException {
    if (parts.isEmpty()) {
      out.writeString("");
    } else if (parts.size() == 1 && parts.get(0) instanceof Part.TextPart text) {
      out.writeString(text.text());
    } else {
      out.writeStartArray();
      for (Part part : parts) {
        part(part, where);
      }
      out.writeEndArray();
    }
  }

  private void part(Part part, String where) throws IOException {
    if (part instanceof Part.OpaquePart opaque) {
      Json.writeRaw(out, opaque.state().data(), "an opaque part");
      return;
    }
    out.writeStartObject();
    if (part instanceof Part.TextPart text) {
      text(text.text());
    } else if (part instanceof Part.RefusalPart refusal) {
      text(refusal.text());
    } else if (part instanceof Part.ImagePart image) {
      out.writeStringField("type", "input_image");
      out.writeStringField("image_url", url(image.image()));
      out.writeStringField("detail", image.detail().isEmpty() ? "auto" : image.detail());
    } else if (part instanceof Part.FilePart file) {
      file(file);
    } else if (part instanceof Part.AudioPart audio && where.equals(ResponsesInputWriter.USER)) {
      audio(audio);
    } else {
      throw refuse(
          where + " with " + ResponsesInputWriter.name(part) + " is not supported by this API");
    }
    out.writeEndObject();
  }

  private void text(String text) throws IOException {
    out.writeStringField("type", "input_text");
    out.writeStringField("text", text);
  }

  private static String url(Blob blob) {
    return blob.isUrl() ? blob.url() : "data:" + blob.mediaType() + ";base64," + blob.base64();
  }

  private void file(Part.FilePart file) throws IOException {
    out.writeStringField("type", "input_file");
    if (file.file().isUrl()) {
      out.writeStringField("file_url", file.file().url());
    } else {
      out.writeStringField("filename", file.name().isEmpty() ? "file" : file.name());
      out.writeStringField("file_data", url(file.file()));
    }
  }

  private void audio(Part.AudioPart audio) throws IOException {
    if (audio.audio().isUrl()) {
      throw refuse("audio must be given as bytes; this API takes no audio URL");
    }
    String subtype = audio.audio().mediaType().replaceFirst("^[^/]*/(?:x-)?", "");
    out.writeStringField("type", "input_audio");
    out.writeObjectFieldStart("input_audio");
    out.writeStringField("data", audio.audio().base64());
    out.writeStringField(
        "format",
        switch (subtype) {
          case "mpeg" -> "mp3";
          case "wave", "vnd.wave" -> "wav";
          default -> subtype;
        });
    out.writeEndObject();
  }

  static ProviderFailure refuse(String message) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, message).withNothingSent();
  }
}
