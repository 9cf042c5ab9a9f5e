package io.llmgw.provider.internal.bedrock;

import java.util.Map;

/**
 * Bedrock's names of media types (API reference, "ImageBlock", "DocumentBlock", "VideoBlock",
 * "AudioBlock").
 */
final class BedrockMedia {
  private static final Map<String, Map<String, String>> FORMATS =
      Map.of(
          "image",
          Map.of(
              "image/png", "png",
              "image/jpeg", "jpeg",
              "image/jpg", "jpeg",
              "image/gif", "gif",
              "image/webp", "webp"),
          "document",
          Map.ofEntries(
              Map.entry("application/pdf", "pdf"),
              Map.entry("text/csv", "csv"),
              Map.entry("application/msword", "doc"),
              Map.entry(
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                  "docx"),
              Map.entry("application/vnd.ms-excel", "xls"),
              Map.entry(
                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
              Map.entry("text/html", "html"),
              Map.entry("text/plain", "txt"),
              Map.entry("application/json", "txt"),
              Map.entry("text/markdown", "md")),
          "video",
          Map.of(
              "video/x-matroska", "mkv",
              "video/quicktime", "mov",
              "video/mp4", "mp4",
              "video/webm", "webm",
              "video/x-flv", "flv",
              "video/mpeg", "mpeg",
              "video/x-ms-wmv", "wmv",
              "video/3gpp", "three_gp"),
          "audio",
          Map.ofEntries(
              Map.entry("audio/mpeg", "mp3"),
              Map.entry("audio/mp3", "mp3"),
              Map.entry("audio/opus", "opus"),
              Map.entry("audio/wav", "wav"),
              Map.entry("audio/x-wav", "wav"),
              Map.entry("audio/aac", "aac"),
              Map.entry("audio/flac", "flac"),
              Map.entry("audio/mp4", "mp4"),
              Map.entry("audio/ogg", "ogg"),
              Map.entry("audio/webm", "webm")));

  private BedrockMedia() {}

  /**
   * Returns the name of a media type.
   *
   * @param block image, document, video or audio
   * @throws io.llmgw.spi.ProviderFailure if there is none
   */
  static String format(String block, String mediaType) {
    String format = FORMATS.getOrDefault(block, Map.of()).get(mediaType);
    if (format == null && block.equals("document") && mediaType.startsWith("text/")) {
      return "txt";
    }
    if (format == null) {
      throw BedrockBlockWriter.refuse(
          "files of type " + mediaType + " are not supported by this API");
    }
    return format;
  }
}
