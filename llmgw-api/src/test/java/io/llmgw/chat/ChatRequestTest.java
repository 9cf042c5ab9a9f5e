package io.llmgw.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.value.RawJson;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
  private static final Tool TOOL = Tool.of("weather", "", "{}");

  /**
   * One change for every field; {@link #thereIsAChangeForEveryComponent} sees to it that none is
   * missing.
   */
  private static final Map<String, UnaryOperator<ChatRequest.Builder>> CHANGES =
      new LinkedHashMap<>();

  static {
    CHANGES.put("model", b -> b.model("p/other"));
    CHANGES.put("messages", b -> b.user("more"));
    CHANGES.put("tools", b -> b.tools(Tool.of("more", "", "")));
    CHANGES.put("toolChoice", b -> b.toolChoice(ToolChoice.REQUIRED));
    CHANGES.put("parallelToolCalls", b -> b.parallelToolCalls(false));
    CHANGES.put("responseFormat", b -> b.responseFormat(ResponseFormat.JSON));
    CHANGES.put("maxOutputTokens", b -> b.maxOutputTokens(7));
    CHANGES.put("temperature", b -> b.temperature(0));
    CHANGES.put("topP", b -> b.topP(0.5));
    CHANGES.put("frequencyPenalty", b -> b.frequencyPenalty(0.1));
    CHANGES.put("presencePenalty", b -> b.presencePenalty(0.1));
    CHANGES.put("seed", b -> b.seed(1));
    CHANGES.put("stop", b -> b.stop("END"));
    CHANGES.put("reasoning", b -> b.reasoning(Effort.LOW));
    CHANGES.put("reasoningBudget", b -> b.reasoningBudget(1024));
    CHANGES.put("alternatives", b -> b.alternatives(2));
    CHANGES.put("logprobs", b -> b.logprobs(0));
    CHANGES.put("cacheMarks", b -> b.cacheUpToHere());
    CHANGES.put("extras", b -> b.extra("openai", "top_k", 40));
  }

  private static ChatRequest.Builder base() {
    return ChatRequest.builder("p/m").system("s").user("u").tools(TOOL);
  }

  @Test
  void everyComponentMakesADifferentRequest() {
    List<ChatRequest> all = new ArrayList<>(List.of(base().build()));
    CHANGES.values().forEach(change -> all.add(change.apply(base()).build()));

    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void thereIsAChangeForEveryComponent() {
    List<String> fields =
        Arrays.stream(ChatRequest.class.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
            .map(Field::getName)
            .filter(name -> !name.equals("hash") && !name.startsWith("$"))
            .toList();

    assertThat(CHANGES.keySet()).containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void aRebuiltRequestIsEqual() {
    ChatRequest.Builder builder = base();
    ChatRequest request =
        CHANGES.values().stream()
            .reduce(builder, (b, change) -> change.apply(b), (one, other) -> other)
            .build();

    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
  }

  @Test
  void theOrderOfMapsMakesNoDifference() {
    Map<String, Object> one = new LinkedHashMap<>(Map.of("a", 1));
    one.put("b", List.of(2));
    Map<String, Object> other = new LinkedHashMap<>(Map.of("b", List.of(2)));
    other.put("a", 1);

    assertThat(base().extra("openai", "x", one).extra("openai", "y", 1).build())
        .isEqualTo(base().extra("openai", "y", 1).extra("openai", "x", other).build());
  }

  @Test
  void textInOnePartIsNotTextInTwo() {
    assertThat(ChatRequest.builder("p/m").user(new TextPart("ab"), new TextPart("c")).build())
        .isNotEqualTo(
            ChatRequest.builder("p/m").user(new TextPart("a"), new TextPart("bc")).build());
    assertThat(ChatRequest.builder("p/m").message(new SystemMessage("a")).user("u").build())
        .isNotEqualTo(ChatRequest.builder("p/m").message(new UserMessage("a")).user("u").build());
  }

  @Test
  void whatIsGivenCannotBeChangedLater() {
    List<Object> list = new ArrayList<>(List.of(1));
    ChatRequest request = base().extra("openai", "list", list).build();
    list.add(2);

    assertThat(request.extras().of("openai")).containsEntry("list", List.of(1));
    assertThatThrownBy(() -> request.messages().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void mistakesAreNamedAtOnce() {
    assertThatThrownBy(() -> ChatRequest.builder(" ")).hasMessageContaining("model");
    assertThatThrownBy(() -> ChatRequest.builder("p/m").build()).hasMessageContaining("message");
    assertThatThrownBy(() -> base().maxOutputTokens(0)).hasMessageContaining("maxOutputTokens");
    assertThatThrownBy(() -> base().temperature(Double.NaN)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> base().topP(1.1)).hasMessageContaining("topP");
    assertThatThrownBy(() -> base().stop("")).hasMessageContaining("stop");
    assertThatThrownBy(() -> base().extra("openai", "x", new Object()))
        .hasMessageContaining("\"x\"");
    assertThatThrownBy(() -> base().extra("openai", "x", new AtomicInteger(1)))
        .hasMessageContaining("AtomicInteger");
    assertThatThrownBy(() -> Tool.of("with blank", "", "")).hasMessageContaining("with blank");
    assertThatThrownBy(
            () -> ChatRequest.builder("p/m").user("u").toolChoice(ToolChoice.REQUIRED).build())
        .hasMessageContaining("no tools");
  }

  @Test
  void aRequestNeverPrintsItsContent() {
    assertThat(ChatRequest.of("p/m", "my secret question").toString()).doesNotContain("secret");
  }

  @Test
  void anAnswersPartsAreFoundByTheirKind() {
    ToolCall call = new ToolCall("1", "weather", RawJson.of("{}"));
    AssistantMessage answer =
        new AssistantMessage(
            List.of(
                new ReasoningPart("hm", ProviderState.NONE),
                new TextPart("a"),
                call,
                new TextPart("b"),
                new TextPart("c")),
            ProviderState.NONE);

    assertThat(answer.text()).isEqualTo("abc");
    assertThat(answer.reasoning()).isEqualTo("hm");
    assertThat(answer.toolCalls()).containsExactly(call);
    assertThat(answer.refusal()).isEmpty();
    assertThat(new ToolResultMessage("1", "sunny").text()).isEqualTo("sunny");
  }
}
