package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.provider.internal.anthropic.AnthropicDialect;
import io.llmgw.provider.internal.anthropic.AnthropicMessagesFormat;
import io.llmgw.provider.internal.bedrock.BedrockConverseFormat;
import io.llmgw.provider.internal.bedrock.ClaudeInvokeFormat;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.FormatDriver;
import io.llmgw.provider.internal.cohere.CohereChatFormat;
import io.llmgw.provider.internal.gemini.GeminiChatFormat;
import io.llmgw.provider.internal.gemini.GeminiPlatform;
import io.llmgw.provider.internal.ollama.OllamaChatFormat;
import io.llmgw.provider.internal.openai.OpenAiChatFormat;
import io.llmgw.provider.internal.openai.OpenAiDialect;
import io.llmgw.provider.internal.responses.ResponsesDialect;
import io.llmgw.provider.internal.responses.ResponsesFormat;
import io.llmgw.provider.internal.vertex.VertexChatFormat;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Providers find in their caches what begins alike: what requests have in common is written first,
 * and byte for byte the same.
 */
class StablePrefixTest {
  private static final int SEEDS = 200;
  private static final String HERE = "the newest question";

  /** A wire format, and a field of its own into which extras are merged. */
  record Wire(String name, ChatFormat format, String extras, String merged, String model) {
    String write(TargetRequest request) {
      return new FormatDriver(format).write(request, false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wire> formats() {
    String claude = "claude-sonnet-4-5";
    String bedrock = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    GeminiPlatform vertex = GeminiPlatform.vertex("/projects/p/locations/global");
    return Stream.of(
        new Wire(
            "chat completions",
            new OpenAiChatFormat(OpenAiDialect.openAi()),
            "openai",
            "web_search_options",
            "gpt-5-mini"),
        new Wire(
            "chat completions that keep reasoning",
            new OpenAiChatFormat(OpenAiDialect.compatible("deepseek").demandsReasoning()),
            "deepseek",
            "more",
            "deepseek-chat"),
        new Wire(
            "responses", new ResponsesFormat(ResponsesDialect.openAi()), "openai", "text", "gpt-5"),
        new Wire(
            "messages",
            AnthropicMessagesFormat.create(AnthropicDialect.ANTHROPIC),
            "anthropic",
            "output_config",
            claude),
        new Wire(
            "messages on bedrock",
            new ClaudeInvokeFormat(AnthropicMessagesFormat.create(AnthropicDialect.BEDROCK)),
            "anthropic",
            "output_config",
            bedrock),
        new Wire(
            "converse",
            BedrockConverseFormat.create(),
            "bedrock",
            "additionalModelRequestFields",
            bedrock),
        new Wire(
            "converse with nova",
            BedrockConverseFormat.create(),
            "bedrock",
            "additionalModelRequestFields",
            "amazon.nova-2-lite-v1:0"),
        new Wire(
            "generateContent",
            new GeminiChatFormat(GeminiPlatform.DEVELOPER),
            "gemini",
            "generationConfig",
            "gemini-3-pro-preview"),
        new Wire(
            "generateContent on vertex",
            new VertexChatFormat(vertex),
            "gemini",
            "generationConfig",
            "gemini-2.5-flash"),
        new Wire(
            "messages on vertex", new VertexChatFormat(vertex), "anthropic", "thinking", claude),
        new Wire("cohere", new CohereChatFormat(), "cohere", "citation_options", "command-a"),
        new Wire("ollama", new OllamaChatFormat(), "ollama", "options", "qwen3"));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void requestsThatBeginAlikeAreWrittenAlikeUpToWhereTheyDiffer(Wire wire) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(wire, seed);
      List<Message> messages = conversation.messages;
      List<CacheMark> marks = conversation.marks(messages.size() + 1);
      TargetRequest one = conversation.request(with(messages, HERE + " is this"), marks, seed);
      TargetRequest other = conversation.request(with(messages, HERE + " is that"), marks, -seed);

      String written = wire.write(one);
      assertThat(wire.write(other)).as("seed %s", seed).startsWith(upTo(HERE, written));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void toolsAndInstructionsComeBeforeTheConversation(Wire wire) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(wire, seed);
      List<Message> messages = with(conversation.messages.subList(0, conversation.head), HERE);
      String written = wire.write(conversation.request(messages, List.of(), seed));

      String prefix = upTo(HERE, written);
      conversation.tools.forEach(tool -> assertThat(prefix).contains(tool.name()));
      assertThat(prefix.split("instructions", -1)).hasSize(conversation.head + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aConversationThatGrowsKeepsItsBeginning(Wire wire) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(wire, seed);
      List<Message> before = with(conversation.messages, HERE);
      List<Message> after = new ArrayList<>(before);
      conversation.addTurns(after, 1 + seed % 3);
      TargetRequest first = conversation.request(before, List.of(), seed);
      TargetRequest next = conversation.request(after, List.of(), -seed);

      String written = wire.write(first);
      assertThat(wire.write(next)).as("seed %s", seed).startsWith(upTo(HERE, written));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void equalRequestsAreWrittenAlikeHoweverTheirMapsWereBuilt(Wire wire) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(wire, seed);
      List<Message> messages = with(conversation.messages, HERE);
      List<CacheMark> marks = conversation.marks(messages.size());
      TargetRequest one = conversation.request(messages, marks, seed);
      TargetRequest other = conversation.request(messages, marks, -seed);

      assertThat(one).isEqualTo(other);
      assertThat(wire.write(one)).as("seed %s", seed).isEqualTo(wire.write(other));
      assertThat(wire.write(one)).isEqualTo(wire.write(one));
    }
  }

  private static String upTo(String place, String json) {
    int end = json.indexOf(place);
    assertThat(end).isPositive();
    return json.substring(0, end + place.length());
  }

  private static List<Message> with(List<Message> messages, String question) {
    List<Message> all = new ArrayList<>(messages);
    all.add(new UserMessage(question));
    return all;
  }

  /** What requests of one seed have in common. */
  private static final class Conversation {
    private final Wire wire;
    private final Random random;
    private final List<Tool> tools = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final int head;
    private final boolean reasons;
    private final boolean structured;
    private int calls;

    Conversation(Wire wire, int seed) {
      this.wire = wire;
      this.random = new Random(seed);
      for (int i = random.nextInt(4); i > 0; i--) {
        String schema = "{\"type\":\"object\",\"properties\":{\"p" + i + "\":{}, \"a\":{}}}";
        tools.add(new Tool("tool" + i, text(), RawJson.of(schema), random.nextBoolean()));
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        messages.add(new SystemMessage("instructions " + text()));
      }
      this.head = messages.size();
      this.reasons = random.nextInt(4) == 0;
      this.structured = random.nextInt(4) == 0;
      int turns = random.nextInt(4);
      if (turns > 0) {
        messages.add(question());
        addTurns(messages, turns - 1);
        messages.add(answer());
      }
    }

    private String text() {
      String[] words = {"plain", "\"quoted\"", "Zürich", "日本", "{}", "\n", "🎉"};
      StringBuilder text = new StringBuilder("t");
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(' ').append(words[random.nextInt(words.length)]);
      }
      return text.toString();
    }

    private Message question() {
      List<Part> parts = new ArrayList<>(List.of(new TextPart(text())));
      if (random.nextInt(4) == 0) {
        parts.add(new ImagePart(Blob.of("image/png", new byte[] {1, 2, (byte) random.nextInt()})));
      }
      return new UserMessage(parts);
    }

    private static AssistantMessage assistant(List<? extends Part> parts) {
      return new AssistantMessage(List.copyOf(parts), ProviderState.NONE);
    }

    private Message answer() {
      return assistant(List.of(new TextPart(text())));
    }

    /** Adds rounds of the model's answer and what it leads to. */
    void addTurns(List<Message> to, int turns) {
      for (int turn = 0; turn < turns; turn++) {
        if (tools.isEmpty() || random.nextBoolean()) {
          to.add(answer());
          to.add(question());
        } else {
          addRound(to);
        }
      }
    }

    private void addRound(List<Message> to) {
      List<ToolCall> made = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        Tool tool = tools.get(random.nextInt(tools.size()));
        made.add(new ToolCall("call" + ++calls, tool.name(), RawJson.of("{\"b\": 1, \"a\": 2}")));
      }
      to.add(assistant(made));
      made.forEach(call -> to.add(new ToolResultMessage(call.id(), text())));
    }

    List<CacheMark> marks(int end) {
      return Stream.of(0, head, end)
          .distinct()
          .map(place -> new CacheMark(place, CacheMark.DEFAULT_TIME_TO_LIVE))
          .toList();
    }

    /** A request whose maps are built in an order of their own. */
    TargetRequest request(List<Message> all, List<CacheMark> marks, int order) {
      Random shuffled = new Random(order);
      ChatRequest.Builder request =
          ChatRequest.builder("r")
              .messages(all)
              .tools(tools.toArray(new Tool[0]))
              .maxOutputTokens(20_000);
      if (reasons) {
        request.reasoning(Effort.LOW);
      }
      if (structured) {
        request.responseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}"));
      }
      List<Runnable> extras = new ArrayList<>();
      extras.add(() -> request.extra(wire.extras(), wire.merged(), settings(shuffled)));
      extras.add(() -> request.extra(wire.extras(), "x_list", List.of(settings(shuffled), 2)));
      extras.add(() -> request.extra(wire.extras(), "a_first", true));
      Collections.shuffle(extras, shuffled);
      extras.forEach(Runnable::run);
      Map<String, String> metadata = new LinkedHashMap<>();
      shuffled(List.of("team", "region", "feature", "step"), shuffled)
          .forEach(tag -> metadata.put(tag, "of-" + tag));
      Delivery delivery = new Delivery("user", metadata, "", "key", marks);
      return new TargetRequest(wire.model(), Optional.empty(), request.build(), delivery);
    }

    private static Map<String, Object> settings(Random order) {
      Map<String, Object> settings = new LinkedHashMap<>();
      for (String name : shuffled(List.of("k", "z", "m", "b"), order)) {
        settings.put(name, name.equals("m") ? inner(order) : name.length());
      }
      return settings;
    }

    private static Map<String, Object> inner(Random order) {
      Map<String, Object> settings = new LinkedHashMap<>();
      shuffled(List.of("q", "c", "x"), order).forEach(name -> settings.put(name, name));
      return settings;
    }

    private static List<String> shuffled(List<String> names, Random order) {
      List<String> all = new ArrayList<>(names);
      Collections.shuffle(all, order);
      return all;
    }
  }
}
