package io.llmgw.provider.internal.responses;

import static io.llmgw.provider.internal.responses.ResponsesWire.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.RefusalDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.responses.ResponsesWire.Stream;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Meter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesAnswerTest {
  private static final String REASONING =
      "{'id':'rs_1','type':'reasoning','encrypted_content':'e','summary':[{'type':'summary_text',"
          + "'text':'Hm. '},{'type':'summary_text','text':'Yes.'}]}";
  private static final String MESSAGE =
      "{'id':'msg_1','type':'message','status':'completed','phase':'final_answer','content':[{'type':"
          + "'output_text','text':'Paris','annotations':[{'type':'url_citation','url':'https://p',"
          + "'title':'P','start_index':0,'end_index':5}],'logprobs':[{'token':'Paris','logprob':-0.5,"
          + "'bytes':[80],'top_logprobs':[{'token':'Rome','logprob':-2}]}]}],'role':'assistant'}";
  private static final String CALL =
      "{'id':'fc_1','type':'function_call','call_id':'call_1','name':'f','arguments':'{\\'a\\':1}'}";
  private static final String SEARCH = "{'id':'ws_1','type':'web_search_call','action':null}";
  private static final String USAGE =
      "{'input_tokens':10,'input_tokens_details':{'cached_tokens':4,'cache_write_tokens':1},"
          + "'output_tokens':8,'output_tokens_details':{'reasoning_tokens':5},'total_tokens':18}";

  private static String response(String status, String... output) {
    return "{'id':'resp_1','object':'response','error':null,'incomplete_details':null,"
        + "'model':'gpt-5-x','output':["
        + String.join(",", output)
        + "],'service_tier':'flex','status':'"
        + status
        + "','tool_usage':{'web_search':{'num_requests':2}},'usage':"
        + USAGE
        + "}";
  }

  @Test
  void everyItemBecomesAPartThatKeepsIt() {
    ProviderAnswer answer = read(response("completed", REASONING, SEARCH, MESSAGE, CALL));
    assertThat(answer.message().reasoning()).isEqualTo("Hm. Yes.");
    assertThat(answer.message().text()).isEqualTo("Paris");
    assertThat(answer.message().opaque().get(0).type()).isEqualTo("web_search_call");
    ToolCall call = answer.message().toolCalls().get(0);
    assertThat(call.id()).isEqualTo("call_1");
    assertThat(call.arguments().text()).isEqualTo("{\"a\":1}");
    assertThat(answer.message().parts())
        .extracting(part -> part.state().data().text().replace('"', '\''))
        .containsExactly(REASONING, SEARCH, MESSAGE, CALL.replace("\\'", "\\'"));
    assertThat(answer.message().parts())
        .allMatch(part -> part.state().origin().equals("openai-responses"));
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.rawFinishReason()).isEqualTo("completed");
    assertThat(answer.model()).isEqualTo("gpt-5-x");
    assertThat(answer.serviceTier()).isEqualTo("flex");
  }

  @Test
  void usageIsDisjointAndCountsSearches() {
    ProviderAnswer answer = read(response("completed", MESSAGE));
    assertThat(answer.usage().count(Meter.INPUT)).isEqualTo(5);
    assertThat(answer.usage().count(Meter.CACHE_READ)).isEqualTo(4);
    assertThat(answer.usage().count(Meter.CACHE_WRITE_5M)).isEqualTo(1);
    assertThat(answer.usage().count(Meter.REASONING)).isEqualTo(5);
    assertThat(answer.usage().count(Meter.OUTPUT)).isEqualTo(3);
    assertThat(answer.usage().count(Meter.SEARCH)).isEqualTo(2);
    assertThat(answer.rawUsage().text().replace('"', '\'')).isEqualTo(USAGE);
  }

  @Test
  void sourcesAndProbabilitiesAreRead() {
    ProviderAnswer answer = read(response("completed", MESSAGE));
    TextPart text = (TextPart) answer.message().parts().get(0);
    assertThat(text.citations()).hasSize(1);
    assertThat(text.citations().get(0).source()).isEqualTo("https://p");
    assertThat(text.citations().get(0).end()).isEqualTo(5);
    assertThat(answer.logprobs()).hasSize(1);
    assertThat(answer.logprobs().get(0).top().get(0).token()).isEqualTo("Rome");
  }

  @ParameterizedTest
  @CsvSource({
    "max_output_tokens,LENGTH",
    "content_filter,CONTENT_FILTER",
    "something_new,OTHER",
  })
  void anIncompleteAnswerSaysWhy(String reason, FinishReason expected) {
    String json =
        response("incomplete", MESSAGE)
            .replace(
                "'incomplete_details':null", "'incomplete_details':{'reason':'" + reason + "'}");
    assertThat(read(json).finishReason()).isEqualTo(expected);
    assertThat(read(json).rawFinishReason()).isEqualTo("incomplete");
  }

  @Test
  void aRefusalIsOneEvenInTwoPieces() {
    ProviderAnswer answer =
        read(
            response(
                "completed",
                "{'id':'m','type':'message','content':[{'type':'output_text','text':'a'},"
                    + "{'type':'refusal','refusal':'No.'}]}"));
    assertThat(answer.message().refusal()).isEqualTo("No.");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
    assertThat(answer.message().parts().get(1).state().data().text())
        .isEqualTo("{\"continues\":\"m\"}");
  }

  @Test
  void aCallWithoutIdsGetsOneAndCutArgumentsAreNamed() {
    ProviderAnswer answer =
        read(
            response(
                "completed",
                "{'type':'function_call','name':'f','arguments':''}",
                "{'type':'function_call','id':'fc','name':'f','arguments':'{\\'a\\':'}"));
    assertThat(answer.message().toolCalls().get(0).id()).isEqualTo("call_0_resp_1");
    assertThat(answer.message().toolCalls().get(0).arguments().text()).isEqualTo("{}");
    assertThat(answer.message().toolCalls().get(1).id()).isEqualTo("fc");
    assertThat(answer.message().toolCalls().get(1).wellFormed()).isFalse();
  }

  @Test
  void whatIsNoAnswerFails() {
    assertThatThrownBy(() -> read("{'object':'chat.completion','choices':[]}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER));
    String failed =
        response("failed")
            .replace(
                "'error':null", "'error':{'code':'rate_limit_exceeded','message':'Slow down'}");
    assertThatThrownBy(() -> read(failed))
        .isInstanceOfSatisfying(
            ProviderFailure.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMITED))
        .hasMessageContaining("Slow down");
  }

  @ParameterizedTest
  @CsvSource({
    "200,server_error,SERVER_ERROR",
    "200,rate_limit_exceeded,RATE_LIMITED",
    "200,invalid_prompt,INVALID_REQUEST",
    "200,vector_store_timeout,SERVER_ERROR",
    "200,invalid_image_url,INVALID_REQUEST",
    "200,image_content_policy_violation,CONTENT_FILTERED",
    "200,failed_to_download_image,INVALID_REQUEST",
    "200,context_length_exceeded,CONTEXT_WINDOW_EXCEEDED",
    "400,invalid_encrypted_content,INVALID_REQUEST",
    "400,model_not_found,MODEL_NOT_FOUND",
    "401,invalid_api_key,AUTHENTICATION",
    "429,insufficient_quota,QUOTA_EXHAUSTED",
    "429,rate_limit_exceeded,RATE_LIMITED",
    "503,server_error,OVERLOADED",
  })
  void errorsHaveAKind(int status, String code, ErrorKind expected) {
    assertThat(ResponsesErrors.classify(status, new ErrorBody("", code, ""))).isEqualTo(expected);
  }

  private static String added(int index, String item) {
    return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
  }

  private static String done(int index, String item) {
    return added(index, item).replace("added", "done");
  }

  private static String delta(String type, int index, String text) {
    return "{'type':'response."
        + type
        + ".delta','output_index':"
        + index
        + ",'content_index':0,'delta':'"
        + text
        + "','obfuscation':'xyz'}";
  }

  private static String end(String kind, String response) {
    return "{'type':'response." + kind + "','response':" + response + "}";
  }

  @Test
  void aStreamTellsPiecesAndThenWholeParts() {
    Stream stream =
        new Stream()
            .feed(
                end("created", response("in_progress")),
                added(0, "{'id':'rs_1','type':'reasoning','summary':[]}"),
                delta("reasoning_summary_text", 0, "Hm. "),
                delta("reasoning_summary_text", 0, "Yes."),
                done(0, REASONING),
                added(1, "{'id':'msg_1','type':'message','content':[]}"),
                delta("output_text", 1, "Par"),
                delta("output_text", 1, "is"),
                "{'type':'response.web_search_call.searching','output_index':9}",
                done(1, MESSAGE),
                added(
                    2,
                    "{'id':'fc_1','type':'function_call','call_id':'call_1','name':'f','arguments':''}"),
                delta("function_call_arguments", 2, "{\\'a\\'"),
                delta("function_call_arguments", 2, ":1}"),
                done(2, CALL));
    assertThat(stream.decoder.finished()).isFalse();
    assertThat(stream.decoder.end(true, event -> {})).isFalse();
    stream.feed(end("completed", response("completed", REASONING, MESSAGE, CALL)));
    assertThat(stream.decoder.finished()).isTrue();
    ProviderAnswer answer = stream.decoder.answer();
    assertThat(answer).isEqualTo(read(response("completed", REASONING, MESSAGE, CALL)));
    assertThat(stream.events)
        .containsExactly(
            new ReasoningDelta("Hm. "),
            new ReasoningDelta("Yes."),
            new PartDone(answer.message().parts().get(0)),
            new TextDelta("Par"),
            new TextDelta("is"),
            new ToolCallDelta(0, "call_1", "f", ""),
            new ToolCallDelta(0, "call_1", "f", "{\"a\""),
            new ToolCallDelta(0, "call_1", "f", ":1}"),
            new PartDone(answer.message().parts().get(2)));
  }

  @Test
  void whatAServerDoesNotSendByItselfIsTakenFromTheEnd() {
    Stream stream =
        new Stream()
            .feed(
                delta("output_text", 0, "Pa"), // no beginning, no end
                end("completed", response("completed", MESSAGE, CALL)));
    ProviderAnswer answer = stream.decoder.answer();
    assertThat(answer).isEqualTo(read(response("completed", MESSAGE, CALL)));
    assertThat(stream.events)
        .containsExactly(
            new TextDelta("Pa"),
            new TextDelta("ris"),
            new ToolCallDelta(0, "call_1", "f", "{\"a\":1}"),
            new PartDone(answer.message().toolCalls().get(0)));
  }

  @Test
  void piecesHaveToDoWhereTheWholeNeverComes() {
    Stream stream =
        new Stream()
            .feed(
                delta("refusal", 0, "No"),
                added(1, "{'id':'fc','type':'function_call','call_id':'c','name':'f'}"),
                delta("function_call_arguments", 1, "{}"),
                "{'type':'response.completed'}");
    assertThat(stream.decoder.answer().message().refusal()).isEqualTo("No");
    assertThat(stream.decoder.answer().message().toolCalls().get(0).id()).isEqualTo("c");
    assertThat(stream.decoder.answer().rawFinishReason()).isEqualTo("completed");
    assertThat(stream.events).contains((StreamEvent) new RefusalDelta("No"));
  }

  @Test
  void fieldsMayComeInAnyOrderAndItemsByTheirId() {
    Stream stream =
        new Stream()
            .feed(
                "{'item':{'id':'m1','type':'message','content':[]},'type':'response.output_item.added'}",
                "{'delta':'a','item_id':'m1','type':'response.output_text.delta'}",
                "{'delta':'b','item_id':'m1','type':'response.output_text.delta'}",
                "{'delta':{'stdout':'x'},'type':'response.shell_call_output_content.delta'}");
    assertThat(stream.events).containsExactly(new TextDelta("a"), new TextDelta("b"));
    assertThat(stream.decoder.answer().message().text()).isEqualTo("ab");
    assertThat(stream.decoder.answer().message().parts().get(0).state().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'error','code':'rate_limit_exceeded','message':'Slow','param':null}|RATE_LIMITED",
        "{'type':'error','error':{'code':'server_error','message':'Slow'}}|SERVER_ERROR",
        "{'type':'response.failed','response':{'status':'failed','error':{'code':'invalid_prompt','message':'Slow'}}}|INVALID_REQUEST"
      })
  void anErrorEndsAStreamAndKeepsWhatCame(String event, ErrorKind expected) {
    Stream stream = new Stream().feed(delta("output_text", 0, "Pa"));
    assertThatThrownBy(() -> stream.feed(event))
        .isInstanceOfSatisfying(
            ProviderFailure.class, e -> assertThat(e.kind()).isEqualTo(expected))
        .hasMessageContaining("Slow");
    assertThat(stream.decoder.finished()).isFalse();
    assertThat(stream.decoder.answer().message().text()).isEqualTo("Pa");
  }

  @Test
  void anIncompleteStreamIsComplete() {
    Stream stream =
        new Stream()
            .feed(
                delta("output_text", 0, "Pa"),
                end(
                    "incomplete",
                    "{'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'},"
                        + "'output':[]}"));
    assertThat(stream.decoder.finished()).isTrue();
    assertThat(stream.decoder.answer().finishReason()).isEqualTo(FinishReason.LENGTH);
  }
}
