package io.llmgw.provider.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.SchemaAsTool.Way;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.provider.internal.openai.OpenAiChatFormat;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** Over OpenAI's format, of which it is pretended that it has no setting for schemas. */
class SchemaAsToolTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}";
  private static final ResponseHead HEAD = new ResponseHead(200, "", Headers.of());
  private static final Tool LOOK = Tool.of("look", "", "{\"type\":\"object\"}");

  private final Adjustments adjustments = new Adjustments();

  private static ChatRequest.Builder asked() {
    return ChatRequest.builder("route")
        .user("How many?")
        .responseFormat(ResponseFormat.jsonSchema("count", SCHEMA));
  }

  private static SchemaAsTool format(Way way) {
    return new SchemaAsTool(new OpenAiChatFormat(OpenAiDialect.openAi()), request -> way);
  }

  private String write(Way way, ChatRequest.Builder request) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      format(way).writeRequest(new TargetRequest("m", request.build()), false, out, adjustments);
    }
    return text.toString();
  }

  private List<String> changes() {
    return adjustments.all().stream().map(a -> a.setting() + ": " + a.change()).toList();
  }

  @Test
  void theSchemaBecomesAToolThatMustBeCalled() throws IOException {
    String json = write(Way.FORCED, asked());
    assertThat(json)
        .contains("\"parameters\":" + SCHEMA)
        .contains("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"count\"}}")
        .doesNotContain("response_format");
    assertThat(changes()).containsExactly("responseFormat: asked for as a tool call");
  }

  @Test
  void besideOtherToolsAnyOfThemMayBeCalled() throws IOException {
    assertThat(write(Way.FORCED, asked().tools(LOOK)))
        .contains("\"look\"")
        .contains("\"count\"")
        .contains("\"tool_choice\":\"required\"");
    assertThat(changes()).containsExactly("responseFormat: asked for as one of the tools");
  }

  @Test
  void aModelThatIsNotToBeForcedIsOnlyOfferedTheTool() throws IOException {
    assertThat(write(Way.OFFERED, asked())).contains("\"tool_choice\":\"auto\"");
    assertThat(changes()).containsExactly("responseFormat: offered as a tool");
  }

  @Test
  void aRequiredCallOfAnotherToolLeavesTheSchemaOut() throws IOException {
    assertThat(write(Way.FORCED, asked().tools(LOOK).toolChoice(ToolChoice.named("look"))))
        .doesNotContain("\"count\"");
    assertThat(changes()).containsExactly("responseFormat: left out");
  }

  @Test
  void whatHasASettingIsNotTouched() throws IOException {
    assertThat(write(Way.NATIVE, asked())).contains("response_format").doesNotContain("\"tools\"");
    assertThat(changes()).isEmpty();
  }

  @Test
  void theToolNeverHasTheNameOfAnother() throws IOException {
    String json = write(Way.FORCED, asked().tools(Tool.of("count", "", "")));
    assertThat(json).contains("\"name\":\"count\"").contains("\"name\":\"count_2\"");
  }

  @Test
  void aSchemaThatIsNoObjectIsRefusedBeforeAnythingIsSent() {
    ChatRequest.Builder list =
        asked().responseFormat(ResponseFormat.jsonSchema("list", "{\"type\":\"array\"}"));
    assertThatThrownBy(() -> write(Way.FORCED, list))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
              assertThat(e.sent()).isFalse();
            });
  }

  @Test
  void theCallIsTheTextOfTheAnswer() throws IOException {
    String body =
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Let me see.\","
            + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"count\","
            + "\"arguments\":\"{\\\"n\\\": 3}\"}}]},\"finish_reason\":\"tool_calls\"}]}";
    ProviderAnswer answer = readWhole(asked().build(), body);
    assertThat(answer.message().text()).isEqualTo("{\"n\": 3}");
    assertThat(answer.message().reasoning()).isEqualTo("Let me see.");
    assertThat(answer.message().toolCalls()).isEmpty();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.rawFinishReason()).isEqualTo("tool_calls");
  }

  @Test
  void anAnswerInOtherWordsStaysText() throws IOException {
    String body =
        "{\"choices\":[{\"message\":{\"content\":\"three\"},\"finish_reason\":\"stop\"}]}";
    assertThat(readWhole(asked().build(), body).message().text()).isEqualTo("three");
  }

  private static ProviderAnswer readWhole(ChatRequest chat, String body) throws IOException {
    return format(Way.FORCED).readAnswer(new TextSlice(body), new TargetRequest("m", chat), HEAD);
  }

  @Test
  void theCallsArgumentsAreStreamedAsText() throws IOException {
    Streamed stream = new Streamed(asked().build());
    stream.delta("{\"content\":\"Hm.\"}");
    assertThat(stream.events).as("held back until it is known what follows").isEmpty();
    stream.delta(call("count", "{\\\"n\\\""));
    stream.delta(more(": 3}"));
    stream.finish("tool_calls");
    assertThat(stream.events)
        .containsExactly(new ReasoningDelta("Hm."), new TextDelta("{\"n\""), new TextDelta(": 3}"));
    assertThat(stream.decoder.answer().message().text()).isEqualTo("{\"n\": 3}");
    assertThat(stream.decoder.answer().finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void aCutStreamKeepsTheTextSoFar() throws IOException {
    Streamed stream = new Streamed(asked().build());
    stream.delta(call("count", "{\\\"n\\\""));
    assertThat(stream.decoder.end(false, stream.events::add)).isFalse();
    assertThat(stream.decoder.answer().message().text()).isEqualTo("{\"n\"");
  }

  @Test
  void textWithoutACallIsStreamedAtTheEnd() throws IOException {
    Streamed stream = new Streamed(asked().build());
    stream.delta("{\"content\":\"three\"}");
    stream.finish("stop");
    assertThat(stream.events).containsExactly(new TextDelta("three"));
    assertThat(stream.decoder.answer().message().text()).isEqualTo("three");
  }

  @Test
  void callsOfOtherToolsStayCalls() throws IOException {
    Streamed stream = new Streamed(asked().tools(LOOK).build());
    stream.delta(call("look", "{}"));
    stream.finish("tool_calls");
    assertThat(stream.decoder.answer().message().toolCalls()).hasSize(1);
    assertThat(stream.decoder.answer().finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  private static String call(String name, String arguments) {
    return "{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\""
        + name
        + "\",\"arguments\":\""
        + arguments
        + "\"}}]}";
  }

  private static String more(String arguments) {
    return "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + arguments + "\"}}]}";
  }

  /** A stream of OpenAI's format. */
  private static final class Streamed {
    final List<StreamEvent> events = new ArrayList<>();
    final StreamDecoder decoder;

    Streamed(ChatRequest chat) {
      decoder = format(Way.FORCED).decoder(new TargetRequest("m", chat), HEAD);
    }

    void delta(String delta) throws IOException {
      choice("\"delta\":" + delta + ",\"finish_reason\":null");
    }

    void finish(String reason) throws IOException {
      choice("\"delta\":{},\"finish_reason\":\"" + reason + "\"");
      assertThat(decoder.end(true, events::add)).isTrue();
    }

    private void choice(String fields) throws IOException {
      String json = "{\"choices\":[{\"index\":0," + fields + "}]}";
      decoder.event("", new TextSlice(json), events::add);
    }
  }
}
