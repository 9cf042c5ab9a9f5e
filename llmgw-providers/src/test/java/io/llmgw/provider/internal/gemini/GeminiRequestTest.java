package io.llmgw.provider.internal.gemini;

import static io.llmgw.provider.internal.gemini.GeminiWire.SECOND;
import static io.llmgw.provider.internal.gemini.GeminiWire.THIRD;
import static io.llmgw.provider.internal.gemini.GeminiWire.request;
import static io.llmgw.provider.internal.gemini.GeminiWire.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiRequestTest {
  private static final Tool ADD = Tool.of("add", "Adds", "{\"type\":\"object\",\"$defs\":{}}");

  private static ProviderState ours(String json) {
    return new ProviderState("gemini", RawJson.of(json));
  }

  private static AssistantMessage calls(ToolCall... calls) {
    return new AssistantMessage(List.<Part>of(calls), ProviderState.NONE);
  }

  @Test
  void settingsStandInTheGenerationConfig() {
    GeminiWire.Written written =
        write(
            SECOND,
            request()
                .system("Be brief")
                .user("Hi")
                .maxOutputTokens(9)
                .temperature(0.5)
                .topP(0.9)
                .frequencyPenalty(0.1)
                .presencePenalty(0.2)
                .seed(7)
                .stop("END")
                .alternatives(2)
                .logprobs(3));

    assertThat(written.json())
        .isEqualTo(
            "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief\"}]},"
                + "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}],"
                + "\"generationConfig\":{\"maxOutputTokens\":9,\"temperature\":0.5,\"topP\":0.9,"
                + "\"frequencyPenalty\":0.1,\"presencePenalty\":0.2,\"seed\":7,"
                + "\"stopSequences\":[\"END\"],\"candidateCount\":2,\"responseLogprobs\":true,"
                + "\"logprobs\":3}}");
    assertThat(written.adjustments()).isEmpty();
  }

  @Test
  void whatTheApiDoesNotTakeIsNoted() {
    GeminiWire.Written written =
        write(
            new GeminiChatFormat(GeminiPlatform.DEVELOPER),
            SECOND,
            request()
                .user("Hi")
                .seed(1L << 40)
                .stop("1", "2", "3", "4", "5", "6")
                .tools(ADD)
                .parallelToolCalls(false),
            new Delivery("user", Map.of("team", "a"), "flex", "key", List.of()));

    assertThat(written.json())
        .contains("\"stopSequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]", "\"serviceTier\":\"flex\"");
    assertThat(written.changes())
        .containsExactlyInAnyOrder(
            "seed: left out",
            "stop: the first 5 of 6 sent",
            "parallelToolCalls: left out",
            "endUser: left out",
            "metadata: left out");
  }

  @Test
  void vertexTakesTagsThatCanBeLabels() {
    GeminiWire.Written written =
        write(
            new GeminiChatFormat(GeminiPlatform.vertex("")),
            SECOND,
            request().user("Hi"),
            new Delivery("", Map.of("team", "blue", "Team", "Blue"), "", "", List.of()));

    assertThat(written.json()).contains("\"labels\":{\"team\":\"blue\"}");
    assertThat(written.changes()).containsExactly("metadata.Team: left out");
  }

  @Test
  void schemasKeepTheirKeywords() {
    String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/x\"}}}";

    String json =
        write(SECOND, request().user("Hi").responseFormat(ResponseFormat.jsonSchema("a", schema)))
            .json();

    assertThat(json)
        .contains(
            "\"responseMimeType\":\"application/json\",\"responseJsonSchema\":" + schema + "}");
  }

  @Test
  void aSchemaBesideToolsIsASettingOnlyOfTheThirdGeneration() {
    ChatRequest.Builder asked =
        request().user("Hi").tools(ADD).responseFormat(ResponseFormat.jsonSchema("a", "{}"));

    assertThat(write(THIRD, asked).json()).contains("responseJsonSchema");
    GeminiWire.Written second = write(SECOND, asked);
    assertThat(second.json())
        .doesNotContain("responseJsonSchema", "responseMimeType")
        .contains("It must match this JSON schema: {}");
    assertThat(second.changes()).containsExactly("responseFormat: asked for in the instructions");
  }

  @Test
  void toolsAndTheirChoice() {
    Tool bare = new Tool("now", "", RawJson.NONE, true);

    assertThat(
            write(SECOND, request().user("Hi").tools(ADD).toolChoice(ToolChoice.named("add")))
                .json())
        .contains(
            "\"tools\":[{\"functionDeclarations\":[{\"name\":\"add\",\"description\":\"Adds\","
                + "\"parametersJsonSchema\":{\"type\":\"object\",\"$defs\":{}}}]}],"
                + "\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\","
                + "\"allowedFunctionNames\":[\"add\"]}}");
    assertThat(write(SECOND, request().user("Hi").tools(bare)).json())
        .contains("{\"name\":\"now\",\"description\":\"\"}", "\"mode\":\"VALIDATED\"");
    assertThat(write(SECOND, request().user("Hi").tools(ADD)).json()).doesNotContain("toolConfig");
  }

  @Test
  void extrasAreAddedToToolsAndPutOverConfigs() {
    String json =
        write(
                SECOND,
                request()
                    .user("Hi")
                    .tools(ADD)
                    .topP(0.5)
                    .reasoningBudget(2_000)
                    .extra("gemini", "tools", List.of(Map.of("googleSearch", Map.of())))
                    .extra(
                        "gemini",
                        "generationConfig",
                        Map.of("topK", 4, "thinkingConfig", Map.of("includeThoughts", false)))
                    .extra("gemini", "safetySettings", List.of()))
            .json();

    assertThat(json)
        .contains(
            "]},{\"googleSearch\":{}}]",
            "\"topP\":0.5",
            "\"topK\":4",
            "\"thinkingConfig\":{\"thinkingBudget\":2000,\"includeThoughts\":false}",
            "\"safetySettings\":[]");
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-flash, NONE, '\"thinkingBudget\":0}'",
    "gemini-2.5-flash, MEDIUM, '\"thinkingBudget\":8192,'",
    "gemini-2.5-flash, MAX, '\"thinkingBudget\":24576,'",
    "gemini-2.5-pro, MAX, '\"thinkingBudget\":32768,'",
    "gemini-2.5-pro, NONE, '\"thinkingBudget\":128,'",
    "gemini-3-flash-preview, MINIMAL, '\"thinkingLevel\":\"minimal\"'",
    "gemini-3-flash-preview, NONE, '{\"thinkingLevel\":\"minimal\"}'",
    "gemini-3-pro-preview, NONE, '{\"thinkingLevel\":\"low\"}'",
    "gemini-3-pro-preview, MEDIUM, '\"thinkingLevel\":\"high\"'",
    "gemini-3.1-pro-preview, MEDIUM, '\"thinkingLevel\":\"medium\"'",
    "models/gemini-flash-latest, XHIGH, '\"thinkingLevel\":\"high\"'"
  })
  void effortIsABudgetOrALevelByGeneration(String model, Effort effort, String expected) {
    assertThat(write(model, request().user("Hi").reasoning(effort)).json()).contains(expected);
  }

  @Test
  void aModelThatDoesNotThinkIsNotAskedTo() {
    GeminiWire.Written written =
        write("gemini-2.0-flash", request().user("Hi").reasoning(Effort.HIGH));

    assertThat(written.json()).doesNotContain("thinking");
    assertThat(written.changes()).containsExactly("reasoning: left out");
  }

  @Test
  void bytesAreInlineAndUrlsAreFiles() {
    String json =
        write(
                SECOND,
                request()
                    .user(
                        new TextPart("Look"),
                        new ImagePart(Blob.of("image/png", new byte[] {1})),
                        new ImagePart(Blob.url("https://x.org/a.jpg?s=1", "")),
                        new FilePart(Blob.of("application/json", new byte[] {'{'}), "a")))
            .json();

    assertThat(json)
        .contains(
            "[{\"text\":\"Look\"},{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"}},"
                + "{\"fileData\":{\"mimeType\":\"image/jpeg\","
                + "\"fileUri\":\"https://x.org/a.jpg?s=1\"}},"
                + "{\"inlineData\":{\"mimeType\":\"text/plain\",\"data\":\"ew==\"}}]");
  }

  @Test
  void stateGoesBackOnItsPartAsItCame() {
    String call =
        "{\"functionCall\":{\"name\":\"add\",\"args\":{\"a\": 1.0},\"id\":\"x1\"},"
            + "\"thoughtSignature\":\"Sig/+==\"}";
    AssistantMessage answer =
        new AssistantMessage(
            List.of(
                new ReasoningPart("Hm", ours("{\"thought\":true}")),
                new TextPart("", ours("{\"thoughtSignature\":\"T==\"}")),
                new ToolCall("x1", "add", RawJson.of("{\"a\": 1.0}"), ours(call)),
                new Part.OpaquePart("toolCall", ours("{\"toolCall\":{\"id\":\"9\"}}"))),
            ProviderState.NONE);

    GeminiWire.Written written =
        write(THIRD, request().user("Hi").message(answer).toolResult("x1", "2"));

    assertThat(written.json())
        .contains(
            "{\"role\":\"model\",\"parts\":[{\"text\":\"Hm\",\"thought\":true},"
                + "{\"text\":\"\",\"thoughtSignature\":\"T==\"},"
                + call
                + ",{\"toolCall\":{\"id\":\"9\"}}]},"
                + "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"x1\","
                + "\"name\":\"add\",\"response\":{\"output\":\"2\"}}}]}");
    assertThat(written.adjustments()).isEmpty();
  }

  @Test
  void anotherProvidersStateIsLeftOutAndItsCallsGetTheDocumentedSignature() {
    ProviderState foreign = new ProviderState("anthropic", RawJson.of("{\"signature\":\"s\"}"));
    AssistantMessage answer =
        new AssistantMessage(
            List.of(
                new ReasoningPart("Hm", foreign),
                new ToolCall("c1", "add", RawJson.of("{}")),
                new ToolCall("c2", "add", RawJson.of("{}"))),
            ProviderState.NONE);
    ChatRequest.Builder asked =
        request().user("Hi").message(answer).toolResult("c2", "2").toolResult("c1", "1");

    GeminiWire.Written third = write(THIRD, asked);
    assertThat(third.json())
        .contains(
            "[{\"functionCall\":{\"name\":\"add\",\"args\":{}},"
                + "\"thoughtSignature\":\"skip_thought_signature_validator\"},"
                + "{\"functionCall\":{\"name\":\"add\",\"args\":{}}}]",
            // in the order of the calls, which have no ids by which to tell them apart
            "{\"output\":\"1\"}}},{\"functionResponse\":{\"name\":\"add\","
                + "\"response\":{\"output\":\"2\"}}}]")
        .doesNotContain("Hm");
    assertThat(third.changes())
        .containsExactly(
            "reasoning.state: left out",
            "toolCall.thoughtSignature: sent as skip_thought_signature_validator");
    assertThat(write(SECOND, asked).json()).doesNotContain("thoughtSignature");
  }

  @Test
  void anUnsignedCallOfAnEarlierGenerationGetsTheDocumentedSignature() {
    String call = "{\"functionCall\":{\"name\":\"add\",\"args\":{},\"id\":\"x1\"}";
    ToolCall unsigned = new ToolCall("x1", "add", RawJson.of("{}"), ours(call + "}"));
    ChatRequest.Builder asked = request().user("Hi").message(calls(unsigned)).toolResult("x1", "");

    assertThat(write(THIRD, asked).json())
        .contains(call + ",\"thoughtSignature\":\"skip_thought_signature_validator\"}");
    assertThat(write(SECOND, asked).json()).contains(call + "}]");
  }

  @Test
  void aResultSaysThatItIsAnErrorAndItsImageStaysWithItWhereItCan() {
    ToolResultMessage result =
        new ToolResultMessage(
            "c",
            List.of(new TextPart("No"), new ImagePart(Blob.of("image/png", new byte[] {1}))),
            true);
    ChatRequest.Builder asked =
        request()
            .user("Hi")
            .message(calls(new ToolCall("c", "look", RawJson.of("{}"))))
            .message(result);

    String image = "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"}}";
    assertThat(write(THIRD, asked).json())
        .contains("\"response\":{\"error\":\"No\"},\"parts\":[" + image + "]}}]");
    GeminiWire.Written second = write(SECOND, asked);
    assertThat(second.json()).contains("\"response\":{\"error\":\"No\"}}}," + image + "]");
    assertThat(second.changes()).containsExactly("toolResult.image: moved behind the results");
  }

  @Test
  void whatCannotBeSentIsRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> write(THIRD, request().user("Hi").toolResult("lost", "1")))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
              assertThat(failure.sent()).isFalse();
              assertThat(failure).hasMessageContaining("\"lost\"");
            });
    assertThatThrownBy(() -> write(THIRD, request().system("Only this")))
        .hasMessageContaining("user message");
    ToolCall broken = new ToolCall("c", "add", RawJson.of("{\"a\":"), false, ProviderState.NONE);
    assertThatThrownBy(() -> write(THIRD, request().user("Hi").message(calls(broken))))
        .hasMessageContaining("no JSON object");
  }
}
