package io.llmgw.provider.internal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
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
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaChatTest {
  private final FormatDriver wire = new FormatDriver(new OllamaChatFormat());

  private static ChatRequest.Builder request() {
    return ChatRequest.builder("r");
  }

  @Test
  void everySettingHasItsNameHere() {
    assertThat(
            wire.write(
                request()
                    .system("be brief")
                    .user(
                        new TextPart("see"),
                        new Part.ImagePart(Blob.of("image/png", new byte[] {1})))
                    .tools(Tool.of("f", "does", "{\"type\":\"object\"}"))
                    .responseFormat(ResponseFormat.jsonSchema("s", "{\"a\":1}"))
                    .reasoning(Effort.HIGH)
                    .logprobs(2)
                    .maxOutputTokens(100)
                    .temperature(0.7)
                    .topP(0.5)
                    .seed(7)
                    .stop("END")
                    .extra("ollama", "keep_alive", "10m")
                    .extra("ollama", "options", Map.of("num_ctx", 8192))))
        .isEqualTo(
            "{'model':'m','stream':false,'tools':[{'type':'function',"
                + "'function':{'name':'f','description':'does','parameters':{'type':'object'}}}],"
                + "'messages':[{'role':'system','content':'be brief'},"
                + "{'role':'user','content':'see','images':['AQ==']}],"
                + "'format':{'a':1},'think':'high','logprobs':true,'top_logprobs':2,"
                + "'options':{'num_predict':100,'temperature':0.7,'top_p':0.5,'seed':7,"
                + "'stop':['END'],'num_ctx':8192},'keep_alive':'10m'}");
    assertThat(wire.adjustments).isEmpty();
  }

  @Test
  void whatTheApiCannotDoIsNoted() {
    wire.write(
        request()
            .user("hi")
            .tools(new Tool("f", "", RawJson.NONE, true))
            .toolChoice(ToolChoice.REQUIRED)
            .parallelToolCalls(false)
            .alternatives(2)
            .reasoning(Effort.MAX)
            .reasoningBudget(10));
    assertThat(wire.changes())
        .containsExactlyInAnyOrder(
            "toolChoice: left out",
            "parallelToolCalls: left out",
            "tools.strict: left out",
            "reasoningBudget: left out",
            "reasoning: MAX sent as \"high\"",
            "alternatives: left out");
  }

  @Test
  void anImageByUrlIsRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(
            () -> wire.write(request().user(new Part.ImagePart(Blob.url("https://x/y.png", "")))))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("bytes")
        .extracting(e -> ((ProviderFailure) e).sent())
        .isEqualTo(false);
  }

  @Test
  void thinkingAndCallsGoBackAndResultsNameTheirTool() {
    ProviderAnswer answer =
        wire.read(
            "{'model':'q','message':{'role':'assistant','content':'','thinking':'Hm','tool_calls':["
                + "{'function':{'name':'f','arguments':{'x': 1.50}}},"
                + "{'function':{'index':1,'name':'g','arguments':{}}}]},'done':true,"
                + "'done_reason':'stop'}");
    List<ToolCall> calls = answer.message().toolCalls();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(calls.get(0).arguments().text()).isEqualTo("{\"x\": 1.50}");
    assertThat(calls.get(0).id()).isNotEmpty().isNotEqualTo(calls.get(1).id());

    String id = calls.get(0).id();
    assertThat(wire.write(request().user("a").message(answer.message()).toolResult(id, "found")))
        .contains(
            "{'role':'assistant','content':'','thinking':'Hm','tool_calls':[{'id':'"
                + id
                + "','function':{'name':'f','arguments':{'x': 1.50}}}",
            "{'role':'tool','content':'found','tool_name':'f','tool_call_id':'" + id + "'}");
    assertThat(wire.adjustments).isEmpty();
  }

  @Test
  void argumentsThatAreNoObjectAreRefused() {
    ToolCall call = new ToolCall("1", "f", RawJson.of("{\"x\":"));
    assertThatThrownBy(
            () ->
                wire.write(
                    request()
                        .user("a")
                        .message(new AssistantMessage(List.of(call), ProviderState.NONE))
                        .toolResult("1", "r")))
        .hasMessageContaining("no JSON object");
  }

  @Test
  void aStreamIsReadLineByLine() {
    StreamDecoder stream =
        wire.stream(
            "{'model':'q','message':{'role':'assistant','content':'','thinking':'Hm'},'done':false}",
            "{'model':'q','message':{'role':'assistant','content':'Hel'},'done':false,'logprobs':"
                + "[{'token':'Hel','logprob':-0.5,'top_logprobs':[{'token':'Ha','logprob':-1}]}]}",
            "{'model':'q','message':{'role':'assistant','content':'lo'},'done':false}",
            "{'model':'q','message':{'role':'assistant','content':'','tool_calls':[{'id':'c1',"
                + "'function':{'name':'f','arguments':{}}}]},'done':false}",
            "{'model':'q','message':{'role':'assistant','content':''},'done':true,"
                + "'done_reason':'length','total_duration':5,'prompt_eval_count':3,'eval_count':2}");
    ToolCall call = new ToolCall("c1", "f", RawJson.of("{}"));
    assertThat(wire.events)
        .containsSubsequence(
            new ReasoningDelta("Hm"),
            new TextDelta("Hel"),
            new TextDelta("lo"),
            new ToolCallDelta(0, "c1", "f", "{}"),
            new PartDone(call));
    assertThat(stream.finished()).isTrue();
    ProviderAnswer answer = stream.answer();
    assertThat(answer.message().text()).isEqualTo("Hello");
    assertThat(answer.model()).isEqualTo("q");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.usage()).isEqualTo(Usage.of(3, 2));
    assertThat(answer.rawUsage().text())
        .isEqualTo("{\"total_duration\":5,\"prompt_eval_count\":3,\"eval_count\":2}");
    assertThat(answer.logprobs())
        .containsExactly(
            new TokenLogprob("Hel", -0.5, List.of(new TokenLogprob("Ha", -1, List.of()))));
  }

  @Test
  void aStreamIsCompleteOnlyWhenItIsDone() {
    StreamDecoder stream = wire.stream("{'message':{'content':'Hel'},'done':false}");
    assertThat(stream.end(true, event -> {})).isFalse();
  }

  @Test
  void anErrorInAStreamIsAFailure() {
    assertThatThrownBy(
            () -> wire.stream("{'error':'an error was encountered while running the model'}"))
        .extracting(e -> ((ProviderFailure) e).kind())
        .isEqualTo(ErrorKind.SERVER_ERROR);
  }

  @Test
  void aPromptThatWasNotCountedIsUnknownAndNotZero() {
    ProviderAnswer answer =
        wire.read("{'message':{'content':'x'},'done':true,'done_reason':'stop','eval_count':38}");
    assertThat(answer.usage().isKnown()).isFalse();
    assertThat(answer.rawUsage().text()).isEqualTo("{\"eval_count\":38}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{'error':'model \"x\" not found, try pulling it first'}|MODEL_NOT_FOUND",
        "404|404 page not found|INVALID_REQUEST",
        "400|{'error':'x does not support tools'}|INVALID_REQUEST",
        "400|{'error':'the input length exceeds the context length'}|CONTEXT_WINDOW_EXCEEDED",
        "401|{'error':'unauthorized'}|AUTHENTICATION",
        "403|{'error':'this model requires a subscription'}|PERMISSION_DENIED",
        "429|{'error':'too many requests'}|RATE_LIMITED",
        "429|{'error':'you have reached your weekly usage limit, upgrade for higher limits'}|QUOTA_EXHAUSTED",
        "200|{'error':'unauthorized'}|AUTHENTICATION",
        "503|{'error':'server busy, please try again. maximum pending requests exceeded'}|OVERLOADED",
        "500|{'error':'model requires more system memory (9 GiB) than is available'}|SERVER_ERROR"
      })
  void errorsAreClassified(int status, String body, ErrorKind kind) {
    String json = body.replace("\"x\"", "x").replace('\'', '"');
    assertThat(
            OllamaErrors.classify(status, ErrorBodies.read(json.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "gpu, http://gpu:11434",
    "gpu:8080, http://gpu:8080",
    ":8080, http://127.0.0.1:8080",
    "0.0.0.0, http://127.0.0.1:11434",
    "0.0.0.0:1, http://127.0.0.1:1",
    "https://ollama.com, https://ollama.com",
    "http://gpu/, http://gpu",
    "https://x/ollama/, https://x/ollama",
    "::1, http://[::1]:11434",
    "[::1]:5, http://[::1]:5",
    "[::], http://[::1]:11434"
  })
  void theHostIsReadAsOllamaReadsIt(String variable, String url) {
    assertThat(OllamaHost.url(" \"" + variable + "\" ")).isEqualTo(url);
  }
}
