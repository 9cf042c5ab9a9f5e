package io.llmgw.provider.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenAiRequestTest {
  private final Adjustments adjustments = new Adjustments();

  private String write(OpenAiDialect dialect, TargetRequest request, boolean stream)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      new OpenAiChatFormat(dialect).writeRequest(request, stream, out, adjustments);
    }
    return text.toString().replace('"', '\'');
  }

  private String write(ChatRequest.Builder request) throws IOException {
    return write(OpenAiDialect.openAi(), new TargetRequest("m", request.build()), false);
  }

  @Test
  void aQuestionIsShort() throws IOException {
    assertThat(write(ChatRequest.builder("r").user("hi")))
        .isEqualTo("{'model':'m','messages':[{'role':'user','content':'hi'}]}");
  }

  @Test
  void everySettingIsWritten() throws IOException {
    ChatRequest chat =
        ChatRequest.builder("r")
            .system("be brief")
            .user("hi")
            .tools(
                new Tool("f", "does", RawJson.of("{\"type\":\"object\"}"), true),
                Tool.of("g", "", ""))
            .toolChoice(ToolChoice.named("f"))
            .parallelToolCalls(false)
            .responseFormat(ResponseFormat.jsonSchema("s", "{}"))
            .maxOutputTokens(100)
            .temperature(0.7)
            .topP(1)
            .frequencyPenalty(0.1)
            .presencePenalty(-1.5)
            .seed(7)
            .stop("x", "y")
            .reasoning(Effort.LOW)
            .extra("openai", "store", true)
            .build();
    TargetRequest request =
        new TargetRequest(
            "m",
            Optional.empty(),
            chat,
            new Delivery("user-1", Map.of("b", "2", "a", "1"), "", "", List.of()));
    assertThat(write(OpenAiDialect.openAi(), request, true))
        .isEqualTo(
            "{'model':'m',"
                + "'tools':[{'type':'function','function':{'name':'f','description':'does',"
                + "'parameters':{'type':'object'},'strict':true}},{'type':'function','function':{'name':'g'}}],"
                + "'tool_choice':{'type':'function','function':{'name':'f'}},'parallel_tool_calls':false,"
                + "'messages':[{'role':'system','content':'be brief'},{'role':'user','content':'hi'}],"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{},'strict':true}},"
                + "'max_completion_tokens':100,'temperature':0.7,'top_p':1.0,'frequency_penalty':0.1,"
                + "'presence_penalty':-1.5,'seed':7,'stop':['x','y'],'reasoning_effort':'low',"
                + "'safety_identifier':'user-1','metadata':{'a':'1','b':'2'},"
                + "'stream':true,'stream_options':{'include_usage':true},'store':true}");
    assertThat(adjustments.all()).isEmpty();
  }

  @Test
  void labelsGoOnlyWithWhatIsStored() throws IOException {
    ChatRequest chat = ChatRequest.builder("r").user("hi").build();
    Delivery labelled = new Delivery("", Map.of("a", "1"), "", "", List.of());
    TargetRequest request = new TargetRequest("m", Optional.empty(), chat, labelled);
    assertThat(write(OpenAiDialect.openAi(), request, false)).doesNotContain("metadata");
    assertThat(adjustments.all()).extracting(Adjustment::setting).containsExactly("metadata");
    assertThat(write(OpenAiDialect.compatible("x"), request, false)).contains("'metadata'");
  }

  @Test
  void aServerThatDemandsReasoningGetsABlankOneWithACallOfAnotherProvider() throws IOException {
    OpenAiDialect demanding =
        OpenAiDialect.compatible("deepseek")
            .demandsReasoning()
            .models(OpenAiModelRule.hybrid("^think", true, Set.of(), Effort.NONE));
    ChatRequest.Builder chat =
        ChatRequest.builder("r")
            .user("hi")
            .message(
                new AssistantMessage(
                    List.of(new Part.ToolCall("c1", "f", RawJson.of("{}"), ProviderState.NONE)),
                    ProviderState.NONE))
            .message(new ToolResultMessage("c1", "1"));
    assertThat(write(demanding, new TargetRequest("think-1", chat.build()), false))
        .contains("'content':null,'reasoning_content':' ','tool_calls'");
    ChatRequest off = chat.reasoning(Effort.NONE).build();
    assertThat(write(demanding, new TargetRequest("think-1", off), false))
        .doesNotContain("reasoning_content");
  }

  @Test
  void compatibleServersGetTheOldFields() throws IOException {
    ChatRequest chat = ChatRequest.builder("r").user("hi").maxOutputTokens(5).build();
    OpenAiDialect dialect = OpenAiDialect.compatible("vllm").streamUsage(false);
    assertThat(
            write(
                dialect,
                new TargetRequest(
                    "m", Optional.empty(), chat, new Delivery("u", Map.of(), "", "", List.of())),
                true))
        .endsWith("'max_tokens':5,'user':'u','stream':true}");
  }

  @Test
  void mediaAreWritten() throws IOException {
    Blob png = Blob.of("image/png", new byte[] {1, 2, 3});
    String json =
        write(
            ChatRequest.builder("r")
                .user(
                    new Part.TextPart("look"),
                    new Part.ImagePart(png, "low", ProviderState.NONE),
                    new Part.ImagePart(Blob.url("https://x.example/a.png", "")),
                    new Part.AudioPart(Blob.of("audio/x-wav", new byte[] {1})),
                    new Part.FilePart(Blob.of("application/pdf", new byte[] {1}), "a.pdf")));
    assertThat(json)
        .contains(
            "{'type':'text','text':'look'}",
            "{'type':'image_url','image_url':{'url':'data:image/png;base64,AQID','detail':'low'}}",
            "{'type':'image_url','image_url':{'url':'https://x.example/a.png'}}",
            "{'type':'input_audio','input_audio':{'data':'AQ==','format':'wav'}}",
            "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AQ=='}}");
  }

  private static AssistantMessage thought(String origin) {
    ProviderState state =
        new ProviderState(
            origin,
            RawJson.of(
                "{\"field\":\"reasoning_content\",\"reasoning_details\":[{\"data\":\"x\"}]}"));
    return new AssistantMessage(
        List.of(
            new Part.ReasoningPart("hm", state),
            new Part.ToolCall("c", "f", RawJson.of("{\"a\": 1}"))),
        ProviderState.NONE);
  }

  @Test
  void inAToolLoopReasoningGoesBackToItsOrigin() throws IOException {
    assertThat(
            write(
                ChatRequest.builder("r")
                    .user("hi")
                    .message(thought("openai"))
                    .toolResult("c", "r")))
        .contains(
            "{'role':'assistant','content':null,'reasoning_content':'hm','reasoning_details':[{'data':'x'}],"
                + "'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{\\'a\\': 1}'}}]},"
                + "{'role':'tool','tool_call_id':'c','content':'r'}");
  }

  @Test
  void afterTheTurnOnlySignedReasoningGoesBack() throws IOException {
    assertThat(
            write(
                ChatRequest.builder("r")
                    .user("hi")
                    .message(thought("openai"))
                    .toolResult("c", "r")
                    .user("more")))
        .contains("'content':null,'reasoning_details':[{'data':'x'}],'tool_calls'")
        .doesNotContain("'hm'");
  }

  @Test
  void stateOfAnotherOriginIsLeftOutAndSaid() throws IOException {
    assertThat(
            write(
                ChatRequest.builder("r")
                    .user("hi")
                    .message(thought("anthropic"))
                    .toolResult("c", "r")))
        .contains("{'role':'assistant','content':null,'tool_calls'");
    assertThat(adjustments.all())
        .extracting(Adjustment::setting)
        .containsExactly("reasoning.state");
  }

  @Test
  void anExtraReplacesAFieldOfTheSameName() throws IOException {
    assertThat(
            write(
                ChatRequest.builder("r")
                    .user("hi")
                    .temperature(1)
                    .maxOutputTokens(5)
                    .extra("openai", "temperature", 0.1)
                    .extra("openai", "max_tokens", 9)
                    .extra("openai", "service_tier", "flex")
                    .extra(
                        "openai", "prediction", Map.of("type", "content", "list", List.of(1, true)))
                    .extra("openai", "raw", RawJson.of("{\"a\":[1 ]}"))
                    .extra("anthropic", "top_k", 4)))
        .startsWith(
            "{'model':'m','messages':[{'role':'user','content':'hi'}],'max_tokens':9,'prediction':{")
        .endsWith("'raw':{'a':[1 ]},'service_tier':'flex','temperature':0.1}");
  }

  @Test
  void whatCannotBeSentAsItIsIsSaid() throws IOException {
    assertThat(
            write(ChatRequest.builder("r").user("hi").reasoning(Effort.MAX).reasoningBudget(100)))
        .contains("'reasoning_effort':'xhigh'");
    assertThat(adjustments.all())
        .extracting(Adjustment::setting)
        .containsExactly("reasoning", "reasoningBudget");
  }

  @Test
  void brokenJsonOfTheApplicationIsRefusedBeforeAnythingIsSent() {
    for (String broken :
        List.of("{\"a\":", "{} {}", "x", "{\"a\":1}, \"b\":2", "\"a", "12 3", "  ")) {
      assertThatThrownBy(
              () -> write(ChatRequest.builder("r").user("hi").tools(Tool.of("f", "", broken))))
          .isInstanceOfSatisfying(
              ProviderFailure.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                assertThat(e.sent()).isFalse();
              })
          .hasMessageContaining("tool \"f\"");
    }
  }

  @Test
  void streamIsNoExtra() {
    assertThatThrownBy(
            () -> write(ChatRequest.builder("r").user("hi").extra("openai", "stream", true)))
        .isInstanceOf(ProviderFailure.class);
  }

  private String write(String model, ChatRequest.Builder request) throws IOException {
    return write(OpenAiDialect.openAi(), new TargetRequest(model, request.build()), false);
  }

  @Test
  void choicesLogprobsTierAndCacheKeyAreWritten() throws IOException {
    ChatRequest chat = ChatRequest.builder("r").user("hi").alternatives(2).logprobs(3).build();
    Delivery delivery = new Delivery("", Map.of(), "flex", "prefix", List.of());
    TargetRequest request = new TargetRequest("m", Optional.empty(), chat, delivery);
    assertThat(write(OpenAiDialect.openAi(), request, false))
        .endsWith(
            "'n':2,'logprobs':true,'top_logprobs':3,'service_tier':'flex','prompt_cache_key':'prefix'}");
    assertThat(adjustments.all()).isEmpty();
  }

  @Test
  void aStreamAsksForOneAnswer() throws IOException {
    ChatRequest chat = ChatRequest.builder("r").user("hi").alternatives(2).build();
    assertThat(write(OpenAiDialect.openAi(), new TargetRequest("m", chat), true))
        .doesNotContain("'n'");
    assertThat(adjustments.all()).extracting(Adjustment::setting).containsExactly("alternatives");
  }

  @Test
  void logprobsMayBeANumber() throws IOException {
    ChatRequest chat = ChatRequest.builder("r").user("hi").logprobs(0).build();
    OpenAiDialect dialect = OpenAiDialect.compatible("x").logprobsAreCounted();
    assertThat(write(dialect, new TargetRequest("m", chat), false)).endsWith("'logprobs':1}");
  }

  @Test
  void stopSequencesBeyondTheMostAreNotSent() throws IOException {
    assertThat(write(ChatRequest.builder("r").user("hi").stop("a", "b", "c", "d", "e")))
        .endsWith("'stop':['a','b','c','d']}");
    assertThat(adjustments.all()).extracting(Adjustment::setting).containsExactly("stop");
  }

  @Test
  void reasoningModelsAreNotSentWhatTheyRefuse() throws IOException {
    assertThat(
            write(
                "o3-mini",
                ChatRequest.builder("r")
                    .user("hi")
                    .temperature(0)
                    .topP(1)
                    .stop("x")
                    .parallelToolCalls(true)
                    .reasoning(Effort.MINIMAL)))
        .isEqualTo(
            "{'model':'o3-mini','messages':[{'role':'user','content':'hi'}],'reasoning_effort':'low'}");
    assertThat(adjustments.all())
        .extracting(Adjustment::setting)
        .containsExactlyInAnyOrder("reasoning", "parallelToolCalls", "temperature", "topP", "stop");
  }

  @Test
  void samplingGoesWithNoReasoning() throws IOException {
    ChatRequest.Builder chat = ChatRequest.builder("r").user("hi").temperature(0);
    assertThat(write("gpt-5.2", chat)).endsWith("'temperature':0.0}");
    assertThat(write("gpt-5.5", chat)).doesNotContain("temperature");
    assertThat(write("gpt-5-mini", chat)).doesNotContain("temperature");
    assertThat(write("gpt-4.1", chat)).endsWith("'temperature':0.0}");
    assertThat(write("gpt-5.2", chat.reasoning(Effort.XHIGH)))
        .endsWith("],'reasoning_effort':'xhigh'}");
    assertThat(write("gpt-5.1", chat)).endsWith("],'reasoning_effort':'high'}");
    assertThat(write("gpt-5.5", chat.reasoning(Effort.NONE)))
        .endsWith("'temperature':0.0,'reasoning_effort':'none'}");
    assertThat(write("gpt-4o", chat)).endsWith("'temperature':0.0}");
  }

  @Test
  void whatAToolReturnsBesideTextFollowsInAUserMessage() throws IOException {
    Part image = new Part.ImagePart(Blob.url("https://x.example/a.png", ""));
    assertThat(
            write(
                ChatRequest.builder("r")
                    .user("hi")
                    .message(new ToolResultMessage("a", List.of(image), false))
                    .message(new ToolResultMessage("b", "text"))
                    .user("more")))
        .contains(
            "{'role':'tool','tool_call_id':'a','content':'(see the next message of the user)'},"
                + "{'role':'tool','tool_call_id':'b','content':'text'},"
                + "{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x.example/a.png'}}]},"
                + "{'role':'user','content':'more'}");
    assertThat(adjustments.all())
        .singleElement()
        .satisfies(one -> assertThat(one.kind()).isEqualTo(Adjustment.Kind.CONTENT));
  }

  @Test
  void aSchemaIsToldInWordsWhereThereIsOnlyJsonMode() throws IOException {
    OpenAiDialect dialect = OpenAiDialect.compatible("x").without(OpenAiSetting.JSON_SCHEMA);
    ChatRequest chat =
        ChatRequest.builder("r")
            .user("hi")
            .responseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}"))
            .build();
    assertThat(write(dialect, new TargetRequest("m", chat), false))
        .contains("{'role':'system','content':'Answer with one JSON object", "\\'object\\'}'}")
        .endsWith("'response_format':{'type':'json_object'}}");
    assertThat(adjustments.all()).extracting(Adjustment::setting).containsExactly("responseFormat");
  }

  @Test
  void reasoningBeforeAToolCallIsKeptWhereTheServerWantsIt() throws IOException {
    ChatRequest chat =
        ChatRequest.builder("r")
            .user("hi")
            .message(thought("x"))
            .toolResult("c", "r")
            .user("more")
            .build();
    OpenAiDialect dialect = OpenAiDialect.compatible("x");
    TargetRequest request = new TargetRequest("m", chat);
    assertThat(write(dialect, request, false)).doesNotContain("'reasoning_content'");
    assertThat(write(dialect.keepsReasoning(), request, false))
        .contains("'reasoning_content':'hm'");
  }
}
