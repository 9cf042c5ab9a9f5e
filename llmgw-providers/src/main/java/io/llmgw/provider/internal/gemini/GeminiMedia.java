package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.value.Blob;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Writes images, audio and files: bytes inline, URLs as file data. */
final class GeminiMedia {
  /**
   * Where provider state of a part keeps a media type that a blob cannot have; no field of the
   * wire.
   */
  static final String MEDIA_TYPE = "llmgw.mimeType";

  /** Types by ending, for URLs whose type the application did not say; Vertex AI insists on one. */
  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("gif", "image/gif"),
          Map.entry("heic", "image/heic"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("html", "text/html"),
          Map.entry("mp3", "audio/mp3"),
          Map.entry("wav", "audio/wav"),
          Map.entry("flac", "audio/flac"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("mov", "video/mov"),
          Map.entry("webm", "video/webm"));

  private GeminiMedia() {}

  /** Writes the one field of a part that holds the data. */
  static void write(JsonGenerator out, Blob blob, String mediaType) throws IOException {
    String type = mediaType.isEmpty() ? type(blob) : mediaType;
    if (blob.isUrl()) {
      out.writeObjectFieldStart("fileData");
      if (!type.isEmpty()) {
        out.writeStringField("mimeType", type);
      }
      out.writeStringField("fileUri", blob.url());
    } else {
      out.writeObjectFieldStart("inlineData");
      out.writeStringField("mimeType", type);
      out.writeStringField("data", blob.base64());
    }
    out.writeEndObject();
  }

  private static String type(Blob blob) {
    String type = blob.mediaType();
    if (type.equals("application/json")) {
      return "text/plain"; // the API reads text of any kind, but not under this name
    }
    return type.isEmpty() && blob.isUrl() ? byEnding(blob.url()) : type;
  }

  private static String byEnding(String url) {
    String path = url.replaceFirst("[?#].*", "");
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_ENDING.getOrDefault(ending, "");
  }
}
