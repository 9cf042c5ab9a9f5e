package io.llmgw.provider.internal.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

class BedrockConverseTest {
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String SONNET_3 = "anthropic.claude-3-sonnet-20240229-v1:0";
  private static final String NOVA = "us.amazon.nova-2-lite-v1:0";
  private static final ChatFormat FORMAT = BedrockConverseFormat.create();
  private static final ResponseHead HEAD = new ResponseHead(200, "", Headers.of());
  private static final Tool LOOK = Tool.of("look", "Looks.", "{\"type\":\"object\"}");

  private final Adjustments adjustments = new Adjustments();

  private static ChatRequest.Builder asked() {
    return ChatRequest.builder("route");
  }

  private String write(String model, ChatRequest.Builder request) throws IOException {
    return write(new TargetRequest(model, request.build()));
  }

  private String write(TargetRequest request) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      FORMAT.writeRequest(request, false, out, adjustments);
    }
    return text.toString();
  }

  private List<String> changes() {
    return adjustments.all().stream().map(a -> a.setting() + ": " + a.change()).toList();
  }

  @Test
  void modelsStandInThePathEncoded() {
    ChatRequest chat = asked().user("Hi").build();
    assertThat(FORMAT.path(new TargetRequest(HAIKU, chat), true))
        .isEqualTo("/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream");
    assertThat(FORMAT.path(new TargetRequest("arn:aws:bedrock:us-east-1:1:x/y z", chat), false))
        .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ax%2Fy%20z/converse");
  }

  @Test
  void everySettingHasItsPlace() throws IOException {
    ChatRequest.Builder request =
        asked()
            .system("Be brief.")
            .user("Hi")
            .maxOutputTokens(100)
            .temperature(0.5)
            .stop("END")
            .tools(LOOK)
            .toolChoice(ToolChoice.named("look"))
            .seed(1);
    Delivery delivery = new Delivery("u", Map.of("team", "a"), "flex", "", List.of());
    TargetRequest target = new TargetRequest(HAIKU, Optional.empty(), request.build(), delivery);
    assertThat(write(target))
        .isEqualTo(
            "{"
                + "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"look\",\"description\":\"Looks.\","
                + "\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}],\"toolChoice\":{\"tool\":{\"name\":\"look\"}}},"
                + "\"system\":[{\"text\":\"Be brief.\"}],"
                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],"
                + "\"inferenceConfig\":{\"maxTokens\":100,\"temperature\":0.5,\"stopSequences\":[\"END\"]},"
                + "\"requestMetadata\":{\"team\":\"a\"},\"serviceTier\":{\"type\":\"flex\"}}");
    assertThat(changes()).containsExactly("seed: left out", "endUser: left out");
  }

  @Test
  void cachePointsFollowWhatIsMarked() throws IOException {
    ChatRequest.Builder request =
        asked()
            .tools(LOOK)
            .cacheUpToHere(Duration.ofHours(1))
            .system("S")
            .cacheUpToHere()
            .user("A")
            .cacheUpToHere()
            .user("B");
    assertThat(write(HAIKU, request))
        .contains("{\"text\":\"S\"},{\"cachePoint\":{\"type\":\"default\"}}]")
        .contains("{\"text\":\"A\"},{\"cachePoint\":{\"type\":\"default\"}},{\"text\":\"B\"}]")
        .contains("}},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}]");
    assertThat(write("meta.llama3-1-70b-instruct-v1:0", request)).doesNotContain("cachePoint");
  }

  @Test
  void mediaAreSentAsBytesWithNeutralNames() throws IOException {
    Blob pdf = Blob.of("application/pdf", "%PDF".getBytes(StandardCharsets.US_ASCII));
    Blob png = Blob.of("image/png", new byte[] {1});
    String json =
        write(HAIKU, asked().user(new ImagePart(png), new FilePart(pdf, "secret plan.pdf")));
    assertThat(json)
        .contains("{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AQ==\"}}}")
        .contains(
            "{\"document\":{\"format\":\"pdf\",\"name\":\"document-1\",\"source\":{\"bytes\":\"JVBERg==\"}}}")
        .contains("{\"text\":\"See the attached document.\"}");
    assertThat(changes())
        .containsExactly("file.name: replaced by a number", "file: a text was added");
    Part url = new ImagePart(Blob.url("https://example.com/a.png", "image/png"));
    assertThatThrownBy(() -> write(HAIKU, asked().user(url)))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("by URL");
  }

  @Test
  void callsAndResultsGoBackInOneTurnEach() throws IOException {
    ToolCall call = new ToolCall("t.1", "look", RawJson.of("{\"x\": 1.50}"));
    String json =
        write(
            HAIKU,
            asked()
                .user("Hi")
                .message(new AssistantMessage(List.of(call), ProviderState.NONE))
                .message(new ToolResultMessage("t.1", List.of(new TextPart("no")), true))
                .toolResult("t2", "")
                .toolChoice(ToolChoice.NONE));
    assertThat(json)
        .contains(
            "{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t_1\",\"name\":\"look\",\"input\":{\"x\": 1.50}}}]}")
        .contains(
            "{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t_1\",\"content\":[{\"text\":\"no\"}],\"status\":\"error\"}},"
                + "{\"toolResult\":{\"toolUseId\":\"t2\",\"content\":[{\"json\":{}}]}}]}")
        .contains("\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"look\"");
    assertThat(changes()).containsExactly("tools: named those of earlier calls");
  }

  @Test
  void anIdOfAnotherProviderIsFittedWithoutMeetingAnother() throws IOException {
    String id = "call:" + "x".repeat(70);
    String text =
        write(
            HAIKU,
            asked()
                .user("Hi")
                .message(
                    new AssistantMessage(
                        List.of(
                            new ToolCall(id + "1", "look", RawJson.of("{}")),
                            new ToolCall(id + "2", "look", RawJson.of("{}"))),
                        ProviderState.NONE))
                .toolResult(id + "1", "one")
                .toolResult(id + "2", "two"));
    List<String> ids =
        Pattern.compile("\"toolUseId\":\"([a-zA-Z0-9_-]{1,64})\"")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(ids).hasSize(4);
    assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2)).doesNotHaveDuplicates();
  }

  @Test
  void withoutCallsNoneMeansNoTools() throws IOException {
    assertThat(write(HAIKU, asked().user("Hi").tools(LOOK).toolChoice(ToolChoice.NONE)))
        .doesNotContain("toolConfig");
  }

  @Test
  void reasoningIsAskedForAsEachFamilyWantsIt() throws IOException {
    ChatRequest.Builder request = asked().user("Hi").maxOutputTokens(8000).reasoning(Effort.LOW);
    assertThat(write(HAIKU, request))
        .contains(
            "\"additionalModelRequestFields\":{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}}");
    assertThat(write("us.anthropic.claude-opus-4-7", request))
        .contains("\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}");
    assertThat(write(NOVA, request)).contains("\"maxReasoningEffort\":\"low\"");
    assertThat(write("openai.gpt-oss-120b-1:0", request))
        .contains("\"additionalModelRequestFields\":{\"reasoning_effort\":\"low\"}");
    assertThat(changes()).isEmpty();
    write("meta.llama3-1-70b-instruct-v1:0", request);
    assertThat(changes()).containsExactly("reasoning: left out");
    assertThat(write("openai.gpt-oss-120b-1:0", asked().user("Hi").reasoning(Effort.NONE)))
        .contains("\"reasoning_effort\":\"low\"");
    assertThat(changes()).containsExactly("reasoning: left out", "reasoning: low effort");
  }

  @Test
  void schemasAreNativeOrAToolThatMustBeCalled() throws IOException {
    ChatRequest.Builder request =
        asked()
            .user("Hi")
            .responseFormat(ResponseFormat.jsonSchema("city", "{\"type\":\"object\"}"));
    assertThat(write(HAIKU, request))
        .contains(
            "\"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":"
                + "{\"name\":\"city\",\"schema\":\"{\\\"type\\\":\\\"object\\\"}\"}}}}");
    assertThat(write(SONNET_3, request))
        .contains("\"toolChoice\":{\"tool\":{\"name\":\"city\"}}")
        .doesNotContain("outputConfig");
  }

  @Test
  void extrasAreMergedIntoWhatIsOurs() throws IOException {
    assertThat(
            write(
                HAIKU,
                asked()
                    .user("Hi")
                    .maxOutputTokens(9)
                    .extra("bedrock", "inferenceConfig", Map.of("topP", 0.1))
                    .extra("bedrock", "additionalModelRequestFields", Map.of("top_k", 40))
                    .extra("bedrock", "performanceConfig", Map.of("latency", "optimized"))))
        .contains("\"inferenceConfig\":{\"maxTokens\":9,\"topP\":0.1}")
        .contains("\"additionalModelRequestFields\":{\"top_k\":40}")
        .contains("\"performanceConfig\":{\"latency\":\"optimized\"}");
  }

  private static ProviderAnswer read(String content) throws IOException {
    String body =
        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
            + content
            + "]}},\"stopReason\":\"guardrail_intervened\",\"usage\":{\"inputTokens\":3,\"outputTokens\":5,"
            + "\"totalTokens\":17,\"cacheReadInputTokens\":2,\"cacheWriteInputTokens\":7,"
            + "\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":4},{\"ttl\":\"5m\",\"inputTokens\":3}]}}";
    TargetRequest request = new TargetRequest(HAIKU, ChatRequest.of("route", "Hi"));
    return FORMAT.readAnswer(new TextSlice(body), request, HEAD);
  }

  @Test
  void everyKindOfBlockBecomesAPartAndGoesBackAsItCame() throws IOException {
    String signed =
        "{\"reasoningContent\":{\"reasoningText\":{\"signature\":\"s\", \"text\":\"Hm\"}}}";
    String redacted = "{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}";
    String cited =
        "{\"citationsContent\":{\"content\":[{\"text\":\"Green.\"}],\"citations\":[{\"title\":\"T\","
            + "\"location\":{\"web\":{\"url\":\"https://e.com\"}},\"sourceContent\":[{\"text\":\"green\"}]}]}}";
    String call = "{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"look\",\"input\":{\"x\": 1.50}}}";
    String unknown = "{\"hologram\":{\"n\":1.0}}";
    ProviderAnswer answer = read(String.join(",", signed, redacted, cited, call, unknown));

    List<Part> parts = answer.message().parts();
    assertThat(parts.get(0)).isEqualTo(new ReasoningPart("Hm", BedrockBlocks.state(signed)));
    assertThat(parts.get(1)).isEqualTo(new ReasoningPart("", BedrockBlocks.state(redacted)));
    TextPart text = (TextPart) parts.get(2);
    assertThat(text.text()).isEqualTo("Green.");
    assertThat(text.citations().get(0).source()).isEqualTo("https://e.com");
    assertThat(text.citations().get(0).quote()).isEqualTo("green");
    assertThat(parts.get(3)).isEqualTo(new ToolCall("t", "look", RawJson.of("{\"x\": 1.50}")));
    assertThat(parts.get(4)).isEqualTo(new OpaquePart("hologram", BedrockBlocks.state(unknown)));
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);

    assertThat(write(HAIKU, asked().user("Hi").message(answer.message()).toolResult("t", "ok")))
        .contains(String.join(",", signed, redacted, cited, call, unknown));
  }

  @Test
  void usageIsDisjoint() throws IOException {
    Usage usage = read("{\"text\":\"Hi\"}").usage();
    assertThat(usage.count(Meter.INPUT)).isEqualTo(3);
    assertThat(usage.count(Meter.CACHE_READ)).isEqualTo(2);
    assertThat(usage.count(Meter.CACHE_WRITE_1H)).isEqualTo(4);
    assertThat(usage.count(Meter.CACHE_WRITE_5M)).isEqualTo(3);
    assertThat(usage.totalTokens()).isEqualTo(17);
    assertThat(usage.inconsistencies()).isEmpty();
  }

  private final List<StreamEvent> events = new ArrayList<>();

  private void event(StreamDecoder decoder, String name, String json) throws IOException {
    decoder.event(name, new TextSlice(json), events::add);
  }

  private static StreamDecoder decoder() {
    return FORMAT.decoder(new TargetRequest(HAIKU, ChatRequest.of("route", "Hi")), HEAD);
  }

  @Test
  void aStreamIsCompleteWithMessageStopAndUsageFollows() throws IOException {
    StreamDecoder decoder = decoder();
    event(decoder, "messageStart", "{\"role\":\"assistant\"}");
    event(
        decoder,
        "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"Hm\"}}}");
    event(
        decoder,
        "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"s\"}}}");
    event(decoder, "contentBlockStop", "{\"contentBlockIndex\":0}");
    event(decoder, "contentBlockDelta", "{\"delta\":{\"text\":\"Hi\"},\"contentBlockIndex\":1}");
    event(
        decoder,
        "contentBlockStart",
        "{\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"look\"}},\"contentBlockIndex\":2}");
    event(
        decoder,
        "contentBlockDelta",
        "{\"contentBlockIndex\":2,\"delta\":{\"toolUse\":{\"input\":\"{\\\"x\\\":1}\"}},\"p\":\"ab\"}");
    event(decoder, "somethingNew", "{\"x\":1}");
    assertThat(decoder.end(false, events::add)).isFalse();
    event(decoder, "messageStop", "{\"stopReason\":\"tool_use\"}");
    assertThat(decoder.finished()).isFalse();
    assertThat(decoder.end(false, events::add)).isTrue();
    event(decoder, "metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}");
    assertThat(decoder.finished()).isTrue();

    ProviderAnswer answer = decoder.answer();
    assertThat(events).contains(new TextDelta("Hi"));
    assertThat(answer.message().parts())
        .containsExactly(
            new ReasoningPart(
                "Hm",
                BedrockBlocks.state(
                    "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Hm\",\"signature\":\"s\"}}}")),
            new TextPart("Hi"),
            new ToolCall("t", "look", RawJson.of("{\"x\":1}")));
    assertThat(answer.usage()).isEqualTo(Usage.of(1, 2));
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void errorsAreToldByHeaderTypeOrStatus() {
    assertThat(kind(400, "ValidationException:http://x", "Input is too long for requested model."))
        .isEqualTo(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    assertThat(kind(400, "ValidationException", "The provided model identifier is invalid."))
        .isEqualTo(ErrorKind.MODEL_NOT_FOUND);
    assertThat(kind(400, "ValidationException", "no")).isEqualTo(ErrorKind.INVALID_REQUEST);
    assertThat(kind(403, "UnrecognizedClientException", "")).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(kind(403, "ExpiredTokenException", "")).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(kind(403, "AccessDeniedException", "")).isEqualTo(ErrorKind.PERMISSION_DENIED);
    assertThat(kind(403, "RequestTimeTooSkewed", "")).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(
            kind(
                403,
                "AccessDeniedException",
                "Authentication failed: Please make sure your API Key is valid."))
        .isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(kind(403, "", "Bearer Token has expired")).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(
            kind(
                404,
                "ResourceNotFoundException",
                "Model use case details have not been submitted for this account."))
        .isEqualTo(ErrorKind.PERMISSION_DENIED);
    assertThat(kind(404, "UnknownOperationException", "")).isEqualTo(ErrorKind.INVALID_REQUEST);
    assertThat(kind(404, "ResourceNotFoundException", "")).isEqualTo(ErrorKind.MODEL_NOT_FOUND);
    assertThat(kind(408, "ModelTimeoutException", "")).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(kind(424, "ModelErrorException", "")).isEqualTo(ErrorKind.SERVER_ERROR);
    assertThat(kind(429, "ModelNotReadyException", "")).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(kind(429, "ThrottlingException", "")).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(kind(400, "ServiceQuotaExceededException", "")).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(kind(503, "ServiceUnavailableException", "")).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(kind(500, "", "")).isEqualTo(ErrorKind.SERVER_ERROR);
    assertThat(FORMAT.classify(HEAD, new ErrorBody("throttlingException", "", "")))
        .isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(
            FORMAT.classify(
                new ResponseHead(400, "", Headers.of()),
                new ErrorBody("com.amazon#ThrottlingException", "", "")))
        .isEqualTo(ErrorKind.RATE_LIMITED);
  }

  private static ErrorKind kind(int status, String type, String message) {
    ResponseHead head = new ResponseHead(status, "", Headers.of("x-amzn-errortype", type));
    return FORMAT.classify(head, new ErrorBody("", "", message));
  }
}
