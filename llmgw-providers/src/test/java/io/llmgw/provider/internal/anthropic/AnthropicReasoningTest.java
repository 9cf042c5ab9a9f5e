package io.llmgw.provider.internal.anthropic;

import static io.llmgw.provider.internal.anthropic.AnthropicWire.request;
import static io.llmgw.provider.internal.anthropic.AnthropicWire.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.value.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicReasoningTest {
  private static final ReasoningPart OURS =
      new ReasoningPart(
          "Hm",
          AnthropicBlocks.state("{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"s\"}"));
  private static final ReasoningPart THEIRS =
      new ReasoningPart("Hm", new ProviderState("openai", RawJson.of("{}")));

  private static AssistantMessage assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), ProviderState.NONE);
  }

  private static ToolCall call(String id) {
    return new ToolCall(id, "a", RawJson.of("{}"));
  }

  private static String settings(String model, ChatRequest.Builder request) {
    String json = write(model, request).json();
    return json.substring(json.indexOf("}]}]") + 4, json.length() - 1)
        .replaceFirst(",\"max_tokens\":\\d+", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "claude-3-5-haiku-latest | HIGH | ''",
        "claude-haiku-4-5 | MINIMAL | ,'thinking':{'type':'enabled','budget_tokens':1024}",
        "claude-haiku-4-5 | HIGH | ,'thinking':{'type':'enabled','budget_tokens':16000}",
        "claude-haiku-4-5 | NONE | ''",
        "claude-opus-4-5 | MAX | ,'thinking':{'type':'enabled','budget_tokens':16000},'output_config':{'effort':'high'}",
        "claude-sonnet-4-6 | LOW | ,'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}",
        "claude-opus-4-8 | MAX | ,'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}",
        "claude-opus-4-8 | MINIMAL | ,'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}",
        "claude-opus-4-8 | NONE | ''",
        "claude-sonnet-5 | NONE | ,'thinking':{'type':'disabled'}",
        "claude-sonnet-5-5 | NONE | ,'thinking':{'type':'between_tools'}",
        "claude-fable-5 | NONE | ,'output_config':{'effort':'low'}"
      })
  void anEffortIsSaidInTheWordsOfTheModel(String model, Effort effort, String settings) {
    ChatRequest.Builder request = request().user("Hi").maxOutputTokens(20_000).reasoning(effort);

    assertThat(settings(model, request)).isEqualTo(settings.replace('\'', '"'));
  }

  @Test
  void whatIsNotDoneAsAskedIsNoted() {
    ChatRequest.Builder high = request().user("Hi").maxOutputTokens(9000).reasoning(Effort.HIGH);
    ChatRequest.Builder none = request().user("Hi").maxOutputTokens(9000).reasoning(Effort.NONE);
    assertThat(write("claude-3-haiku", high).changes()).containsExactly("reasoning: left out");
    assertThat(write("claude-fable-5", none).changes()).containsExactly("reasoning: low effort");
    assertThat(write("claude-haiku-4-5", high).changes()).isEmpty();
  }

  @Test
  void aBudgetIsKeptWhereItFitsAndFittedWhereItDoesNot() {
    ChatRequest.Builder request = request().user("Hi").maxOutputTokens(5000);
    assertThat(settings("claude-haiku-4-5", request.reasoningBudget(4999)))
        .isEqualTo(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4999}");
    assertThat(settings("claude-haiku-4-5", request.reasoningBudget(5000))).contains(":4000}");
    assertThat(settings("claude-haiku-4-5", request.reasoningBudget(10))).contains(":1024}");
    assertThat(write(request).changes()).containsExactly("reasoningBudget: changed to 1024");
  }

  @Test
  void aLimitTooShortForAnyBudgetTurnsReasoningOff() {
    AnthropicWire.Written written =
        write(request().user("Hi").maxOutputTokens(1024).reasoning(Effort.LOW));

    assertThat(written.json()).doesNotContain("thinking");
    assertThat(written.changes()).containsExactly("reasoning: turned off");
  }

  @Test
  void anUnknownLimitIsMadeLongerThanTheBudget() {
    AnthropicWire.Written written =
        write("claude-3-7-sonnet-latest", request().user("Hi").reasoningBudget(9000));

    assertThat(written.json()).contains("\"max_tokens\":13096").contains("\"budget_tokens\":9000");
  }

  @Test
  void modelsThatDecideThemselvesTakeNoBudget() {
    ChatRequest.Builder request = request().user("Hi").maxOutputTokens(9000).reasoningBudget(2000);
    assertThat(settings("claude-opus-4-8", request))
        .isEqualTo(",\"thinking\":{\"type\":\"adaptive\"}");
    assertThat(write("claude-opus-4-8", request).changes())
        .containsExactly("reasoningBudget: left out");
    assertThat(settings("claude-opus-4-6", request)).contains("\"budget_tokens\":2000");
  }

  @Test
  void samplingGivesWayToThinking() {
    AnthropicWire.Written cold =
        write(request().user("Hi").reasoningBudget(2000).temperature(0.2).topP(0.5));
    assertThat(cold.json()).doesNotContain("temperature").doesNotContain("top_p");
    assertThat(cold.changes()).containsExactly("temperature: left out", "topP: left out");

    AnthropicWire.Written hot = write(request().user("Hi").reasoningBudget(2000).temperature(2));
    assertThat(hot.json()).contains("\"temperature\":1.0,\"thinking\"");
  }

  @Test
  void aForcedToolChoiceTurnsABudgetOffButNotAdaptiveThinking() {
    ChatRequest.Builder request =
        request()
            .user("Hi")
            .maxOutputTokens(9000)
            .reasoning(Effort.LOW)
            .tools(Tool.of("a", "", "{}"))
            .toolChoice(ToolChoice.REQUIRED);
    assertThat(write("claude-haiku-4-5", request).json()).doesNotContain("thinking");
    assertThat(write("claude-haiku-4-5", request).changes())
        .containsExactly("reasoning: turned off");
    assertThat(write("claude-opus-4-8", request).json()).contains("adaptive").contains("\"any\"");
  }

  @Test
  void aToolLoopBegunElsewhereGoesOnWithoutABudget() {
    AnthropicWire.Written written =
        write(
            request()
                .user("Hi")
                .message(assistant(THEIRS, new TextPart("x"), call("t1")))
                .toolResult("t1", "ok")
                .reasoning(Effort.HIGH));

    assertThat(written.json()).doesNotContain("thinking");
    assertThat(written.changes())
        .containsExactly("reasoning.state: left out", "reasoning: turned off");
  }

  @Test
  void aToolLoopBegunHereKeepsItsBudget() {
    ChatRequest.Builder request =
        request()
            .user("Hi")
            .message(assistant(OURS, call("t1")))
            .toolResult("t1", "ok")
            .message(assistant(call("t2"))) // the model does not think again between calls
            .toolResult("t2", "ok")
            .reasoning(Effort.HIGH);

    assertThat(write(request).json()).contains("\"type\":\"enabled\"");
    assertThat(write(request).adjustments()).isEmpty();
  }

  @Test
  void aFinishedTurnOfAnotherProviderDoesNotStopReasoning() {
    AnthropicWire.Written written =
        write(
            request()
                .user("Hi")
                .message(assistant(THEIRS, call("t1")))
                .toolResult("t1", "ok")
                .message(assistant(THEIRS, new TextPart("Done.")))
                .user("And now?")
                .reasoning(Effort.HIGH));

    assertThat(written.json()).contains("\"type\":\"enabled\"");
    assertThat(written.changes()).containsExactly("reasoning.state: left out");
  }

  @Test
  void anAnswerToBeContinuedWithoutThinkingTurnsABudgetOff() {
    AnthropicWire.Written written =
        write(
            request()
                .user("Hi")
                .message(assistant(new TextPart("Once upon")))
                .reasoning(Effort.LOW));

    assertThat(written.json()).doesNotContain("thinking");
  }
}
