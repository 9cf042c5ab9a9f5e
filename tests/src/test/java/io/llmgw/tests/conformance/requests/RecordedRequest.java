package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.tests.conformance.CaseFolder;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody once sent to a provider.
 *
 * @param folder the recording, which names the provider and the API
 * @param body the JSON object that was sent
 * @param model the model that was asked for, which some APIs have in the URL
 * @param stream whether a stream was asked for, which some APIs say in the URL
 */
record RecordedRequest(CaseFolder folder, ObjectNode body, String model, boolean stream) {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern MODEL_IN_URL =
      Pattern.compile("/models?/([^/?]+?)(?::\\w+)?(?:[/?]|$)");
  private static final Pattern STREAM_IN_URL =
      Pattern.compile(":stream|/converse-stream|/invoke-with-response-stream");

  /** Reads the request of a recording; empty if none was kept, or it is no JSON object. */
  static Optional<RecordedRequest> read(CaseFolder folder) throws IOException {
    Path file = folder.directory().resolve("request.json");
    if (!Files.exists(file) || !(JSON.readTree(file.toFile()) instanceof ObjectNode body)) {
      return Optional.empty();
    }
    JsonNode meta = JSON.readTree(folder.directory().resolve("meta.json").toFile());
    String url = meta.path("url").asText("");
    boolean stream = body.path("stream").asBoolean() || STREAM_IN_URL.matcher(url).find();
    return Optional.of(new RecordedRequest(folder, body, model(body, url, meta), stream));
  }

  private static String model(ObjectNode body, String url, JsonNode meta) {
    String said = body.path("model").asText("");
    Matcher inUrl = MODEL_IN_URL.matcher(url);
    if (said.isBlank() && inUrl.find()) {
      return URLDecoder.decode(inUrl.group(1), StandardCharsets.UTF_8);
    }
    String answered = meta.path("expect").path("model").asText("");
    return !said.isBlank() ? said : !answered.isBlank() ? answered : "some-model";
  }
}
