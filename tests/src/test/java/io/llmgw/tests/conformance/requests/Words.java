package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.Tool;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what several wire formats write alike. */
final class Words {
  private Words() {}

  /** Returns a part that goes to the provider as it is. */
  static Part opaque(String origin, JsonNode block) {
    String type = block.path("type").asText("block");
    return new Part.OpaquePart(type, new ProviderState(origin, RawJson.of(block.toString())));
  }

  /** Returns content by URL, or the bytes of a {@code data:} URL. */
  static Blob blob(String url, String mediaType) {
    if (!url.startsWith("data:")) {
      return Blob.url(url, mediaType);
    }
    int comma = url.indexOf(',');
    String type = url.substring("data:".length(), comma).replace(";base64", "");
    return bytes(type, url.substring(comma + 1));
  }

  /** Returns bytes that are given in Base64. */
  static Blob bytes(String mediaType, String base64) {
    return Blob.of(mediaType, Base64.getDecoder().decode(standard(base64)));
  }

  /** Returns Base64 in its usual alphabet; some clients send that of URLs. */
  static JsonNode standardBase64(JsonNode base64) {
    return TextNode.valueOf(standard(base64.asText()));
  }

  private static String standard(String base64) {
    return base64.replace('-', '+').replace('_', '/');
  }

  /** Returns the effort of a name; empty if the API does not know it. */
  static Optional<Effort> effort(String name) {
    return Stream.of(Effort.values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  /**
   * Returns a tool; empty if there is more to it than the API can say.
   *
   * @param function its name, description, schema and whether it is strict
   * @param schema the name of the schema's field
   */
  static Optional<Tool> tool(Fields function, String schema) {
    String name = function.text("name");
    String description = function.text("description");
    Optional<JsonNode> parameters = function.take(schema);
    boolean strict = function.is("strict", "true");
    function.is("strict", "false");
    if (!function.isEmpty()) {
      return Optional.empty();
    }
    RawJson json = parameters.map(one -> RawJson.of(one.toString())).orElse(RawJson.NONE);
    return Optional.of(new Tool(name, description, json, strict));
  }

  /** Sets stop sequences, which may be one string or a list. */
  static void stop(Fields fields, String name, ChatRequest.Builder chat) {
    List<String> sequences = new ArrayList<>();
    fields
        .take(name)
        .ifPresent(
            stop -> {
              if (stop.isTextual()) {
                sequences.add(stop.asText());
              }
              stop.forEach(one -> sequences.add(one.asText()));
            });
    if (!sequences.isEmpty()) {
      chat.stop(sequences.toArray(String[]::new));
    }
  }

  /** Marks the end of the messages so far. */
  static void cache(ChatRequest.Builder chat, JsonNode mark) {
    boolean hour = mark.path("ttl").asText("5m").equals("1h");
    chat.cacheUpToHere(hour ? Duration.ofHours(1) : CacheMark.DEFAULT_TIME_TO_LIVE);
  }
}
