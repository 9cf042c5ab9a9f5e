package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The words in which the stand-in server speaks, byte for byte. */
class StandInFormatTest {
  private static final String HEAD =
      "{\"id\":\"chatcmpl-standin1\",\"object\":\"chat.completion.chunk\",\"created\":1795341600,\"model\":\"m\"";

  private final StandInServer openAi = StandInServer.openAi();
  private final StandInServer anthropic = StandInServer.anthropic();

  @AfterEach
  void close() {
    openAi.close();
    anthropic.close();
  }

  private String chat(String more) throws IOException {
    return RawClient.once(openAi, "/chat/completions", "{\"model\":\"m\"" + more + "}");
  }

  private String messages(String more) throws IOException {
    return RawClient.once(anthropic, "/messages", "{\"model\":\"m\"" + more + "}");
  }

  @Test
  void anOpenAiAnswer() throws IOException {
    openAi.answers("Paris \"is\" it").usage(12, 3);

    String response = chat("");

    assertThat(response)
        .startsWith(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_standin1\r\n");
    assertThat(RawClient.body(response))
        .isEqualTo(
            "{\"id\":\"chatcmpl-standin1\",\"object\":\"chat.completion\",\"created\":1795341600,"
                + "\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Paris \\\"is\\\" it\",\"refusal\":null,\"annotations\":[]},"
                + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},"
                + "\"system_fingerprint\":null}");
  }

  @Test
  void anOpenAiStreamHasItsUsageOnlyOnRequest() throws IOException {
    openAi.streams("Pa", "ris").usage(12, 3);

    String stream = RawClient.unchunked(chat(",\"stream\":true"));

    assertThat(stream)
        .isEqualTo(
            "data: "
                + HEAD
                + ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"logprobs\":null,\"finish_reason\":null}]}\n\ndata: "
                + HEAD
                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Pa\"},\"logprobs\":null,"
                + "\"finish_reason\":null}]}\n\ndata: "
                + HEAD
                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ris\"},\"logprobs\":null,"
                + "\"finish_reason\":null}]}\n\ndata: "
                + HEAD
                + ",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    assertThat(chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
        .contains(",\"usage\":null}")
        .contains(",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,");
  }

  @Test
  void anAnthropicAnswer() throws IOException {
    anthropic.answers("Paris").usage(12, 3);

    String response = messages("");

    assertThat(response).contains("\r\nrequest-id: req_standin1\r\n");
    assertThat(RawClient.body(response))
        .isEqualTo(
            "{\"id\":\"msg_standin1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}],\"stop_reason\":\"end_turn\","
                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                + "\"output_tokens\":3}}");
  }

  @Test
  void anAnthropicStream() throws IOException {
    anthropic.streams("Pa", "ris").usage(12, 3);

    String response = messages(",\"stream\":true");

    assertThat(response).contains("\r\ncontent-type: text/event-stream; charset=utf-8\r\n");
    assertThat(RawClient.unchunked(response))
        .isEqualTo(
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_standin1","type":"message",\
            "role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,\
            "usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,\
            "output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Pa"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ris"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
            "usage":{"output_tokens":3}}

            event: message_stop
            data: {"type":"message_stop"}

            """);
  }

  @Test
  void aToolCallInBothFormats() throws IOException {
    openAi.callsTool("call_1", "weather", "{\"city\":\"Paris\"}");
    anthropic.callsTool("toolu_1", "weather", "{\"city\":\"Paris\"}");

    assertThat(chat(""))
        .contains(
            "\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]")
        .contains("\"finish_reason\":\"tool_calls\"");
    assertThat(chat(",\"stream\":true"))
        .contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\"")
        .contains(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}")
        .contains(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"Paris\\\"}\"}}]}");
    assertThat(messages(""))
        .contains(
            "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"Paris\"}}")
        .contains("\"stop_reason\":\"tool_use\"");
    assertThat(messages(",\"stream\":true"))
        .contains("{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}")
        .contains("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\"}");
  }

  @Test
  void errorsHaveTheProvidersShape() throws IOException {
    openAi.failsWith(429).retryAfter(Duration.ofMillis(1500)).failsWith(401);
    anthropic.failsWith(529).retryAfter(Duration.ofSeconds(2));

    assertThat(chat(""))
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .contains("\r\nretry-after: 2\r\n", "\r\nretry-after-ms: 1500\r\n")
        .contains("\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"");
    assertThat(chat(",\"stream\":true")).contains("\"code\":\"invalid_api_key\"");
    assertThat(messages(""))
        .startsWith("HTTP/1.1 529 ")
        .contains("\r\nretry-after: 2\r\n")
        .doesNotContain("retry-after-ms")
        .contains("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":")
        .contains("\"request_id\":");
  }

  @Test
  void embeddingsAreNumbersOrBase64() throws IOException {
    openAi.embeds(3).usage(7, 0);
    float[] paris = TextVectors.of("Paris", 3);

    String numbers =
        RawClient.body(
            RawClient.once(
                openAi,
                "/embeddings",
                "{\"model\":\"e\",\"input\":[\"Paris\",\"Rome\",\"Paris\"]}"));
    String encoded =
        RawClient.once(
            openAi,
            "/embeddings",
            "{\"model\":\"e\",\"input\":\"Paris\",\"encoding_format\":\"base64\"}");

    assertThat(embeddings(numbers)).hasSize(3);
    assertThat(embeddings(numbers).get(2)).containsExactly(paris[0], paris[1], paris[2]);
    assertThat(embeddings(numbers).get(0)).isEqualTo(embeddings(numbers).get(2));
    assertThat(numbers)
        .contains("\"index\":2")
        .endsWith("\"model\":\"e\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(paris);
    assertThat(encoded).contains("\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"");
  }

  @Test
  void embeddingsHaveTheDimensionsThatAreAskedFor() throws IOException {
    String response =
        RawClient.once(openAi, "/embeddings", "{\"model\":\"e\",\"input\":\"x\",\"dimensions\":5}");

    assertThat(embeddings(response).get(0)).hasSize(5);
  }

  private static List<List<Float>> embeddings(String response) {
    return Pattern.compile("\"embedding\":\\[([^]]+)]")
        .matcher(response)
        .results()
        .map(found -> Stream.of(found.group(1).split(", ")).map(Float::valueOf).toList())
        .toList();
  }

  @Test
  void withoutAScriptItNamesTheModelAndEstimatesTheUsage() throws IOException {
    String response =
        chat(",\"messages\":[{\"role\":\"user\",\"content\":\"Capital of France?\"}]");

    assertThat(response)
        .contains("\"content\":\"Hello from the stand-in for m.\"")
        .contains("\"prompt_tokens\":18,\"completion_tokens\":7,\"total_tokens\":25");
  }
}
