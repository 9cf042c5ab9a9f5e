package io.llmgw.provider.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.RefusalDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

class OpenAiDecoderTest {
  private static final ResponseHead HEAD = new ResponseHead(200, "req", Headers.of());

  private final List<StreamEvent> events = new ArrayList<>();
  private final OpenAiDecoder decoder = new OpenAiDecoder("openai", HEAD, false);
  private final JsonBytes json = new JsonBytes();

  private void chunk(String text) throws IOException {
    event("", text);
  }

  private void event(String name, String text) throws IOException {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    json.set(bytes, 0, bytes.length);
    decoder.event(name, json, events::add);
    json.finish();
  }

  private void delta(String delta) throws IOException {
    chunk("{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}");
  }

  private ProviderAnswer end() throws IOException {
    chunk("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
    assertThat(decoder.end(true, events::add)).isTrue();
    return decoder.answer();
  }

  private static ProviderAnswer whole(String text) throws IOException {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try (JsonBytes json = new JsonBytes()) {
      json.set(bytes, 0, bytes.length);
      return new OpenAiChatFormat(OpenAiDialect.openAi())
          .readAnswer(json, new TargetRequest("m", ChatRequest.of("r", "hi")), HEAD);
    }
  }

  private static ProviderAnswer message(String message) throws IOException {
    return whole("{'choices':[{'message':" + message + ",'finish_reason':'stop'}]}");
  }

  @Test
  void anErrorInsideAChoiceIsAnErrorAndNoAnswer() {
    String choice =
        "{'choices':[{'finish_reason':'error','error':{'code':502,'message':'upstream gone'}}]}";
    assertThatThrownBy(() -> chunk(choice)).hasMessageContaining("upstream gone");
    assertThatThrownBy(() -> whole(choice)).hasMessageContaining("upstream gone");
  }

  @Test
  void chunksWithoutContentSayNothing() throws IOException {
    chunk("{'id':'','model':'','choices':[],'prompt_filter_results':[{'prompt_index':0}]}");
    chunk("{'id':'x','x_groq':{'id':'y'}}");
    chunk("{'choices':null}");
    delta("{'role':'assistant','content':''}");
    delta("{'content':null,'tool_calls':null,'refusal':null,'function_call':null}");
    assertThat(events).isEmpty();
  }

  @Test
  void anEmptyModelDoesNotReplaceTheFirst() throws IOException {
    chunk("{'model':'','choices':[]}");
    chunk("{'model':'m-1','choices':[]}");
    chunk("{'model':'','choices':[]}");
    assertThat(end().model()).isEqualTo("m-1");
  }

  @Test
  void theLastUsageCountsAndIsKeptByteForByte() throws IOException {
    chunk("{'usage':{'prompt_tokens':5,'completion_tokens':1},'choices':[]}");
    chunk("{'choices':[],'usage':{ 'prompt_tokens' : 5, 'completion_tokens':2.0 }}");
    chunk("{'choices':[],'usage':null}");
    ProviderAnswer answer = end();
    assertThat(answer.usage().outputTokens()).isEqualTo(2);
    assertThat(answer.rawUsage().text())
        .isEqualTo("{ \"prompt_tokens\" : 5, \"completion_tokens\":2.0 }");
  }

  @Test
  void contentAfterTheFinishReasonAndASecondFinishReasonAreRead() throws IOException {
    chunk("{'choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'length'}]}");
    delta("{'content':'b'}");
    assertThat(decoder.end(false, events::add)).isTrue();
    assertThat(decoder.answer().finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(decoder.answer().message().text()).isEqualTo("ab");
  }

  @Test
  void otherChoicesAreIgnoredWhereverTheirIndexStands() throws IOException {
    chunk("{'choices':[{'index':1,'delta':{'content':'no'},'finish_reason':'length'}]}");
    chunk("{'choices':[{'delta':{'content':'no'},'finish_reason':'length','index':1}]}");
    chunk("{'choices':[{'delta':{'content':'yes'},'index':0}]}");
    chunk("{'choices':[{'delta':{'content':'!'}}]}");
    assertThat(end().message().text()).isEqualTo("yes!");
  }

  @Test
  void aFullMessageBesideTheDeltaIsNotDoubled() throws IOException {
    chunk("{'choices':[{'index':0,'message':{'content':'a'},'delta':{'content':'a'}}]}");
    chunk("{'choices':[{'index':0,'message':{'content':'ab'},'delta':{'content':'b'}}]}");
    assertThat(end().message().text()).isEqualTo("ab");
  }

  @Test
  void aMessageInsteadOfDeltasIsRead() throws IOException {
    chunk("{'choices':[{'index':0,'message':{'content':'ab'},'finish_reason':'stop'}]}");
    assertThat(events).containsExactly(new TextDelta("ab"));
  }

  @Test
  void contentMayBeAnArrayWithThinking() throws IOException {
    delta(
        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'hm'}],'closed':true},{'type':'text','text':'4'}]}");
    ProviderAnswer answer = end();
    assertThat(answer.message().reasoning()).isEqualTo("hm");
    assertThat(answer.message().text()).isEqualTo("4");
  }

  @Test
  void reasoningUnderTwoNamesIsNotDoubled() throws IOException {
    delta(
        "{'reasoning':'a','reasoning_content':'a','reasoning_details':[{'type':'reasoning.text','text':'a','index':0}]}");
    delta("{'reasoning_details':[{'type':'reasoning.text','text':'b','index':0,'signature':'s'}]}");
    ProviderAnswer answer = end();
    assertThat(events).startsWith(new ReasoningDelta("a"), new ReasoningDelta("b"));
    ReasoningPart part = (ReasoningPart) answer.message().parts().get(0);
    assertThat(part.text()).isEqualTo("ab");
    assertThat(part.state().data().text())
        .isEqualTo(
            "{\"field\":\"reasoning\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"ab\","
                + "\"index\":0,\"signature\":\"s\"}]}");
    assertThat(events).contains(new PartDone(part));
  }

  @Test
  void detailsThatCameWholeAreKeptByteForByte() throws IOException {
    String detail = "{ \"type\":\"reasoning.encrypted\", \"data\":\"A\\/b\" }";
    ProviderAnswer answer = message("{'content':'x','reasoning_details':[" + detail + "]}");
    assertThat(answer.message().parts().get(0).state().data().text()).contains("[" + detail + "]");
  }

  @Test
  void toolCallsAreJoinedByIndex() throws IOException {
    delta(
        "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}");
    delta(
        "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':'}}]}".replace("\\'", "\\\""));
    delta("{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':'{}'}}]}");
    delta("{'tool_calls':[{'index':0,'id':'','function':{'name':'','arguments':'1}'}}]}");
    ProviderAnswer answer = end();
    assertThat(answer.message().toolCalls())
        .containsExactly(
            new ToolCall("a", "f", RawJson.of("{\"x\":1}")),
            new ToolCall("b", "g", RawJson.of("{}")));
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(events).contains(new ToolCallDelta(0, "a", "f", "1}"));
    assertThat(events.stream().filter(PartDone.class::isInstance)).hasSize(2);
  }

  @Test
  void aNewIdWithANameBeginsANewCallWhateverTheIndex() throws IOException {
    delta(
        "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}},{'index':0,'id':'b','function':{'name':'f','arguments':'{}'}}]}");
    delta("{'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{}'}}]}");
    assertThat(end().message().toolCalls()).extracting(ToolCall::id).containsExactly("a", "b", "c");
  }

  @Test
  void aCallWithoutIndexAndIdContinuesTheLast() throws IOException {
    delta("{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{'}}]}");
    delta("{'tool_calls':[{'function':{'arguments':'}'}}]}");
    assertThat(end().message().toolCalls())
        .containsExactly(new ToolCall("a", "f", RawJson.of("{}")));
  }

  @Test
  void missingArgumentsAreTheEmptyObject() throws IOException {
    for (String arguments : List.of("''", "null", "'null'", "{}")) {
      ProviderAnswer answer =
          message(
              "{'content':null,'tool_calls':[{'id':'a','function':{'arguments':"
                  + arguments
                  + ",'name':'f'}}]}");
      assertThat(answer.message().parts())
          .containsExactly(new ToolCall("a", "f", RawJson.of("{}")));
    }
  }

  @Test
  void aCallWithoutAnIdGetsOne() throws IOException {
    ProviderAnswer answer =
        whole(
            "{'id':'r1','choices':[{'message':{'tool_calls':[{'id':'','function':{'name':'f','arguments':'{}'}},"
                + "{'function':{'name':'g'}}]},'finish_reason':'stop'}]}");
    assertThat(answer.message().toolCalls())
        .extracting(ToolCall::id)
        .containsExactly("call_0_r1", "call_1_r1");
  }

  @Test
  void theOldFunctionCallIsAToolCall() throws IOException {
    ProviderAnswer answer =
        message("{'content':null,'function_call':{'name':'f','arguments':'{}'}}");
    assertThat(answer.message().toolCalls()).extracting(ToolCall::name).containsExactly("f");
  }

  @Test
  void aRefusalIsToldApart() throws IOException {
    delta("{'refusal':'I '}");
    delta("{'refusal':'cannot'}");
    assertThat(events).containsExactly(new RefusalDelta("I "), new RefusalDelta("cannot"));
    assertThat(end().message().refusal()).isEqualTo("I cannot");
  }

  @Test
  void annotationsAreKeptWithTheText() throws IOException {
    ProviderAnswer answer = message("{'content':'x','annotations':[{'type':'url_citation'}]}");
    assertThat(((TextPart) answer.message().parts().get(0)).state().data().text())
        .isEqualTo("{\"annotations\":[{\"type\":\"url_citation\"}]}");
  }

  @Test
  void aSpokenAnswerIsPutTogether() throws IOException {
    delta("{'audio':{'id':'audio_1','data':'UklG','transcript':'he'}}");
    delta("{'audio':{'data':'Rg==','transcript':'llo'}}");
    Part.AudioPart audio = (Part.AudioPart) end().message().parts().get(0);
    assertThat(audio.audio().mediaType()).isEqualTo("audio/wav");
    assertThat(audio.transcript()).isEqualTo("hello");
    assertThat(audio.state().data().text()).isEqualTo("{\"id\":\"audio_1\"}");
  }

  @Test
  void aContentFilterWithoutContentIsAnAnswer() throws IOException {
    ProviderAnswer answer =
        whole(
            "{'choices':[{'index':0,'finish_reason':'content_filter','content_filter_results':{}}]}");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    assertThat(answer.message().parts()).isEmpty();
    assertThat(answer.usage().isKnown()).isFalse();
  }

  @Test
  void errorsInAnyShapeAreErrors() {
    assertError("", "{'error':{'message':'m','code':503}}", ErrorKind.OVERLOADED);
    assertError(
        "error", "{'code':500,'message':'m','type':'server_error'}", ErrorKind.SERVER_ERROR);
    assertError(
        "", "{'object':'error','message':'m','type':'rate_limited'}", ErrorKind.RATE_LIMITED);
    assertError(
        "", "{'error':'Context size has been exceeded'}", ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    assertError(
        "",
        "{'error':{'message':'m'},'choices':[{'finish_reason':'error'}]}",
        ErrorKind.SERVER_ERROR);
  }

  private void assertError(String name, String text, ErrorKind kind) {
    assertThatThrownBy(() -> event(name, text))
        .isInstanceOfSatisfying(ProviderFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void theEndIsAFinishReasonOrDoneAfterTheUsage() throws IOException {
    delta("{'content':'a'}");
    assertThat(decoder.end(true, events::add)).isFalse();
    chunk("{'choices':[],'usage':{'prompt_tokens':1,'completion_tokens':1}}");
    assertThat(decoder.end(false, events::add)).isFalse();
    assertThat(decoder.end(true, events::add)).isTrue();
  }

  @Test
  void allChoicesOfAWholeAnswerAreRead() throws IOException {
    ProviderAnswer answer =
        whole(
            "{'service_tier':'flex','choices':["
                + "{'index':1,'message':{'content':'b'},'finish_reason':'length'},"
                + "{'index':0,'message':{'content':'a'},'finish_reason':'stop'}]}");
    assertThat(answer.serviceTier()).isEqualTo("flex");
    assertThat(answer.message().text()).isEqualTo("a");
    assertThat(answer.alternatives())
        .singleElement()
        .satisfies(
            other -> {
              assertThat(other.message().text()).isEqualTo("b");
              assertThat(other.finishReason()).isEqualTo(FinishReason.LENGTH);
            });
  }

  @Test
  void probabilitiesAreReadWholeAndStreamed() throws IOException {
    String logprobs =
        "{'content':[{'token':'a','logprob':-0.5,'bytes':[97],'top_logprobs':[{'token':'b','logprob':-1}]}]}";
    TokenLogprob a = new TokenLogprob("a", -0.5, List.of(new TokenLogprob("b", -1, List.of())));
    assertThat(
            whole("{'choices':[{'message':{'content':'a'},'logprobs':" + logprobs + "}]}")
                .logprobs())
        .containsExactly(a);
    chunk("{'choices':[{'index':0,'delta':{'content':'a'},'logprobs':" + logprobs + "}]}");
    chunk("{'choices':[{'index':1,'delta':{'content':'a'},'logprobs':" + logprobs + "}]}");
    chunk("{'choices':[{'logprobs':" + logprobs + ",'delta':{'content':'a'},'index':0}]}");
    assertThat(end().logprobs()).containsExactly(a, a);
  }

  @Test
  void olderProbabilitiesAreTwoLists() throws IOException {
    assertThat(
            whole(
                    "{'choices':[{'message':{'content':'ab'},"
                        + "'logprobs':{'tokens':['a','b'],'token_logprobs':[-0.1,null]}}]}")
                .logprobs())
        .extracting(TokenLogprob::token)
        .containsExactly("a", "b");
  }

  @Test
  void annotationsAreCitations() throws IOException {
    TextPart text =
        (TextPart)
            message(
                    "{'content':'x','annotations':[{'type':'url_citation','url_citation':"
                        + "{'url':'https://a.example','title':'A','start_index':0,'end_index':1}},"
                        + "{'type':'file_citation','file_citation':{'file_id':'f'}}]}")
                .message()
                .parts()
                .get(0);
    assertThat(text.citations())
        .singleElement()
        .satisfies(
            citation -> {
              assertThat(citation.source()).isEqualTo("https://a.example");
              assertThat(citation.title()).isEqualTo("A");
              assertThat(citation.end()).isEqualTo(1);
            });
    assertThat(text.state().data().text()).contains("file_citation");
  }

  @Test
  void searchResultsSayMoreThanCitations() throws IOException {
    chunk(
        "{'citations':['https://a.example'],"
            + "'search_results':[{'url':'https://a.example','title':'A','snippet':'s'}],"
            + "'choices':[{'index':0,'delta':{'content':'x'}}]}");
    TextPart text = (TextPart) end().message().parts().get(0);
    assertThat(text.citations())
        .singleElement()
        .satisfies(
            citation -> {
              assertThat(citation.title()).isEqualTo("A");
              assertThat(citation.quote()).isEqualTo("s");
              assertThat(citation.start()).isEqualTo(-1);
            });
  }

  @Test
  void argumentsThatAreNoObjectAreMarked() throws IOException {
    delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{x'}}]}");
    delta("{'tool_calls':[{'index':1,'id':'b','function':{'name':'f','arguments':''}}]}");
    delta("{'tool_calls':[{'index':2,'id':'c','function':{'name':'f','arguments':'[]'}}]}");
    delta("{'tool_calls':[{'index':3,'id':'d','function':{'name':'f','arguments':'{ }'}}]}");
    assertThat(end().message().toolCalls())
        .extracting(ToolCall::wellFormed)
        .containsExactly(false, true, false, true);
  }
}
