package io.llmgw.provider.internal.anthropic;

import static io.llmgw.provider.internal.anthropic.AnthropicWire.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.Citation;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicAnswerReaderTest {
  private static String answer(String content) {
    return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":"
        + content
        + ",\"stop_reason\":\"end_turn\",\"stop_details\":null,\"usage\":{\"input_tokens\": 7,\"output_tokens\":2}}";
  }

  @Test
  void everyKindOfBlockBecomesAPart() {
    String thinking =
        "{\"type\":\"thinking\",\"thinking\":\"Hm \\u00e9\", \"signature\":\"Ev+/Q==\"}";
    String redacted = "{\"type\":\"redacted_thinking\",\"data\":\"x\"}";
    String cited =
        "{\"type\":\"text\",\"text\":\"Green.\",\"citations\":[{\"cited_text\":\"green\"}]}";
    String called =
        "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"b\",\"input\":{},\"caller\":{\"type\":\"direct\"}}";
    String unknown = "{\"type\":\"hologram\",\"n\":1.0}";

    ProviderAnswer answer =
        read(
            answer(
                "["
                    + String.join(
                        ", ",
                        thinking,
                        redacted,
                        "{\"type\":\"text\",\"text\":\"Plain.\",\"citations\":null}",
                        cited,
                        "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"a\",\"input\":{\"x\": 1.50}}",
                        called,
                        unknown)
                    + "]"));

    assertThat(answer.message().parts())
        .containsExactly(
            new ReasoningPart("Hm é", AnthropicBlocks.state(thinking)),
            new ReasoningPart("", AnthropicBlocks.state(redacted)),
            new TextPart("Plain."),
            new TextPart(
                "Green.",
                List.of(
                    new Citation("", "", "green", 0, 6, RawJson.of("{\"cited_text\":\"green\"}"))),
                AnthropicBlocks.state(cited)),
            new ToolCall("t1", "a", RawJson.of("{\"x\": 1.50}"), ProviderState.NONE),
            new ToolCall("t2", "b", RawJson.of("{}"), AnthropicBlocks.state(called)),
            new OpaquePart("hologram", AnthropicBlocks.state(unknown)));
    assertThat(answer.model()).isEqualTo("claude-x");
    assertThat(answer.usage()).isEqualTo(Usage.of(7, 2));
    assertThat(answer.rawUsage().text()).isEqualTo("{\"input_tokens\": 7,\"output_tokens\":2}");
  }

  @Test
  void anAnswerMayBeEmpty() {
    assertThat(read(answer("[]")).message().parts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, STOP",
    "max_tokens, LENGTH",
    "model_context_window_exceeded, LENGTH",
    "stop_sequence, STOP_SEQUENCE",
    "tool_use, TOOL_CALLS",
    "refusal, REFUSAL",
    "pause_turn, PAUSE",
    "compaction, OTHER"
  })
  void everyStopReasonIsTranslatedAndKept(String raw, FinishReason reason) {
    ProviderAnswer answer = read(answer("[]").replace("end_turn", raw));

    assertThat(answer.finishReason()).isEqualTo(reason);
    assertThat(answer.rawFinishReason()).isEqualTo(raw);
  }

  @Test
  void anErrorOfStatus200IsAnError() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Internal\"}}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SERVER_ERROR));
  }

  @ParameterizedTest
  @CsvSource(
      value = {"{}", "[]", "{\"content\":\"Hi\"}", "{\"choices\":[]}"},
      delimiter = '|')
  void whatIsNoMessageIsMalformed(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER));
  }
}
