package io.llmgw.provider.internal.anthropic;

import static io.llmgw.provider.internal.anthropic.AnthropicWire.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.SseReader;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Meter;
import io.llmgw.value.RawJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnthropicStreamDecoderTest {
  @Test
  void textFlowsPieceByPieceAndIsJoinedInTheAnswer() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"text\",\"text\":\"\"}")
            .feed("{\"type\": \"ping\"}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"Gr\\u00fc\\u00df \"}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"Gott 👋\"}")
            .stop(0)
            .end("end_turn");

    assertThat(stream.events).containsExactly(new TextDelta("Grüß "), new TextDelta("Gott 👋"));
    assertThat(stream.answer().message().text()).isEqualTo("Grüß Gott 👋");
    assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(stream.answer().rawFinishReason()).isEqualTo("end_turn");
    assertThat(stream.answer().model()).isEqualTo("claude-x");
  }

  @Test
  void onlyMessageStopCompletesAStream() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"text\",\"text\":\"\"}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi\"}");
    assertThat(stream.decoder.end(true, stream.events::add)).isFalse();
    stream.stop(0).feed("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}");
    assertThat(stream.decoder.end(false, stream.events::add)).isFalse();
    assertThat(stream.decoder.finished()).isFalse();

    stream.feed("{\"type\":\"message_stop\"}");

    assertThat(stream.decoder.finished()).isTrue();
    assertThat(stream.decoder.end(false, stream.events::add)).isTrue();
  }

  @Test
  void thinkingBecomesReasoningWhoseStateIsTheWholeBlock() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let me \"}")
            .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"see.\\n\"}")
            .delta(0, "{\"type\":\"signature_delta\",\"signature\":\"Ev+/\"}")
            .delta(0, "{\"type\":\"signature_delta\",\"signature\":\"Q==\"}")
            .stop(0)
            .end("end_turn");

    ReasoningPart part =
        new ReasoningPart(
            "Let me see.\n",
            AnthropicBlocks.state(
                "{\"type\":\"thinking\",\"thinking\":\"Let me see.\\n\",\"signature\":\"Ev+/Q==\"}"));
    assertThat(stream.events)
        .containsExactly(
            new ReasoningDelta("Let me "), new ReasoningDelta("see.\n"), new PartDone(part));
    assertThat(stream.answer().message().parts()).containsExactly(part);
  }

  @Test
  void redactedThinkingIsReasoningWithoutText() {
    String block = "{\"type\":\"redacted_thinking\",\"data\":\"Eqk/+==\"}";

    AnthropicWire.Stream stream = stream().start().block(0, block).stop(0).end("end_turn");

    assertThat(stream.answer().message().parts())
        .containsExactly(new ReasoningPart("", AnthropicBlocks.state(block)));
  }

  @Test
  void parallelToolCallsAreCountedFromZeroWhateverTheirBlocksIndex() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"text\",\"text\":\"\"}")
            .stop(0)
            .block(1, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"a\",\"input\":{}}")
            .delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}")
            .delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"c\\\": 1\"}")
            .delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\".50}\"}")
            .stop(1)
            .block(2, "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"b\",\"input\":{}}")
            .stop(2)
            .end("tool_use");

    ToolCall first = new ToolCall("t1", "a", RawJson.of("{\"c\": 1.50}"));
    ToolCall second = new ToolCall("t2", "b", RawJson.of("{}"));
    assertThat(stream.events)
        .containsExactly(
            new ToolCallDelta(0, "t1", "a", ""),
            new ToolCallDelta(0, "t1", "a", "{\"c\": 1"),
            new ToolCallDelta(0, "t1", "a", ".50}"),
            new PartDone(first),
            new ToolCallDelta(1, "t2", "b", ""),
            new PartDone(second));
    assertThat(stream.answer().message().toolCalls()).containsExactly(first, second);
    assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void inputThatComesWithTheStartOfAToolCallIsKept() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"a\",\"input\":{\"c\":1e3}}")
            .stop(0)
            .end("tool_use");

    assertThat(stream.answer().message().toolCalls())
        .containsExactly(new ToolCall("t1", "a", RawJson.of("{\"c\":1e3}")));
    assertThat(stream.events).contains(new ToolCallDelta(0, "t1", "a", "{\"c\":1e3}"));
  }

  @Test
  void textThatComesWithTheStartOfABlockIsKept() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"text\",\"text\":\"Hel\"}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"lo\"}")
            .stop(0)
            .end("end_turn");

    assertThat(stream.events).containsExactly(new TextDelta("Hel"), new TextDelta("lo"));
    assertThat(stream.answer().message().text()).isEqualTo("Hello");
  }

  @Test
  void argumentsCutOffByTheLimitAreShownAsTheyCame() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(
                0,
                "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"a\",\"input\":{},\"caller\":{\"type\":\"direct\"}}")
            .delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\": \\\"Ro\"}")
            .stop(0)
            .end("max_tokens");

    assertThat(stream.answer().message().toolCalls())
        .containsExactly(
            new ToolCall("t1", "a", RawJson.of("{\"city\": \"Ro"), false, ProviderState.NONE));
    assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void citationsGoBackWithTheTextTheyBelongTo() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"citations\":[],\"type\":\"text\",\"text\":\"\"}")
            .delta(
                0,
                "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"start\": 0}}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"Green.\"}")
            .delta(
                0,
                "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"start\": 9}}")
            .stop(0)
            .end("end_turn");

    TextPart text = (TextPart) stream.answer().message().parts().get(0);
    assertThat(text.text()).isEqualTo("Green.");
    assertThat(text.citations())
        .extracting(citation -> citation.raw().text())
        .containsExactly(
            "{\"type\":\"char_location\",\"start\": 0}",
            "{\"type\":\"char_location\",\"start\": 9}");
    assertThat(text.state())
        .isEqualTo(
            AnthropicBlocks.state(
                "{\"citations\":[{\"type\":\"char_location\",\"start\": 0},"
                    + "{\"type\":\"char_location\",\"start\": 9}],\"type\":\"text\",\"text\":\"Green.\"}"));
  }

  @Test
  void blocksOfOtherKindsAreKeptWhole() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(
                0,
                "{\"type\":\"server_tool_use\",\"id\":\"s1\",\"name\":\"web_search\",\"input\":{}}")
            .delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"query\\\":\"}")
            .delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\" \\\"x\\\"}\"}")
            .stop(0)
            .block(
                1,
                "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s1\",\"content\":[{\"n\":1.0}]}")
            .stop(1)
            .block(2, "{\"type\":\"compaction\",\"content\":null}")
            .delta(2, "{\"type\":\"compaction_delta\",\"content\":\"Sum\"}")
            .delta(2, "{\"type\":\"compaction_delta\",\"content\":\"mary.\"}")
            .stop(2)
            .end("pause_turn");

    assertThat(stream.answer().message().parts())
        .containsExactly(
            new OpaquePart(
                "server_tool_use",
                AnthropicBlocks.state(
                    "{\"type\":\"server_tool_use\",\"id\":\"s1\",\"name\":\"web_search\",\"input\":{\"query\": \"x\"}}")),
            new OpaquePart(
                "web_search_tool_result",
                AnthropicBlocks.state(
                    "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s1\",\"content\":[{\"n\":1.0}]}")),
            new OpaquePart(
                "compaction",
                AnthropicBlocks.state("{\"type\":\"compaction\",\"content\":\"Summary.\"}")));
    assertThat(stream.events).allMatch(event -> event instanceof PartDone && !event.visible());
    assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.PAUSE);
  }

  @Test
  void theOrderOfAnEventsFieldsDoesNotMatter() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .feed(
                "{\"content_block\":{\"text\":\"\",\"type\":\"text\"},\"index\":0,\"type\":\"content_block_start\"}",
                "{\"delta\":{\"text\":\"Hi\",\"type\":\"text_delta\"},\"index\":0,\"type\":\"content_block_delta\"}")
            .end("end_turn");

    assertThat(stream.answer().message().text()).isEqualTo("Hi");
    assertThat(stream.events).containsExactly(new TextDelta("Hi"));
  }

  @Test
  void whatIsNotKnownIsSkipped() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .feed("{\"type\":\"model_mood\",\"delta\":{\"text\":\"no\"},\"extra\":[1,{\"a\":2}]}")
            .block(0, "{\"type\":\"text\",\"text\":\"\",\"later\":null}")
            .delta(0, "{\"type\":\"mood_delta\",\"mood\":{\"deep\":[true]}}")
            .delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi\",\"confidence\":0.5}")
            .delta(9, "{\"type\":\"text_delta\",\"text\":\"of a block that never began\"}")
            .stop(9)
            .end("something_new");

    assertThat(stream.answer().message().parts()).containsExactly(new TextPart("Hi"));
    assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.OTHER);
    assertThat(stream.answer().rawFinishReason()).isEqualTo("something_new");
  }

  @Test
  void usageIsCumulativeAndWhatIsNotRepeatedIsKept() {
    AnthropicWire.Stream stream = stream().start().end("end_turn");

    assertThat(stream.answer().usage().count(Meter.INPUT)).isEqualTo(7);
    assertThat(stream.answer().usage().count(Meter.CACHE_READ)).isEqualTo(3);
    assertThat(stream.answer().usage().count(Meter.OUTPUT)).isEqualTo(20);
    assertThat(stream.answer().rawUsage().text())
        .isEqualTo("{\"input_tokens\":7,\"cache_read_input_tokens\":3,\"output_tokens\":20}");
  }

  @Test
  void anErrorInsideAStreamIsThrownAndLeavesWhatHadCome() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}");

    assertThatThrownBy(
            () ->
                stream.feed(
                    "{\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.OVERLOADED);
              assertThat(failure).hasMessageContaining("Overloaded");
            });
    // Without its signature the block could not be sent back, so it has no state.
    assertThat(stream.answer().message().reasoning()).isEqualTo("Hm");
    assertThat(stream.answer().message().parts().get(0).state().isEmpty()).isTrue();
    assertThat(stream.decoder.end(false, stream.events::add)).isFalse();
  }

  @Test
  void aBlockThatWasCutOffIsNamedButCannotGoBack() {
    AnthropicWire.Stream stream =
        stream()
            .start()
            .block(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"x\",\"input\":{}}")
            .delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\"}")
            .block(1, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"a\",\"input\":{}}")
            .delta(1, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\"}");

    assertThat(stream.answer().message().parts())
        .containsExactly(new OpaquePart("server_tool_use", ProviderState.NONE));
  }

  @Test
  void aStreamCutAtAnyByteIsNeverComplete() throws IOException {
    String events =
        """
        event: message_start
        data: {"type":"message_start","message":{"model":"claude-x","usage":{"input_tokens":9}}   }

        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüß 👋"} }

        data: {"type":"content_block_stop","index":0}

        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}

        event: message_stop
        data: {"type":"message_stop"}""";
    byte[] all = events.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= all.length; cut++) {
      AnthropicWire.Stream stream = stream();
      boolean complete = feed(stream, Arrays.copyOf(all, cut));

      assertThat(complete).as("cut at %d", cut).isEqualTo(cut == all.length);
      assertThat("Grüß 👋").startsWith(stream.answer().message().text());
    }
  }

  private static boolean feed(AnthropicWire.Stream stream, byte[] body) throws IOException {
    SseReader events = new SseReader(new ByteArrayInputStream(body), 1 << 20);
    try (JsonBytes json = new JsonBytes()) {
      while (events.next()) {
        json.set(events.data(), events.offset(), events.length());
        stream.decoder.event(events.name(), json, stream.events::add);
        json.finish();
      }
    } catch (JsonProcessingException | JsonBytes.NotJsonException e) {
      assertThat(events.terminated()).isFalse(); // only the last event can be broken
    }
    return stream.decoder.end(false, stream.events::add);
  }
}
