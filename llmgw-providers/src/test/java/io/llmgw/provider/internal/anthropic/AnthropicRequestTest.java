package io.llmgw.provider.internal.anthropic;

import static io.llmgw.provider.internal.anthropic.AnthropicWire.request;
import static io.llmgw.provider.internal.anthropic.AnthropicWire.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnthropicRequestTest {
  private static final Tool WEATHER =
      Tool.of(
          "weather",
          "Tells it.",
          "{\"type\":\"object\",\"properties\":{\"c\":{\"type\":\"string\"}}}");

  private static AssistantMessage assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), ProviderState.NONE);
  }

  private static String messages(ChatRequest.Builder request) {
    String json = write(request).json();
    return json.substring(json.indexOf("\"messages\":") + 11, json.indexOf(",\"max_tokens\""));
  }

  @Test
  void aQuestionIsWrittenWithTheModelsOwnLimit() {
    assertThat(write(request().system("Be brief.").user("Hi \"there\"\n")).json())
        .isEqualTo(
            """
            {"model":"claude-haiku-4-5","system":"Be brief.",\
            "messages":[{"role":"user","content":[{"type":"text","text":"Hi \\"there\\"\\n"}]}],\
            "max_tokens":64000}""");
  }

  @Test
  void aStreamIsAskedForAndTheUserIsNamed() {
    TargetRequest target =
        new TargetRequest(
            "claude-haiku-4-5",
            Optional.empty(),
            request().user("Hi").maxOutputTokens(10).build(),
            new Delivery("u-1", Map.of("a", "b"), "", "", List.of()));

    AnthropicWire.Written written = write(target, true);

    assertThat(written.json())
        .isEqualTo(
            """
            {"model":"claude-haiku-4-5",\
            "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],\
            "max_tokens":10,"stream":true,\
            "metadata":{"user_id":"u-1"}}""");
    assertThat(written.changes()).containsExactly("metadata: left out");
  }

  @Test
  void aModelWhoseLimitIsNotKnownGetsOneThatIsNoted() {
    AnthropicWire.Written written = write("claude-new-thing", request().user("Hi"));

    assertThat(written.json()).endsWith("\"max_tokens\":4096}");
    assertThat(written.changes()).containsExactly("maxOutputTokens: set to 4096");
  }

  @Test
  void instructionsComeFirstAndLateOnesAreMovedThereAndNoted() {
    AnthropicWire.Written written =
        write(
            request()
                .message(
                    new SystemMessage(
                        List.of(new TextPart("A"), new TextPart(""), new TextPart("B"))))
                .user("Hi")
                .system("C")
                .user("Ho"));

    assertThat(written.json())
        .contains(
            "\"system\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B\"},"
                + "{\"type\":\"text\",\"text\":\"C\"}]")
        .contains(
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},{\"type\":\"text\",\"text\":\"Ho\"}]}]");
    assertThat(written.changes()).containsExactly("messages.system: moved to the front");
  }

  @Test
  void imagesAndFilesAreWrittenInline() {
    assertThat(
            messages(
                request()
                    .user(
                        new ImagePart(Blob.of("image/png", new byte[] {1, 2})),
                        new ImagePart(Blob.url("https://x.test/i.png", "")),
                        new FilePart(Blob.of("application/pdf", new byte[] {3}), "a.pdf"),
                        new FilePart(Blob.url("https://x.test/d", ""), ""),
                        new FilePart(
                            Blob.of(
                                "text/csv",
                                "a,ä".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                            ""),
                        new FilePart(Blob.of("image/jpeg", new byte[] {4}), "b.jpg"))))
        .isEqualTo(
            """
            [{"role":"user","content":[\
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQI="}},\
            {"type":"image","source":{"type":"url","url":"https://x.test/i.png"}},\
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"Aw=="},"title":"a.pdf"},\
            {"type":"document","source":{"type":"url","url":"https://x.test/d"}},\
            {"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,ä"}},\
            {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"BA=="}}]}]""");
  }

  @Test
  void whatTheApiCannotTakeIsRefusedBeforeAnythingIsSent() {
    refuses(request().user(new AudioPart(Blob.of("audio/wav", new byte[] {1}))), "audio");
    refuses(
        request().user(new FilePart(Blob.of("application/zip", new byte[] {1}), "a.zip")),
        "application/zip");
    refuses(request().user(new ToolCall("t", "a", RawJson.of("{}"))), "toolCall");
    refuses(
        request()
            .message(new SystemMessage(List.of(new ImagePart(Blob.url("https://x.test/i", "")))))
            .user("x"),
        "image");
    refuses(request().system("Only this."), "user message");
    refuses(
        request().user("x").message(assistant(new ToolCall("t", "a", RawJson.of("{\"x\":")))),
        "tool \"a\"");
    refuses(
        request().user("x").message(assistant(new ToolCall("t", "a", RawJson.of("[1]")))),
        "tool \"a\"");
    refuses(request().user("x").tools(Tool.of("a", "", "{}, \"b\": {}")), "tool \"a\"");
  }

  private static void refuses(ChatRequest.Builder request, String what) {
    assertThatThrownBy(() -> write(request))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
              assertThat(failure.sent()).isFalse();
              assertThat(failure).hasMessageContaining(what);
            });
  }

  @Test
  void toolResultsFollowTheirCallsInOneMessageBeforeWhatTheUserAdds() {
    assertThat(
            messages(
                request()
                    .user("Weather?")
                    .message(
                        assistant(
                            new TextPart("Let me see."),
                            new TextPart(""),
                            new ToolCall("t1", "weather", RawJson.of("{\"c\": \"Rome\"}")),
                            new ToolCall("fn.weather:2", "weather", RawJson.NONE)))
                    .user("Quick!")
                    .toolResult("t1", "20 °C")
                    .message(
                        new ToolResultMessage(
                            "fn.weather:2",
                            List.of(
                                new TextPart("no"),
                                new ImagePart(Blob.url("https://x.test/i", ""))),
                            true))
                    .message(new ToolResultMessage("t3", List.of(), false))))
        .isEqualTo(
            """
            [{"role":"user","content":[{"type":"text","text":"Weather?"}]},\
            {"role":"assistant","content":[{"type":"text","text":"Let me see."},\
            {"type":"tool_use","id":"t1","name":"weather","input":{"c": "Rome"}},\
            {"type":"tool_use","id":"fn_weather_2","name":"weather","input":{}}]},\
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"20 °C"},\
            {"type":"tool_result","tool_use_id":"fn_weather_2","content":[{"type":"text","text":"no"},\
            {"type":"image","source":{"type":"url","url":"https://x.test/i"}}],"is_error":true},\
            {"type":"tool_result","tool_use_id":"t3"},\
            {"type":"text","text":"Quick!"}]}]""");
  }

  @Test
  void neighboursOfOneRoleAreOneMessageAndEmptyOnesNone() {
    assertThat(
            messages(
                request()
                    .user("")
                    .message(assistant(new TextPart("A")))
                    .message(assistant(new RefusalPart("B", ProviderState.NONE)))
                    .user("C")
                    .message(assistant(new TextPart("")))
                    .user("D")
                    .message(assistant())))
        .isEqualTo(
            """
            [{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},\
            {"role":"user","content":[{"type":"text","text":"C"},{"type":"text","text":"D"}]}]""");
  }

  @Test
  void stateOfOursGoesBackByteForByteAndThatOfOthersIsLeftOutAndNoted() {
    String thinking =
        "{\"type\":\"thinking\",\"thinking\":\"a\\u00e9\\/\", \"signature\":\"Ev+/Q==\"}";
    String search = "{\"type\":\"server_tool_use\",\"id\":\"s\", \"input\":{\"n\":1.0}}";
    String cited = "{\"type\":\"text\",\"text\":\"x\",\"citations\":[{}]}";
    ProviderState other = new ProviderState("openai.responses", RawJson.of("{\"id\":\"rs_1\"}"));

    AnthropicWire.Written written =
        write(
            request()
                .user("Hi")
                .message(
                    new AssistantMessage(
                        List.of(
                            new ReasoningPart("aé/", AnthropicBlocks.state(thinking)),
                            new ReasoningPart("theirs", other),
                            new ReasoningPart("unsigned", ProviderState.NONE),
                            new OpaquePart("server_tool_use", AnthropicBlocks.state(search)),
                            new OpaquePart("item", other),
                            new TextPart("x", AnthropicBlocks.state(cited)),
                            new TextPart("y", other),
                            new ToolCall("t1", "a", RawJson.of("{}"), other),
                            new ImagePart(Blob.url("https://x.test/i", ""))),
                        other))
                .toolResult("t1", "ok"));

    assertThat(written.json())
        .contains(
            "{\"role\":\"assistant\",\"content\":["
                + String.join(
                    ",",
                    thinking,
                    search,
                    cited,
                    "{\"type\":\"text\",\"text\":\"y\"}",
                    "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"a\",\"input\":{}}")
                + "]}");
    assertThat(written.changes())
        .containsExactly(
            "message.state: left out",
            "reasoning.state: left out",
            "reasoning: left out",
            "item.state: left out",
            "text.state: left out",
            "toolCall.state: left out",
            "assistant.image: left out");
  }

  @Test
  void aStreamedAnswerGoesBackAsItCame() {
    AnthropicWire.Stream stream =
        AnthropicWire.stream()
            .start()
            .block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Rome \\u2013 \\\"hot\\\"\\n\"}")
            .delta(0, "{\"type\":\"signature_delta\",\"signature\":\"EsMB/+8Q==\"}")
            .stop(0)
            .block(1, "{\"type\":\"redacted_thinking\",\"data\":\"Eq+/=\"}")
            .stop(1)
            .block(
                2,
                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{},\"caller\":{\"type\":\"direct\"}}")
            .delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"c\\\" : \\\"Ro\"}")
            .delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"me\\\"}\"}")
            .stop(2)
            .end("tool_use");

    AnthropicWire.Written written =
        write(
            request()
                .user("Weather?")
                .tools(WEATHER)
                .reasoningBudget(2000)
                .message(stream.answer().message())
                .toolResult("t1", "hot"));

    assertThat(written.json())
        .contains(
            "{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"thinking\",\"thinking\":\"Rome – \\\"hot\\\"\\n\",\"signature\":\"EsMB/+8Q==\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"Eq+/=\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{\"c\" : \"Rome\"},"
                + "\"caller\":{\"type\":\"direct\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"hot\"}]}]")
        .contains("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}");
    assertThat(written.adjustments()).isEmpty();
  }

  @Test
  void toolsAreWrittenWithTheirSchemas() {
    assertThat(
            write(
                    request()
                        .user("Hi")
                        .tools(WEATHER, new Tool("now", "", RawJson.NONE, true))
                        .toolChoice(ToolChoice.named("now"))
                        .parallelToolCalls(false))
                .json())
        .contains(
            """
            "tools":[{"name":"weather","description":"Tells it.","input_schema":\
            {"type":"object","properties":{"c":{"type":"string"}}}},\
            {"name":"now","input_schema":{"type":"object","properties":{}},"strict":true}],\
            "messages":""")
        .endsWith(
            "\"tool_choice\":{\"type\":\"tool\",\"name\":\"now\",\"disable_parallel_tool_use\":true}}");
  }

  @Test
  void everyToolChoiceIsTranslated() {
    ChatRequest.Builder request = request().user("Hi").tools(WEATHER);
    assertThat(write(request).json()).doesNotContain("tool_choice");
    assertThat(write(request.toolChoice(ToolChoice.AUTO)).json())
        .endsWith("\"tool_choice\":{\"type\":\"auto\"}}");
    assertThat(write(request.toolChoice(ToolChoice.REQUIRED)).json())
        .endsWith("\"tool_choice\":{\"type\":\"any\"}}");
    assertThat(write(request.toolChoice(ToolChoice.NONE).parallelToolCalls(false)).json())
        .endsWith("\"tool_choice\":{\"type\":\"none\"}}");
  }

  @Test
  void aModelThatRefusesForcedCallsIsLeftToDecide() {
    AnthropicWire.Written written =
        write(
            "claude-opus-5-5",
            request().user("Hi").maxOutputTokens(9).tools(WEATHER).toolChoice(ToolChoice.REQUIRED));

    assertThat(written.json()).endsWith("\"tool_choice\":{\"type\":\"auto\"}}");
    assertThat(written.changes()).containsExactly("toolChoice: changed to AUTO");
  }

  @Test
  void samplingIsClampedAndReducedToWhatTheModelTakes() {
    AnthropicWire.Written hot = write(request().user("Hi").temperature(1.7).topP(0.9));
    assertThat(hot.json()).endsWith("\"temperature\":1.0}");
    assertThat(hot.changes()).containsExactly("temperature: clamped to 1", "topP: left out");

    ChatRequest.Builder request =
        request().user("Hi").maxOutputTokens(9).temperature(0.2).topP(0.9);
    assertThat(write("claude-3-5-haiku-latest", request).json())
        .endsWith("\"temperature\":0.2,\"top_p\":0.9}");
    assertThat(write("claude-sonnet-5", request).json())
        .doesNotContain("temperature")
        .doesNotContain("top_p");
    assertThat(write("claude-sonnet-5", request).changes())
        .containsExactly("temperature: left out", "topP: left out");
  }

  @Test
  void whatTheApiDoesNotKnowIsLeftOutAndNoted() {
    AnthropicWire.Written written =
        write(
            request()
                .user("Hi")
                .seed(1)
                .frequencyPenalty(0.5)
                .presencePenalty(0.5)
                .stop("END", "\n"));

    assertThat(written.json()).endsWith("\"stop_sequences\":[\"END\"]}");
    assertThat(written.changes())
        .containsExactly(
            "stop: left out",
            "seed: left out",
            "frequencyPenalty: left out",
            "presencePenalty: left out");
  }

  @Test
  void aSchemaIsSentNativelyWhereTheModelTakesIt() {
    ChatRequest.Builder request =
        request()
            .system("Be brief.")
            .user("Hi")
            .maxOutputTokens(9)
            .responseFormat(ResponseFormat.jsonSchema("city", "{\"type\":\"object\"}"));

    assertThat(write(request).json())
        .endsWith(
            "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}}");
    assertThat(write(request).adjustments()).isEmpty();

    AnthropicWire.Written older = write("claude-sonnet-4-0", request);
    assertThat(older.json())
        .contains("\"input_schema\":{\"type\":\"object\"}", "\"type\":\"tool\",\"name\":\"city\"")
        .doesNotContain("output_config");
    assertThat(older.changes()).containsExactly("responseFormat: asked for as a tool call");
  }

  @Test
  void marksStandOnTheLastBlockOfWhatIsCached() {
    ChatRequest.Builder request =
        request()
            .tools(Tool.of("a", "", "{\"type\":\"object\"}"))
            .cacheUpToHere(Duration.ofHours(1))
            .system("Be brief.")
            .cacheUpToHere()
            .user("Hi")
            .cacheUpToHere()
            .user("there")
            .maxOutputTokens(9);

    AnthropicWire.Written written = write(request);
    assertThat(written.json())
        .contains(
            "\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")
        .contains(
            "{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}")
        .contains("{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":{\"type\":\"ephemeral\"}}")
        .contains("{\"type\":\"text\",\"text\":\"there\"}");
    assertThat(written.adjustments()).isEmpty();
  }

  @Test
  void noMoreThanFourMarksAreSentAndNoneIsKeptShorterThanALaterOne() {
    ChatRequest.Builder request = request().maxOutputTokens(9);
    for (int i = 0; i < 5; i++) {
      request.user("u" + i).cacheUpToHere(Duration.ofMinutes(i == 4 ? 60 : 5));
    }

    AnthropicWire.Written written = write(request);
    assertThat(written.json().split("\"ttl\":\"1h\"", -1)).hasSize(5);
    assertThat(written.json()).contains("{\"type\":\"text\",\"text\":\"u0\"}");
    assertThat(written.changes())
        .containsExactly("cacheMarks: the last 4 were sent", "cacheMarks: kept for 1 hour");
  }

  @Test
  void anyJsonIsAskedForInTheInstructions() {
    AnthropicWire.Written written = write(request().user("Hi").responseFormat(ResponseFormat.JSON));

    assertThat(written.json())
        .contains("\"system\":\"Answer with one JSON object and nothing else");
    assertThat(written.changes()).containsExactly("responseFormat: asked for in the instructions");
  }

  @Test
  void extrasAreAddedAndReplaceWhatStandsInTheirPlace() {
    String json =
        write(
                request()
                    .user("Hi")
                    .temperature(0.5)
                    .extra("anthropic", "max_tokens", 5)
                    .extra("anthropic", "temperature", 0.7)
                    .extra("anthropic", "top_k", 40)
                    .extra("anthropic", "mcp_servers", RawJson.of("[{\"a\": 1}]"))
                    .extra("openai", "store", true))
            .json();

    assertThat(json)
        .isEqualTo(
            """
            {"model":"claude-haiku-4-5",\
            "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],\
            "max_tokens":5,"mcp_servers":[{"a": 1}],"temperature":0.7,"top_k":40}""");
  }

  @Test
  void anExtraOfSeveralFieldsIsPutOverOursFieldByField() {
    ChatRequest.Builder request =
        request()
            .user("Hi")
            .maxOutputTokens(9)
            .responseFormat(ResponseFormat.jsonSchema("c", "{}"))
            .extra("anthropic", "output_config", Map.of("effort", "xhigh"))
            .extra("anthropic", "thinking", Map.of("display", "summarized"));

    assertThat(write("claude-sonnet-5", request).json())
        .endsWith(
            """
            "thinking":{"display":"summarized","type":"adaptive"},\
            "output_config":{"format":{"type":"json_schema","schema":{}},"effort":"xhigh"}}""");
  }

  @Test
  void userMessagesKeepTheirParts() {
    assertThat(
            messages(
                request()
                    .message(
                        new UserMessage(
                            List.of(
                                new TextPart("a"),
                                new TextPart(
                                    "b",
                                    AnthropicBlocks.state(
                                        "{\"type\":\"text\",\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\"}}")))))))
        .isEqualTo(
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]");
  }
}
