package io.llmgw.provider.internal.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.FormatDriver;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Meter;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohereChatTest {
  private final FormatDriver wire = new FormatDriver(new CohereChatFormat());

  private static ChatRequest.Builder request() {
    return ChatRequest.builder("r");
  }

  @Test
  void aQuestionIsShort() {
    assertThat(wire.write(request().user("hi")))
        .isEqualTo("{'stream':false,'model':'m','messages':[{'role':'user','content':'hi'}]}");
  }

  @Test
  void everySettingHasItsNameHere() {
    String json =
        wire.write(
            request()
                .system("be brief")
                .user("hi")
                .tools(new Tool("f", "does", RawJson.of("{}"), true))
                .toolChoice(ToolChoice.REQUIRED)
                .responseFormat(ResponseFormat.jsonSchema("s", "{}"))
                .maxOutputTokens(100)
                .stop("END")
                .temperature(0.7)
                .topP(0.5)
                .frequencyPenalty(0.1)
                .presencePenalty(0.2)
                .seed(7)
                .logprobs(0)
                .reasoningBudget(512)
                .extra("cohere", "safety_mode", "OFF")
                .extra("cohere", "documents", List.of("d")));
    assertThat(json)
        .isEqualTo(
            "{'stream':false,'model':'m','tools':[{'type':'function','function':"
                + "{'name':'f','description':'does','parameters':{}}}],'strict_tools':true,"
                + "'tool_choice':'REQUIRED','messages':[{'role':'system','content':'be brief'},"
                + "{'role':'user','content':'hi'}],'response_format':{'type':'json_object',"
                + "'json_schema':{}},'max_tokens':100,'stop_sequences':['END'],'temperature':0.7,"
                + "'p':0.5,'frequency_penalty':0.1,'presence_penalty':0.2,'seed':7,"
                + "'logprobs':true,'thinking':{'type':'enabled','token_budget':512},"
                + "'documents':['d'],'safety_mode':'OFF'}");
    assertThat(wire.adjustments).isEmpty();
  }

  @Test
  void whatTheApiCannotDoIsNoted() {
    ChatRequest chat =
        request()
            .user("hi")
            .tools(Tool.of("f", "", ""), Tool.of("g", "", ""))
            .toolChoice(ToolChoice.named("g"))
            .parallelToolCalls(false)
            .topP(1)
            .presencePenalty(-1)
            .logprobs(3)
            .alternatives(2)
            .reasoning(Effort.LOW)
            .build();
    String json =
        wire.write(
            new TargetRequest(
                "m",
                Optional.empty(),
                chat,
                new Delivery("u", Map.of("a", "b"), "flex", "k", List.of())),
            true);
    assertThat(json)
        .contains("'stream':true", "'name':'g'", "'tool_choice':'REQUIRED'", "'p':0.99")
        .doesNotContain("'name':'f'");
    assertThat(wire.changes())
        .containsExactlyInAnyOrder(
            "toolChoice: changed to REQUIRED, with no other tool offered",
            "parallelToolCalls: left out",
            "topP: clamped to 0.99",
            "presencePenalty: clamped to 0.0",
            "logprobs: of the chosen tokens only",
            "reasoning: LOW sent as enabled",
            "alternatives: left out",
            "endUser: left out",
            "metadata: left out",
            "serviceTier: left out");
  }

  @Test
  void imagesAreSentByUrlOrAsData() {
    assertThat(
            wire.write(
                request()
                    .user(
                        new TextPart("see"),
                        new Part.ImagePart(Blob.url("https://x/y.png", "")),
                        new Part.ImagePart(Blob.of("image/png", new byte[] {1})))))
        .contains(
            "[{'type':'text','text':'see'},"
                + "{'type':'image_url','image_url':{'url':'https://x/y.png'}},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AQ=='}}]");
  }

  @Test
  void audioIsRefusedBeforeAnythingIsSent() {
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class,
            () ->
                wire.write(
                    request().user(new Part.AudioPart(Blob.of("audio/wav", new byte[] {1})))));
    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
    assertThat(failure.sent()).isFalse();
  }

  private static final String PLANNED =
      """
      {'id':'1','message':{'role':'assistant','tool_plan':'I will look.','tool_calls':[
      {'id':'f_1','type':'function','function':{'name':'f','arguments':'{"q": 1}'}},
      {'id':'g_1','type':'function','function':{'name':'g','arguments':''}}],
      'content':[{'type':'thinking','thinking':'Hm.'},{'type':'hologram','data':1.50}]},
      'finish_reason':'TOOL_CALL'}"""
          .replace("{\"q\": 1}", "{\\'q\\': 1}");

  @Test
  void planThinkingCallsAndUnknownBlocksGoBackAsTheyCame() {
    ProviderAnswer answer = wire.read(PLANNED);
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.message().reasoning()).isEqualTo("I will look.Hm.");
    assertThat(answer.message().toolCalls())
        .extracting(call -> call.arguments().text())
        .containsExactly("{\"q\": 1}", "{}");

    String json =
        wire.write(request().user("hi").message(answer.message()).toolResult("f_1", "found"));
    assertThat(json)
        .contains(
            "{'role':'assistant','tool_plan':'I will look.','content':[{'type':'thinking',"
                + "'thinking':'Hm.'},{'type':'hologram','data':1.50}],'tool_calls':[{'id':'f_1'",
            "{'role':'tool','tool_call_id':'f_1','content':'found'}");
    assertThat(wire.adjustments).isEmpty();
  }

  @Test
  void reasoningOfAnotherProviderIsLeftOut() {
    AssistantMessage other =
        new AssistantMessage(
            List.of(
                new ReasoningPart("x", new ProviderState("anthropic", RawJson.of("{}"))),
                new TextPart("said")),
            ProviderState.NONE);
    assertThat(wire.write(request().user("a").message(other).user("b")))
        .contains("{'role':'assistant','content':'said'}");
    assertThat(wire.changes()).containsExactly("reasoning: left out");
  }

  @Test
  void citationsAreTypedAndBelongToTheirBlock() {
    ProviderAnswer answer =
        wire.read(
            """
            {'message':{'content':[{'type':'thinking','thinking':'t'},{'type':'text','text':'It is X.'}],
            'citations':[{'start':6,'end':7,'text':'X','sources':[{'type':'tool','id':'s1',
            'tool_output':{'title':'T','url':'https://x'}}],'content_index':1,'type':'TEXT_CONTENT'},
            {'start':0,'end':1,'text':'t','sources':[],'content_index':0,'type':'THINKING_CONTENT'}]},
            'finish_reason':'COMPLETE'}""");
    TextPart text = (TextPart) answer.message().parts().get(1);
    assertThat(text.citations()).hasSize(1);
    assertThat(text.citations().get(0).source()).isEqualTo("https://x");
    assertThat(text.citations().get(0).title()).isEqualTo("T");
    assertThat(text.citations().get(0).start()).isEqualTo(6);
    assertThat(answer.message().state().data().text()).contains("THINKING_CONTENT");
  }

  @Test
  void whatIsBilledIsCountedAndTheRestStaysRaw() {
    ProviderAnswer answer =
        wire.read(
            """
            {'message':{'content':[{'type':'text','text':'x'}]},'finish_reason':'COMPLETE',
            'usage':{'billed_units':{'input_tokens':57.0,'output_tokens':20},
            'tokens':{'input_tokens':1490,'output_tokens':94,'reasoning_tokens':8},'cached_tokens':112}}""");
    assertThat(answer.usage().count(Meter.INPUT)).isEqualTo(57);
    assertThat(answer.usage().count(Meter.OUTPUT)).isEqualTo(12);
    assertThat(answer.usage().count(Meter.REASONING)).isEqualTo(8);
    assertThat(answer.usage().count(Meter.CACHE_READ)).isZero();
    assertThat(answer.rawUsage().text()).contains("\"cached_tokens\":112");
  }

  @Test
  void anAnswerWithoutUsageHasAnUnknownOne() {
    assertThat(wire.read("{'message':{'content':[]},'finish_reason':'COMPLETE'}").usage().isKnown())
        .isFalse();
  }

  private static String delta(int index, String content) {
    return "{'type':'content-delta','index':"
        + index
        + ",'delta':{'message':{'content':"
        + content
        + "}}}";
  }

  private static final String END =
      "{'type':'message-end','delta':{'finish_reason':'COMPLETE',"
          + "'usage':{'billed_units':{'input_tokens':1,'output_tokens':2}}}}";

  @Test
  void aStreamIsReadIntoTheSameMessage() {
    StreamDecoder stream =
        wire.stream(
            "{'id':'1','type':'message-start','delta':{'message':{'role':'assistant','content':[],"
                + "'tool_plan':'','tool_calls':[],'citations':[]}}}",
            "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'Plan'}}}",
            "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'thinking','thinking':''}}}}",
            delta(0, "{'thinking':'Hm'}"),
            "{'type':'content-start','index':1,'delta':{'message':{'content':{'type':'text','text':''}}}}",
            delta(1, "{'text':'Hel'}"),
            "{'delta':{'message':{'content':{'text':'lo'}}},'index':1,'type':'content-delta',"
                + "'logprobs':{'text':'lo','token_ids':[1,2],'logprobs':[-0.5,-0.25]}}",
            "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'f_1',"
                + "'type':'function','function':{'name':'f','arguments':''}}}}}",
            "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':{'arguments':'{}'}}}}}",
            "{'type':'citation-start','index':0,'delta':{'message':{'citations':{'start':0,'end':2,"
                + "'text':'He','sources':[{'type':'document','id':'d1','document':{}}],'content_index':1}}}}",
            END);
    ProviderAnswer answer = stream.answer();
    assertThat(stream.finished()).isTrue();
    assertThat(answer.message().text()).isEqualTo("Hello");
    assertThat(answer.message().reasoning()).isEqualTo("PlanHm");
    assertThat(((TextPart) answer.message().parts().get(2)).citations().get(0).source())
        .isEqualTo("d1");
    assertThat(answer.logprobs()).containsExactly(new TokenLogprob("lo", -0.75, List.of()));
    assertThat(answer.usage().outputTokens()).isEqualTo(2);
    ToolCall call = answer.message().toolCalls().get(0);
    assertThat(call).isEqualTo(new ToolCall("f_1", "f", RawJson.of("{}")));
    assertThat(wire.events)
        .containsSubsequence(
            new ReasoningDelta("Plan"),
            new ReasoningDelta("Hm"),
            new TextDelta("Hel"),
            new TextDelta("lo"),
            new ToolCallDelta(0, "f_1", "f", ""),
            new ToolCallDelta(0, "f_1", "f", "{}"),
            new PartDone(call));
  }

  @Test
  void aStreamIsCompleteOnlyByItsEndMessage() {
    StreamDecoder stream = wire.stream(delta(0, "{'text':'Hel'}"));
    assertThat(stream.end(true, event -> {})).isFalse();
    assertThat(stream.answer().message().text()).isEqualTo("Hel");
  }

  @Test
  void anAnswerThatEndedByAFaultIsAFailure() {
    String end = "{'type':'message-end','delta':{'finish_reason':'ERROR','error':'it broke'}}";
    assertThatThrownBy(() -> wire.stream(end))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("it broke")
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.SERVER_ERROR);
    assertThatThrownBy(() -> wire.read("{'message':{'content':[]},'finish_reason':'TIMEOUT'}"))
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.TIMEOUT);
  }

  @Test
  void whatIsNoMessageIsNoAnswer() {
    assertThatThrownBy(() -> wire.read("{'id':'1'}"))
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{'message':'too many tokens: total number of tokens in the prompt cannot exceed 4081'}|CONTEXT_WINDOW_EXCEEDED",
        "400|{'error_type':'TOO_MANY_TOKENS','message':'m'}|CONTEXT_WINDOW_EXCEEDED",
        "400|{'message':'too many tokens: max tokens must be less than or equal to 4096'}|INVALID_REQUEST",
        "400|{'message':'invalid request: query must not be empty'}|INVALID_REQUEST",
        "401|{'message':'invalid api token'}|AUTHENTICATION",
        "402|{'message':'m'}|QUOTA_EXHAUSTED",
        "403|{'message':'m'}|PERMISSION_DENIED",
        "404|{'message':'model x not found'}|MODEL_NOT_FOUND",
        "404|{'message':'page not found'}|INVALID_REQUEST",
        "422|{'message':'m'}|INVALID_REQUEST",
        "429|{'message':'You are using a Trial key, which is limited to 20 API calls / minute.'}|RATE_LIMITED",
        "429|{'message':'You are using a Trial key, which is limited to 1000 API calls / month.'}|QUOTA_EXHAUSTED",
        "498|{'message':'blocked'}|CONTENT_FILTERED",
        "499|{'message':'request cancelled'}|SERVER_ERROR",
        "500|{'message':'m'}|SERVER_ERROR",
        "501|{'message':'m'}|INVALID_REQUEST",
        "503|{'message':'m'}|OVERLOADED",
        "504|{'message':'m'}|TIMEOUT"
      })
  void errorsAreClassified(int status, String body, ErrorKind kind) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(CohereErrors.classify(status, ErrorBodies.read(bytes))).isEqualTo(kind);
  }
}
