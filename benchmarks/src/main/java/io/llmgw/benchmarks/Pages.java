package io.llmgw.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The loopback server's answers, rendered once: OpenAI's format with every field and header that
 * OpenAI sends, and the events of a stream several to a write, as they come from a real provider.
 *
 * @param whole an unstreamed response, head and body
 * @param streamed a streamed response in the order of its writes; the number is in the first
 */
record Pages(byte[] whole, List<byte[]> streamed) {
  /** How many events of a stream go into one write. */
  private static final int EVENTS_A_WRITE = 5;

  /** Stands where the number of the question goes. */
  static final String NUMBER = "00000000";

  private static final String MODEL = "gpt-4o-mini-2024-07-18";
  private static final String ID = "chatcmpl-CZq8vY3pB7dKx0RmT2sWf6uLhJ1aE";

  private static final String USAGE =
      """
      {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
      "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
      "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
      "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";

  static Pages render() {
    return new Pages(renderWhole(), renderStreamed());
  }

  /** Indented with two spaces, as OpenAI does it. */
  private static byte[] renderWhole() {
    String body =
        """
        {
          "id": "%s",
          "object": "chat.completion",
          "created": 1764000000,
          "model": "%s",
          "choices": [
            {
              "index": 0,
              "message": {
                "role": "assistant",
                "content": "%s",
                "refusal": null,
                "annotations": []
              },
              "logprobs": null,
              "finish_reason": "stop"
            }
          ],
          "usage": {
            "prompt_tokens": %d,
            "completion_tokens": %d,
            "total_tokens": %d,
            "prompt_tokens_details": {
              "cached_tokens": 0,
              "audio_tokens": 0
            },
            "completion_tokens_details": {
              "reasoning_tokens": 0,
              "audio_tokens": 0,
              "accepted_prediction_tokens": 0,
              "rejected_prediction_tokens": 0
            }
          },
          "service_tier": "default",
          "system_fingerprint": "fp_560af6e559"
        }
        """
            .formatted(
                ID,
                MODEL,
                escaped(NUMBER + Texts.WHOLE),
                Texts.INPUT_TOKENS,
                Texts.WHOLE_TOKENS,
                Texts.INPUT_TOKENS + Texts.WHOLE_TOKENS);
    return bytes(head("application/json", "Content-Length: " + body.length()) + body);
  }

  private static List<byte[]> renderStreamed() {
    List<String> events = events();
    List<byte[]> writes = new ArrayList<>();
    for (int from = 0; from < events.size(); from += EVENTS_A_WRITE) {
      int to = Math.min(events.size(), from + EVENTS_A_WRITE);
      ByteArrayOutputStream write = new ByteArrayOutputStream();
      if (from == 0) {
        write.writeBytes(
            bytes(head("text/event-stream; charset=utf-8", "Transfer-Encoding: chunked")));
      }
      byte[] chunk = bytes(String.join("", events.subList(from, to)));
      write.writeBytes(bytes(Integer.toHexString(chunk.length) + "\r\n"));
      write.writeBytes(chunk);
      write.writeBytes(bytes(to == events.size() ? "\r\n0\r\n\r\n" : "\r\n"));
      writes.add(write.toByteArray());
    }
    return writes;
  }

  private static List<String> events() {
    List<String> events = new ArrayList<>();
    events.add(
        delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null", "aWqPzT"));
    for (int i = 0; i < Texts.PIECES; i++) {
      String content = "{\"content\":\"" + escaped(Texts.piece(i, NUMBER)) + "\"}";
      events.add(delta(content, "null", "k3Vd8RmXyQ0".substring(0, 3 + i * 5 % 8)));
    }
    events.add(delta("{}", "\"stop\"", "bN4"));
    String usage =
        USAGE.formatted(
            Texts.INPUT_TOKENS, Texts.STREAMED_TOKENS, Texts.INPUT_TOKENS + Texts.STREAMED_TOKENS);
    events.add(event("[]", usage, "Hy7Tw2"));
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static String delta(String delta, String finish, String obfuscation) {
    String choices =
        "[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finish
            + "}]";
    return event(choices, "null", obfuscation);
  }

  private static String event(String choices, String usage, String obfuscation) {
    return "data: {\"id\":\""
        + ID
        + "\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,\"model\":\""
        + MODEL
        + "\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_560af6e559\",\"choices\":"
        + choices
        + ",\"usage\":"
        + usage
        + ",\"obfuscation\":\""
        + obfuscation
        + "\"}\n\n";
  }

  private static String head(String type, String framing) {
    return """
        HTTP/1.1 200 OK
        Date: Mon, 24 Nov 2025 16:00:00 GMT
        Content-Type: %s
        %s
        Connection: keep-alive
        access-control-expose-headers: X-Request-ID
        openai-organization: example-organization
        openai-processing-ms: 4213
        openai-project: proj_Zk3bT0xWq9uVnR5eYs7cLd1p
        openai-version: 2020-10-01
        x-envoy-upstream-service-time: 4230
        x-ratelimit-limit-requests: 10000
        x-ratelimit-limit-tokens: 10000000
        x-ratelimit-remaining-requests: 9999
        x-ratelimit-remaining-tokens: 9999688
        x-ratelimit-reset-requests: 6ms
        x-ratelimit-reset-tokens: 1ms
        x-request-id: req_8f2b6c1e4d7a4f0b9c3e5a7d1f6b8c02
        strict-transport-security: max-age=31536000; includeSubDomains; preload
        cf-cache-status: DYNAMIC
        X-Content-Type-Options: nosniff
        Server: cloudflare
        CF-RAY: 9a3b5c7d8e9f0a1b-FRA
        alt-svc: h3=":443"; ma=86400

        """
        .formatted(type, framing)
        .replace("\n", "\r\n");
  }

  private static String escaped(String text) {
    return text.replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
