package io.llmgw.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.llmgw.chat.FinishReason;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats' words, against what the providers document. */
class WireFormatsTest {
  private static final WireQuestion ASKED = new WireQuestion("m", true, true);
  private static final Usage USED =
      Usage.builder()
          .count(Meter.INPUT, 12)
          .count(Meter.CACHE_READ, 5)
          .count(Meter.OUTPUT, 3)
          .count(Meter.REASONING, 2)
          .build();
  private static final Text PARIS = new Text(List.of("Pa", "ris"));
  private static final Reasoning THOUGHT = new Reasoning(List.of("Hm."), "c2ln");
  private static final ToolCall CALL = new ToolCall("c1", "f", List.of("{\"a\":", "1}"));

  static List<WireFormat> all() {
    return List.of(
        WireFormat.openAiChat(),
        WireFormat.openAiResponses(),
        WireFormat.anthropic(),
        WireFormat.gemini(),
        WireFormat.bedrock(),
        WireFormat.cohere(),
        WireFormat.ollama());
  }

  private static WireAnswer answer(FinishReason finish, WireBlock... blocks) {
    return new WireAnswer(1, ASKED, List.of(blocks), finish, USED);
  }

  private static String text(WireResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyErrorHasItsStatusAndEveryKindAUsualForm(WireFormat format) {
    assertThat(format.errors())
        .allSatisfy(error -> assertThat(error.response().status()).isBetween(400, 599))
        .extracting(WireError::kind)
        .contains(
            ErrorKind.RATE_LIMITED,
            ErrorKind.OVERLOADED,
            ErrorKind.INVALID_REQUEST,
            ErrorKind.AUTHENTICATION,
            ErrorKind.MODEL_NOT_FOUND,
            ErrorKind.SERVER_ERROR);
    assertThat(format.errors().get(0).retryAfter()).isEmpty();
    assertThat(format.streamErrors()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsCutOffIsNeverTheWholeStream(WireFormat format) {
    WireResponse whole = format.stream(answer(FinishReason.STOP, PARIS));

    assertThat(whole.frames().stream().filter(frame -> frame.role() == Role.CONTENT)).hasSize(2);
    assertThat(whole.frames().stream().filter(frame -> frame.role() == Role.FINISH)).hasSize(1);
    assertThat(whole.incomplete())
        .hasSizeGreaterThanOrEqualTo(6)
        .filteredOn(cut -> cut.body().length > 0)
        .allSatisfy(cut -> assertThat(whole.body()).startsWith(cut.body()))
        .allSatisfy(cut -> assertThat(cut.body()).hasSizeLessThan(whole.body().length));
    assertThat(text(whole.beforeLastPiece())).contains("Pa").doesNotContain("ris");
    assertThat(whole.toString()).matches("200 with \\d+ bytes, which end: .{1,61}");
    assertThat(whole.byteByByte().body()).isEqualTo(whole.body());
    assertThat(whole.byteByByte().frames()).hasSize(whole.body().length);
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        arguments(WireFormat.openAiChat(), "/v1/chat/completions"),
        arguments(WireFormat.openAiResponses(), "/v1/responses"),
        arguments(WireFormat.anthropic(), "/v1/messages"),
        arguments(WireFormat.gemini(), "/v1beta/models/m:generateContent"),
        arguments(WireFormat.bedrock(), "/model/m/converse"),
        arguments(WireFormat.cohere(), "/v2/chat"),
        arguments(WireFormat.ollama(), "/api/chat"));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aFormatKnowsItsOwnRequests(WireFormat format, String path) {
    String body = "{\"model\":\"m\",\"stream\":false}";

    assertThat(format.question(path, body).map(WireQuestion::model)).contains("m");
    assertThat(format.question(path, body).map(WireQuestion::stream)).contains(false);
    assertThat(format.question("/nowhere", body)).isEmpty();
  }

  @Test
  void modelsAndStreamsMayBeInThePath() {
    assertThat(
            WireFormat.gemini()
                .question("/v1/projects/p/publishers/google/models/g:streamGenerateContent", "{}"))
        .contains(new WireQuestion("g", true, true));
    assertThat(WireFormat.gemini().question("/v1beta/models/g:generateContent", "{}"))
        .contains(new WireQuestion("g", false, true));
    assertThat(WireFormat.bedrock().question("/model/us.amazon.nova%3A0/converse-stream", "{}"))
        .contains(new WireQuestion("us.amazon.nova:0", true, true));
    assertThat(WireFormat.ollama().question("/api/chat", "{\"model\":\"o\"}"))
        .contains(new WireQuestion("o", true, true));
    assertThat(WireFormat.ollama().question("/api/chat", "{\"model\":\"o\",\"stream\":false}"))
        .contains(new WireQuestion("o", false, true));
  }

  @Test
  void responsesNameAndNumberTheirEvents() {
    String stream =
        text(
            WireFormat.openAiResponses().stream(
                answer(FinishReason.TOOL_CALLS, THOUGHT, PARIS, CALL)));

    assertThat(matches("(?m)^event: (.*)$", stream))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(matches("\"sequence_number\":(\\d+)", stream))
        .isEqualTo(Stream.iterate(0, i -> i + 1).limit(21).map(String::valueOf).toList());
    assertThat(stream)
        .contains(
            "{\"id\":\"item_standin0\",\"type\":\"reasoning\",\"encrypted_content\":\"c2ln\","
                + "\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm.\"}]}",
            "\"output_index\":2,\"delta\":\"{\\\"a\\\":\"}",
            "\"usage\":{\"input_tokens\":17,\"input_tokens_details\":{\"cached_tokens\":5},"
                + "\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":2},"
                + "\"total_tokens\":22}");
    assertThat(text(WireFormat.openAiResponses().answer(answer(FinishReason.LENGTH, PARIS))))
        .contains("\"status\":\"incomplete\"", "{\"reason\":\"max_output_tokens\"}");
  }

  @Test
  void geminiStreamsWholeResponsesAndSignsWhatFollowsReasoning() {
    String stream =
        text(WireFormat.gemini().stream(answer(FinishReason.TOOL_CALLS, THOUGHT, CALL)));

    assertThat(stream)
        .isEqualTo(
            """
            data: {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}],\
            "role":"model"},"index":0}],"modelVersion":"m","responseId":"standin1"}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1},\
            "id":"c1"},"thoughtSignature":"c2ln"}],"role":"model"},"index":0}],"modelVersion":"m",\
            "responseId":"standin1"}

            data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0,\
            "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":17,\
            "cachedContentTokenCount":5,"candidatesTokenCount":3,"thoughtsTokenCount":2,\
            "totalTokenCount":22},"modelVersion":"m","responseId":"standin1"}

            """
                .replace("\n", "\r\n"));
    assertThat(text(WireFormat.gemini().stream(answer(FinishReason.STOP, THOUGHT, PARIS))))
        .contains("{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}");
  }

  @Test
  void cohereStreamsContentAndToolCallsApart() {
    String stream =
        text(WireFormat.cohere().stream(answer(FinishReason.TOOL_CALLS, THOUGHT, CALL)));

    assertThat(stream)
        .contains(
            """
            event: content-start
            data: {"type":"content-start","index":0,"delta":{"message":{"content":\
            {"type":"thinking","thinking":""}}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":\
            {"thinking":"Hm."}}}}

            event: content-end
            data: {"type":"content-end","index":0}

            event: tool-call-start
            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c1",\
            "type":"function","function":{"name":"f","arguments":""}}}}}

            event: tool-call-delta
            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":\
            {"function":{"arguments":"{\\"a\\":"}}}}}
            """)
        .endsWith(
            """
            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":\
            {"billed_units":{"input_tokens":17,"output_tokens":5},"tokens":{"input_tokens":17,\
            "output_tokens":5}}}}

            data: [DONE]

            """);
  }

  @Test
  void ollamaStreamsLines() {
    assertThat(text(WireFormat.ollama().stream(answer(FinishReason.STOP, THOUGHT, PARIS, CALL))))
        .isEqualTo(
            """
            {"model":"m","created_at":"T","message":{"role":"assistant","content":"",\
            "thinking":"Hm."},"done":false}
            {"model":"m","created_at":"T","message":{"role":"assistant","content":"Pa"},"done":false}
            {"model":"m","created_at":"T","message":{"role":"assistant","content":"ris"},\
            "done":false}
            {"model":"m","created_at":"T","message":{"role":"assistant","content":"",\
            "tool_calls":[{"id":"c1","function":{"index":0,"name":"f","arguments":{"a":1}}}]},\
            "done":false}
            {"model":"m","created_at":"T","message":{"role":"assistant","content":""},"done":true,\
            "done_reason":"stop","total_duration":1000000,"prompt_eval_count":17,"eval_count":5}
            """
                .replace("\"T\"", "\"2026-11-22T10:00:00.000000Z\""));
  }

  @Test
  void bedrockStreamsCheckedBinaryMessages() {
    WireResponse stream =
        WireFormat.bedrock().stream(answer(FinishReason.TOOL_CALLS, THOUGHT, CALL));

    List<String> messages = stream.frames().stream().map(WireFormatsTest::decoded).toList();

    assertThat(messages)
        .startsWith(
            "messageStart {\"role\":\"assistant\",\"p\":\"abc\"}",
            "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":"
                + "{\"text\":\"Hm.\"}},\"p\":\"abc\"}",
            "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":"
                + "{\"signature\":\"c2ln\"}},\"p\":\"abc\"}",
            "contentBlockStop {\"contentBlockIndex\":0,\"p\":\"abc\"}",
            "contentBlockStart {\"contentBlockIndex\":1,\"start\":{\"toolUse\":"
                + "{\"toolUseId\":\"c1\",\"name\":\"f\"}},\"p\":\"abc\"}",
            "contentBlockDelta {\"contentBlockIndex\":1,\"delta\":{\"toolUse\":"
                + "{\"input\":\"{\\\"a\\\":\"}},\"p\":\"abc\"}")
        .contains("messageStop {\"stopReason\":\"tool_use\",\"p\":\"abc\"}");
    assertThat(messages.get(messages.size() - 1)).startsWith("metadata {\"usage\":{");
    WireError throttled = WireFormat.bedrock().streamErrors().get(0);
    assertThat(decoded(throttled.response().frames().get(0))).startsWith("throttlingException {");
  }

  /** Reads a message of the event stream, and refuses one whose checksums are wrong. */
  private static String decoded(Frame frame) {
    byte[] bytes = frame.bytes();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertThat(in.getInt()).isEqualTo(bytes.length);
    int headers = in.getInt();
    assertThat(in.getInt()).isEqualTo(checksum(bytes, 8));
    String type = "";
    for (int end = in.position() + headers; in.position() < end; ) {
      String name = string(in, in.get());
      assertThat(in.get()).as("a string").isEqualTo((byte) 7);
      String value = string(in, in.getShort());
      type = name.matches(":(event|exception)-type") ? value : type;
    }
    String payload = string(in, bytes.length - in.position() - 4);
    assertThat(in.getInt()).isEqualTo(checksum(bytes, bytes.length - 4));
    return type + " " + payload;
  }

  private static String string(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** The example message of the event stream specification's test vectors, without headers. */
  @Test
  void aMessageIsTheSpecificationsExample() {
    byte[] message = EventStreamFrames.message(Map.of(), "{'foo':'bar'}");

    assertThat(HexFormat.of().formatHex(message))
        .isEqualTo("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }
}
