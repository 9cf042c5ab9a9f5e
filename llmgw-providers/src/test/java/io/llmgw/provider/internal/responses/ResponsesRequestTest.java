package io.llmgw.provider.internal.responses;

import static io.llmgw.provider.internal.responses.ResponsesWire.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.AssistantMessage;
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
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.provider.internal.responses.ResponsesWire.Written;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResponsesRequestTest {
  private static final String ORIGIN = "openai-responses";
  private static final Blob PNG = Blob.of("image/png", new byte[] {1, 2, 3});

  private static ChatRequest.Builder request() {
    return ChatRequest.builder("r");
  }

  private static ProviderState state(String json) {
    return new ProviderState(ORIGIN, RawJson.of(json.replace('\'', '"')));
  }

  private static String input(Written written) {
    return written
        .json()
        .replaceFirst("^\\{'model':'[^']*','input':", "")
        .replaceFirst(",'store'.*", "");
  }

  @Test
  void aQuestionIsShortAndNothingIsStored() {
    assertThat(write("gpt-4.1", request().user("hi")).json())
        .isEqualTo("{'model':'gpt-4.1','input':[{'role':'user','content':'hi'}],'store':false}");
  }

  @Test
  void modelsThatReasonAreAskedForTheirReasoning() {
    String asked = "'include':['reasoning.encrypted_content']";
    assertThat(write("gpt-5-mini", request().user("hi")).json()).contains(asked);
    assertThat(write("ft:o4-mini:acme", request().user("hi")).json()).contains(asked);
    assertThat(write("my-model", request().user("hi").reasoning(Effort.LOW)).json())
        .contains(asked);
    for (String model : List.of("gpt-4o", "gpt-5-chat-latest", "gpt-5.1-chat-latest", "my-model")) {
      assertThat(write(model, request().user("hi")).json()).doesNotContain("include");
    }
  }

  @Test
  void whatOpenAisReasoningModelsRefuseIsLeftOutAsInChatCompletions() {
    Written written =
        write("gpt-5-mini", request().user("hi").temperature(0.2).topP(0.9).logprobs(1));
    assertThat(written.json())
        .doesNotContain("temperature", "top_p", "top_logprobs", "output_text.logprobs");
    assertThat(written.changes())
        .containsExactly("logprobs: left out", "temperature: left out", "topP: left out");
    assertThat(write("gpt-5.1", request().user("hi").temperature(0.2)).json())
        .contains("'temperature':0.2");
    assertThat(write("gpt-5.1", request().user("hi").reasoning(Effort.MINIMAL)).changes())
        .hasSize(1);
  }

  @Test
  void modelsThatDoNotReasonAreNotAskedToEvenIfTheRequestSaysHow() {
    Written written = write("gpt-4o-mini", request().user("hi").reasoning(Effort.LOW));
    assertThat(written.json()).doesNotContain("reasoning", "include");
    assertThat(written.changes()).containsExactly("reasoning: left out");
  }

  @Test
  void serversOfOpenModelsAreNotAskedForEncryptedReasoning() {
    for (String server : List.of("groq", "openrouter")) {
      ResponsesDialect dialect =
          ResponsesDialect.compatible(server, OpenAiDialect.compatible(server));
      TargetRequest target =
          new TargetRequest(
              "openai/gpt-oss-20b", request().user("hi").reasoning(Effort.LOW).build());
      assertThat(write(dialect, target, false).json().contains("include"))
          .isEqualTo(server.equals("openrouter"));
    }
  }

  @Test
  void whatIsKnownOfAModelDecidesButForTheChatModelThatOnlyLooksLikeOne() {
    for (String model : List.of("my-gpt", "gpt-5-chat-latest")) {
      ModelInfo info = ModelInfo.builder(model).can(Capability.REASONING).build();
      TargetRequest target =
          new TargetRequest(model, Optional.of(info), request().user("hi").build(), Delivery.PLAIN);
      assertThat(write(ResponsesDialect.azure(), target, false).json().contains("include"))
          .isEqualTo(model.equals("my-gpt"));
    }
  }

  @Test
  void everySettingIsWritten() {
    ChatRequest chat =
        request()
            .system("be brief")
            .user("hi")
            .tools(
                new Tool("f", "does", RawJson.of("{\"type\":\"object\"}"), true),
                Tool.of("g", "", ""))
            .toolChoice(ToolChoice.named("f"))
            .parallelToolCalls(false)
            .responseFormat(ResponseFormat.jsonSchema("s", "{}"))
            .reasoning(Effort.XHIGH)
            .maxOutputTokens(100)
            .temperature(0.7)
            .topP(1)
            .logprobs(2)
            .build();
    Delivery delivery =
        new Delivery("user-1", Map.of("b", "2", "a", "1"), "flex", "prefix", List.of());
    TargetRequest target = new TargetRequest("codex-next", Optional.empty(), chat, delivery);
    Written written = write(ResponsesDialect.openAi(), target, true);
    assertThat(written.json())
        .isEqualTo(
            "{'model':'codex-next',"
                + "'tools':[{'type':'function','name':'f','description':'does',"
                + "'parameters':{'type':'object'},'strict':true},"
                + "{'type':'function','name':'g','parameters':{'type':'object','properties':{}},"
                + "'strict':false}],"
                + "'tool_choice':{'type':'function','name':'f'},'parallel_tool_calls':false,"
                + "'input':[{'role':'system','content':'be brief'},{'role':'user','content':'hi'}],"
                + "'text':{'format':{'type':'json_schema','name':'s','schema':{},'strict':true}},"
                + "'reasoning':{'effort':'xhigh'},'max_output_tokens':100,'temperature':0.7,"
                + "'top_p':1.0,'top_logprobs':2,'service_tier':'flex','prompt_cache_key':'prefix',"
                + "'safety_identifier':'user-1','metadata':{'a':'1','b':'2'},'store':false,"
                + "'include':['reasoning.encrypted_content','message.output_text.logprobs'],"
                + "'stream':true}");
    assertThat(written.adjustments()).isEmpty();
  }

  @Test
  void whatTheApiDoesNotHaveIsNamed() {
    Written written =
        write(
            "gpt-4.1",
            request()
                .user("hi")
                .stop("x")
                .seed(1)
                .frequencyPenalty(0.1)
                .presencePenalty(0.1)
                .reasoningBudget(9)
                .alternatives(2)
                .maxOutputTokens(5));
    assertThat(written.json()).contains("'max_output_tokens':16").doesNotContain("stop", "seed");
    assertThat(written.changes())
        .containsExactlyInAnyOrder(
            "maxOutputTokens: raised to 16",
            "stop: left out",
            "seed: left out",
            "frequencyPenalty: left out",
            "presencePenalty: left out",
            "reasoningBudget: left out",
            "alternatives: left out");
    assertThat(write("o3", request().user("hi").reasoning(Effort.MAX)).changes())
        .containsExactly("reasoning: MAX sent as \"high\"");
  }

  @Test
  void extrasReplaceFieldsButToolsAndIncludeGrowAndTextAndReasoningAreMerged() {
    Written written =
        write(
            "gpt-5",
            request()
                .user("hi")
                .tools(Tool.of("g", "", "{}"))
                .reasoning(Effort.LOW)
                .responseFormat(ResponseFormat.JSON)
                .temperature(1)
                .extra("openai", "temperature", 0.5)
                .extra("openai", "tools", List.of(Map.of("type", "web_search")))
                .extra("openai", "include", RawJson.of("[\"code_interpreter_call.outputs\"]"))
                .extra("openai", "text", Map.of("verbosity", "low"))
                .extra("openai", "reasoning", RawJson.of("{\"summary\":\"auto\"}"))
                .extra("openai", "store", true));
    assertThat(written.json())
        .contains(
            "'strict':false},{'type':'web_search'}]",
            "'text':{'format':{'type':'json_object'},'verbosity':'low'}",
            "'reasoning':{'effort':'low','summary':'auto'}",
            "'include':['reasoning.encrypted_content','code_interpreter_call.outputs']",
            "'temperature':0.5",
            "'store':true")
        .doesNotContain("1.0", "'store':false");
    assertThatThrownBy(() -> write("m", request().user("hi").extra("openai", "stream", true)))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("stream");
  }

  @Test
  void usersSendTextImagesFilesAndAudio() {
    Written written =
        write(
            "gpt-4.1",
            request()
                .user(
                    new TextPart("see"),
                    new ImagePart(
                        Blob.url("https://x/a.png", "image/png"), "low", ProviderState.NONE),
                    new ImagePart(PNG),
                    new FilePart(Blob.of("application/pdf", new byte[] {1}), "a.pdf"),
                    new FilePart(Blob.url("https://x/b.pdf", "application/pdf"), ""),
                    new AudioPart(Blob.of("audio/mpeg", new byte[] {1}))));
    assertThat(input(written))
        .isEqualTo(
            "[{'role':'user','content':[{'type':'input_text','text':'see'},"
                + "{'type':'input_image','image_url':'https://x/a.png','detail':'low'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,AQID','detail':'auto'},"
                + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AQ=='},"
                + "{'type':'input_file','file_url':'https://x/b.pdf'},"
                + "{'type':'input_audio','input_audio':{'data':'AQ==','format':'mp3'}}]}]");
  }

  @Test
  void toolResultsMayHoldImagesAndAnErrorIsNamed() {
    Written written =
        write(
            "gpt-4.1",
            request()
                .message(
                    new ToolResultMessage(
                        "c1", List.of(new TextPart("a"), new ImagePart(PNG)), false))
                .message(new ToolResultMessage("c2", List.of(new TextPart("no")), true)));
    assertThat(input(written))
        .isEqualTo(
            "[{'type':'function_call_output','call_id':'c1','output':[{'type':'input_text','text':'a'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,AQID','detail':'auto'}]},"
                + "{'type':'function_call_output','call_id':'c2','output':'no'}]");
    assertThat(written.changes()).containsExactly("toolResult.error: sent as a result");
  }

  @Test
  void whatCannotBeSentSendsNothing() {
    AudioPart audio = new AudioPart(Blob.of("audio/wav", new byte[] {1}));
    ChatRequest.Builder inSystem =
        request().message(new io.llmgw.chat.Message.SystemMessage(List.of(audio)));
    ChatRequest.Builder inResult =
        request().message(new ToolResultMessage("c", List.of(new TextPart("a"), audio), false));
    ChatRequest.Builder foreign =
        request()
            .user(
                new OpaquePart(
                    "x", new ProviderState("anthropic", RawJson.of("{\"type\":\"x\"}"))));
    for (ChatRequest.Builder request : List.of(inSystem, inResult, foreign)) {
      assertThatThrownBy(() -> write("m", request))
          .isInstanceOfSatisfying(
              ProviderFailure.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                assertThat(e.sent()).isFalse();
              });
    }
  }

  @Test
  void itemsGoBackAsTheyCameInTheirOrder() {
    String reasoning =
        "{'type':'reasoning','id':'rs_1','encrypted_content':'x\\u00e9=','summary':[]}";
    String search =
        "{'id':'ws_1','type':'web_search_call','status':'completed','action':{'type':'search'}}";
    String message =
        "{'id':'msg_1','type':'message','phase':'commentary','content':[{'type':'output_text','text':'a'},{'type':'refusal','refusal':'b'}]}";
    String call =
        "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f','arguments':'{}'}";
    Written written =
        write(
            "gpt-5",
            request()
                .user("hi")
                .message(
                    new AssistantMessage(
                        List.of(
                            new ReasoningPart("", state(reasoning)),
                            new OpaquePart("web_search_call", state(search)),
                            new TextPart("a", state(message)),
                            new RefusalPart("b", state("{'continues':'msg_1'}")),
                            new ToolCall("call_1", "f", RawJson.of("{}"), state(call))),
                        ProviderState.NONE))
                .toolResult("call_1", "ok"));
    assertThat(input(written))
        .isEqualTo(
            "[{'role':'user','content':'hi'},"
                + String.join(",", reasoning, search, message, call)
                + ",{'type':'function_call_output','call_id':'call_1','output':'ok'}]");
    assertThat(written.adjustments()).isEmpty();
  }

  private static ChatRequest.Builder thought(String reasoning, Part... then) {
    List<Part> parts = new java.util.ArrayList<>();
    parts.add(new ReasoningPart("t", state(reasoning)));
    parts.addAll(List.of(then));
    return request().message(new AssistantMessage(parts, ProviderState.NONE)).user("go on");
  }

  @Test
  void reasoningThatTheApiWouldRefuseIsLeftOutTogetherWithTheIdsThatWantIt() {
    TextPart said = new TextPart("a", state("{'id':'msg_1','type':'message','content':[]}"));
    String bare = "{'type':'reasoning','id':'rs_1','summary':[],'content':[]}";
    String encrypted = "{'type':'reasoning','id':'rs_1','encrypted_content':'x','summary':[]}";
    String open =
        "{'type':'reasoning','id':'rs_1','content':[{'type':'reasoning_text','text':'t'}]}";
    String without = "[{'type':'message','content':[]},{'role':'user','content':'go on'}]";

    assertThat(input(write("gpt-5", thought(bare, said)))).isEqualTo(without);
    assertThat(input(write("gpt-4o", thought(encrypted, said)))).isEqualTo(without);
    assertThat(write("gpt-4o", thought(encrypted, said)).changes())
        .containsExactly("reasoning.state: left out");
    assertThat(input(write("gpt-5", thought(encrypted))))
        .isEqualTo("[{'role':'user','content':'go on'}]");
    assertThat(write("gpt-5", thought(encrypted)).changes())
        .containsExactly("reasoning.state: left out");
    assertThat(input(write("gpt-5", thought(open, said)))).contains("rs_1", "msg_1");
    assertThat(input(write("gpt-5", thought(bare, said).extra("openai", "store", true))))
        .contains("rs_1", "msg_1");
  }

  @Test
  void anotherProvidersStateIsLeftOutButWhatItSaidIsNot() {
    ProviderState foreign = new ProviderState("openai", RawJson.of("{\"a\":1}"));
    Written written =
        write(
            "gpt-5",
            request()
                .message(
                    new AssistantMessage(
                        List.of(
                            new ReasoningPart("t", foreign),
                            new TextPart("a", foreign),
                            new RefusalPart("no", ProviderState.NONE),
                            new ToolCall("c", "f", RawJson.of("{\"x\":1}"), foreign),
                            new AudioPart(Blob.of("audio/wav", new byte[] {1}), "said", foreign)),
                        ProviderState.NONE))
                .message(new UserMessage("u")));
    assertThat(input(written))
        .isEqualTo(
            "[{'role':'assistant','content':[{'type':'output_text','text':'a'},"
                + "{'type':'refusal','refusal':'no'}]},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{\\'x\\':1}'},"
                + "{'role':'assistant','content':'said'},{'role':'user','content':'u'}]");
    assertThat(written.changes())
        .containsExactly(
            "reasoning.state: left out",
            "text.state: left out",
            "toolCall.state: left out",
            "assistant.audio: its transcript was sent");
  }

  @Test
  void anApplicationCanGiveItemsOfItsOwn() {
    OpaquePart approval =
        new OpaquePart(
            "mcp_approval_response", state("{'type':'mcp_approval_response','approve':true}"));
    OpaquePart file = new OpaquePart("input_file", state("{'type':'input_file','file_id':'f1'}"));
    assertThat(input(write("gpt-4.1", request().user(approval, new TextPart("go"), file))))
        .isEqualTo(
            "[{'type':'mcp_approval_response','approve':true},{'role':'user','content':"
                + "[{'type':'input_text','text':'go'},{'type':'input_file','file_id':'f1'}]}]");
  }

  @Test
  void otherServersHaveOtherNamesForTheUserAndAStateOfTheirOwn() {
    ResponsesDialect xai = ResponsesDialect.compatible("xai", OpenAiDialect.compatible("xai"));
    assertThat(xai.origin()).isEqualTo("xai-responses");
    TargetRequest target =
        new TargetRequest(
            "grok-4",
            Optional.empty(),
            request().user("hi").maxOutputTokens(5).extra("xai", "search", "on").build(),
            new Delivery("u1", Map.of(), "", "", List.of()));
    assertThat(write(xai, target, false).json())
        .contains("'user':'u1'", "'max_output_tokens':5", "'search':'on'");
  }
}
