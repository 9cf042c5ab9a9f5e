package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One recording: what the provider sent and what a client has to make of it.
 *
 * @param folder where it lies
 * @param status the HTTP status, 200 if meta.json has none
 * @param headers the end-to-end headers, with a content type
 * @param body the bytes of the response file, empty if there is none
 * @param fileType the response file's ending, for example {@code sse}; empty if there is none
 * @param cut whether the connection broke without the HTTP body's proper end
 * @param request what was asked, missing if it is not known
 * @param expect what meta.json expects, missing if it expects nothing
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares recordings, or writes into one
record WireCase(
    CaseFolder folder,
    int status,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    String fileType,
    boolean cut,
    JsonNode request,
    JsonNode expect) {

  static final ObjectMapper JSON = new ObjectMapper();

  /** Headers that belong to the recorded connection, or to an encoding that is undone. */
  private static final Set<String> NOT_SERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "json", "application/json",
          "sse", "text/event-stream",
          "html", "text/html",
          "ndjson", "application/x-ndjson",
          "bin", "application/vnd.amazon.eventstream");

  private static final Set<String> STREAMS = Set.of("sse", "ndjson", "bin");

  /** Reads a recording; fields it does not know and files it does not need are ignored. */
  static WireCase read(CaseFolder folder) throws IOException {
    JsonNode meta = JSON.readTree(folder.directory().resolve("meta.json").toFile());
    Path response = responseFile(folder.directory());
    String fileType = response == null ? "" : fileType(response);
    Path request = folder.directory().resolve("request.json");
    return new WireCase(
        folder,
        meta.path("status").asInt(200),
        headers(meta.path("headers"), fileType),
        response == null ? new byte[0] : Files.readAllBytes(response),
        fileType,
        isCut(meta),
        Files.exists(request) ? JSON.readTree(request.toFile()) : MissingNode.getInstance(),
        meta.path("expect"));
  }

  /**
   * Tells whether a recording was made up; anything else counts as recorded, even if unreadable.
   */
  static boolean isConstructed(CaseFolder folder) {
    try {
      JsonNode meta = JSON.readTree(folder.directory().resolve("meta.json").toFile());
      return meta.path("provenance").asText().equals("constructed");
    } catch (IOException e) {
      return false;
    }
  }

  private static Path responseFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("response"))
          .filter(file -> CONTENT_TYPES.containsKey(fileType(file)))
          .sorted()
          .findFirst()
          .orElse(null);
    }
  }

  private static String fileType(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<Map.Entry<String, String>> headers(JsonNode recorded, String fileType) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    boolean typed = false;
    for (Map.Entry<String, JsonNode> header : recorded.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (NOT_SERVED.contains(name)) {
        continue;
      }
      typed |= name.equals("content-type");
      JsonNode value = header.getValue();
      for (JsonNode one : value.isArray() ? value : List.of(value)) {
        headers.add(Map.entry(name, one.asText().replaceAll("[\\r\\n]+", " ")));
      }
    }
    if (!typed && CONTENT_TYPES.containsKey(fileType)) {
      headers.add(Map.entry("content-type", CONTENT_TYPES.get(fileType)));
    }
    return List.copyOf(headers);
  }

  private static boolean isCut(JsonNode meta) {
    String said = meta.path("note").asText() + " " + meta.path("special").asText();
    return said.toLowerCase(Locale.ROOT).contains("connection reset");
  }

  /** Tells whether this was streamed; Gemini can stream a JSON array. */
  boolean isStream() {
    return STREAMS.contains(fileType) || expect.path("stream").path("json_array").asBoolean();
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Tells whether the bytes end before their protocol does, or were damaged. */
  boolean isBroken() {
    return expect.path("truncated").asBoolean() || expect.path("corrupt").asBoolean();
  }

  /** Tells whether what was served with status 200 is no answer of this API. */
  boolean isNoAnswer() {
    JsonNode vectors = expect.path("embeddings");
    return isSuccess()
        && (body.length == 0
            || fileType.equals("html")
            || expect.path("error").path("non_json").asBoolean()
            || (vectors.isArray() && vectors.isEmpty()));
  }

  /** Tells whether the prompt was refused and nothing answered. */
  boolean isBlocked() {
    return expect.hasNonNull("block_reason") && !expect.hasNonNull("finish_reason");
  }

  /** Tells whether reading this must end in a failure. */
  boolean expectsFailure() {
    boolean error = expect.hasNonNull("error") || expect.path("sse_error_field").asBoolean();
    return !isSuccess() || error || isBroken() || isNoAnswer() || isBlocked();
  }

  /** Returns a recorded header, empty if there is none. */
  String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  /** Returns the model to ask for: the one that was asked for, else the one that answered. */
  String model() {
    String asked = request.path("model").asText("");
    String answered = expect.path("model").asText("");
    return !asked.isBlank() ? asked : !answered.isBlank() ? answered : "some-model";
  }
}
