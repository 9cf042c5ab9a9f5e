package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
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
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache.Lifetime;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7: an entry never crosses a scope, and never serves a request that differs in anything.
 */
class KeySeparationTest {
  private static final Lifetime HOUR = Lifetime.of(Duration.ofHours(1));
  private static final ProviderState STATE =
      new ProviderState("anthropic", RawJson.of("{\"s\":1}"));
  private static final Tool TOOL = Tool.of("weather", "Tells the weather", "{\"type\":\"object\"}");

  /** For every component of a request (by its field's name) ways to make it differ. */
  private static final Map<String, List<UnaryOperator<ChatRequest.Builder>>> WAYS_TO_DIFFER =
      waysToDiffer();

  private static Map<String, List<UnaryOperator<ChatRequest.Builder>>> waysToDiffer() {
    Map<String, List<UnaryOperator<ChatRequest.Builder>>> ways = new LinkedHashMap<>();
    ways.put("model", List.of(b -> b.model("other"), b -> b.model("assistant/x")));
    ways.put("messages", messages());
    ways.put(
        "tools",
        List.of(
            b -> b.tools(Tool.of("time", "Tells the time", "{}")),
            b -> b.tools(new Tool("a", "", RawJson.NONE, false)),
            b -> b.tools(new Tool("a", "d", RawJson.NONE, false)),
            b -> b.tools(new Tool("a", "", RawJson.of("{}"), false)),
            b -> b.tools(new Tool("a", "", RawJson.NONE, true)),
            b -> b.tools(TOOL)));
    ways.put(
        "toolChoice",
        List.of(
            b -> b.toolChoice(ToolChoice.AUTO),
            b -> b.toolChoice(ToolChoice.NONE),
            b -> b.toolChoice(ToolChoice.REQUIRED),
            b -> b.toolChoice(ToolChoice.named("weather")),
            b -> b.toolChoice(ToolChoice.named("time"))));
    ways.put(
        "parallelToolCalls",
        List.of(b -> b.parallelToolCalls(true), b -> b.parallelToolCalls(false)));
    ways.put(
        "responseFormat",
        List.of(
            b -> b.responseFormat(ResponseFormat.JSON),
            b -> b.responseFormat(ResponseFormat.jsonSchema("a", "{}")),
            b -> b.responseFormat(ResponseFormat.jsonSchema("b", "{}")),
            b -> b.responseFormat(ResponseFormat.jsonSchema("a", "{ }"))));
    ways.put("maxOutputTokens", List.of(b -> b.maxOutputTokens(1), b -> b.maxOutputTokens(2)));
    ways.put(
        "temperature",
        List.of(b -> b.temperature(0), b -> b.temperature(1), b -> b.temperature(1e-9)));
    ways.put("topP", List.of(b -> b.topP(0), b -> b.topP(1)));
    ways.put("frequencyPenalty", List.of(b -> b.frequencyPenalty(0), b -> b.frequencyPenalty(1)));
    ways.put("presencePenalty", List.of(b -> b.presencePenalty(0), b -> b.presencePenalty(1)));
    ways.put("seed", List.of(b -> b.seed(0), b -> b.seed(1L << 40), b -> b.seed(-1)));
    ways.put(
        "stop",
        List.of(b -> b.stop("a"), b -> b.stop("b"), b -> b.stop("a", "b"), b -> b.stop("b", "a")));
    ways.put(
        "reasoning", Arrays.stream(Effort.values()).map(KeySeparationTest::reasoning).toList());
    ways.put("reasoningBudget", List.of(b -> b.reasoningBudget(1), b -> b.reasoningBudget(2)));
    ways.put("alternatives", List.of(b -> b.alternatives(2), b -> b.alternatives(3)));
    ways.put("logprobs", List.of(b -> b.logprobs(0), b -> b.logprobs(1)));
    ways.put(
        "cacheMarks", List.of(b -> b.cacheUpToHere(), b -> b.cacheUpToHere(Duration.ofHours(1))));
    ways.put(
        "extras",
        List.of(
            b -> b.extra("openai", "top_k", 1),
            b -> b.extra("openai", "top_k", 2),
            b -> b.extra("openai", "top_k", "1"),
            b -> b.extra("openai", "k", 1),
            b -> b.extra("anthropic", "top_k", 1),
            b -> b.extra("openai", "top_k", List.of(1)),
            b -> b.extra("openai", "top_k", Map.of("a", 1)),
            b -> b.extra("openai", "top_k", RawJson.of("1"))));
    return ways;
  }

  private static UnaryOperator<ChatRequest.Builder> reasoning(Effort effort) {
    return builder -> builder.reasoning(effort);
  }

  private static List<UnaryOperator<ChatRequest.Builder>> messages() {
    Blob png = Blob.of("image/png", "12".getBytes(StandardCharsets.UTF_8));
    Blob otherPng = Blob.of("image/png", "13".getBytes(StandardCharsets.UTF_8));
    Blob jpeg = Blob.of("image/jpeg", "12".getBytes(StandardCharsets.UTF_8));
    List<Part> parts =
        List.of(
            new TextPart("a"),
            new TextPart("b"),
            new TextPart("a", STATE),
            new TextPart("a", new ProviderState("openai", STATE.data())),
            new TextPart("a", new ProviderState("anthropic", RawJson.of("{\"s\":2}"))),
            new RefusalPart("a", ProviderState.NONE),
            new ReasoningPart("a", ProviderState.NONE),
            new OpaquePart("a", ProviderState.NONE),
            new OpaquePart("a", STATE),
            new ToolCall("a", "b", RawJson.of("{}")),
            new ToolCall("c", "b", RawJson.of("{}")),
            new ToolCall("a", "c", RawJson.of("{}")),
            new ToolCall("a", "b", RawJson.of("{ }")),
            new ImagePart(png),
            new ImagePart(otherPng),
            new ImagePart(jpeg),
            new ImagePart(png, "high", ProviderState.NONE),
            new ImagePart(Blob.url("https://example.org/a.png", "")),
            new ImagePart(Blob.url("https://example.org/b.png", "")),
            new AudioPart(png),
            new AudioPart(png, "said", ProviderState.NONE),
            new FilePart(png, ""),
            new FilePart(png, "a.pdf"));
    List<Message> messages = new ArrayList<>();
    for (Part part : parts) {
      messages.add(new UserMessage(List.of(part)));
      messages.add(new SystemMessage(List.of(part)));
      messages.add(new AssistantMessage(List.of(part), ProviderState.NONE));
      messages.add(new AssistantMessage(List.of(part), STATE));
      messages.add(new ToolResultMessage("id", List.of(part), false));
      messages.add(new ToolResultMessage("id", List.of(part), true));
      messages.add(new ToolResultMessage("other", List.of(part), false));
      messages.add(new UserMessage(List.of(part, part)));
    }
    List<UnaryOperator<ChatRequest.Builder>> ways =
        new ArrayList<>(messages.stream().map(KeySeparationTest::message).toList());
    ways.add(b -> b.user("first").user("second"));
    ways.add(b -> b.user("second").user("first"));
    return ways;
  }

  private static UnaryOperator<ChatRequest.Builder> message(Message message) {
    return builder -> builder.message(message);
  }

  private static ChatRequest.Builder base() {
    return ChatRequest.builder("assistant").user("Capital of France?").tools(TOOL);
  }

  /** The request as it is, and every request that differs from it in one component. */
  private static List<ChatRequest> requests() {
    List<ChatRequest> all = new ArrayList<>();
    all.add(base().build());
    WAYS_TO_DIFFER
        .values()
        .forEach(ways -> ways.forEach(way -> all.add(way.apply(base()).build())));
    return all;
  }

  static Set<String> componentsOfARequest() {
    return Arrays.stream(ChatRequest.class.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
        .map(Field::getName)
        .filter(name -> !name.equals("hash")) // remembers the hash code of the others
        .collect(Collectors.toSet());
  }

  @Test
  void everyComponentIsVaried() {
    assertThat(WAYS_TO_DIFFER.keySet())
        .as("a new component of ChatRequest needs ways to differ here")
        .isEqualTo(componentsOfARequest());
  }

  @ParameterizedTest
  @MethodSource("componentsOfARequest")
  void requestsThatDifferInOneComponentNeverMeet(String component) {
    for (UnaryOperator<ChatRequest.Builder> way : WAYS_TO_DIFFER.get(component)) {
      CaffeinePromptCache cache = CaffeinePromptCache.ofMegabytes(1);
      cache.put(CacheKey.ofChat("scope", "", "", base().build()), Samples.entry("base"), HOUR);

      assertThat(cache.get(CacheKey.ofChat("scope", "", "", way.apply(base()).build())))
          .as(component)
          .isEmpty();
      assertThat(cache.get(CacheKey.ofChat("scope", "", "", base().build()))).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRequestInEveryScopeGetsItsOwnAnswer(long seed) {
    List<String> scopes = List.of("", "a", "b", "ab", "a\u0000b", "tenant=a", "tenant=A");
    CaffeinePromptCache cache = CaffeinePromptCache.ofMegabytes(64);
    Map<CacheKey, CacheEntry> stored = new LinkedHashMap<>();
    for (String scope : scopes) {
      for (ChatRequest request : requests()) {
        stored.put(
            CacheKey.ofChat(scope, "", "", request), Samples.entry(scope + " " + stored.size()));
      }
    }
    assertThat(stored).as("all keys differ").hasSize(scopes.size() * requests().size());
    assertThat(stored.keySet().stream().map(CacheKey::digest)).doesNotHaveDuplicates();
    List<CacheKey> order = new ArrayList<>(stored.keySet());
    Collections.shuffle(order, new Random(seed));
    order.forEach(key -> cache.put(key, stored.get(key), HOUR));

    for (String scope : scopes) {
      for (ChatRequest again : requests()) {
        CacheKey key = CacheKey.ofChat(scope, "", "", again);
        assertThat(cache.get(key)).as("seed %d, %s", seed, scope).containsSame(stored.get(key));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void requestsThatDifferInSeveralComponentsNeverMeetEither(long seed) {
    Random random = new Random(seed);
    CaffeinePromptCache cache = CaffeinePromptCache.ofMegabytes(64);
    Map<String, CacheKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < 2_000; i++) {
      ChatRequest.Builder builder = base();
      StringBuilder choice = new StringBuilder();
      for (List<UnaryOperator<ChatRequest.Builder>> ways : WAYS_TO_DIFFER.values()) {
        int way = random.nextInt(4) == 0 ? random.nextInt(ways.size()) : -1;
        choice.append(way).append(' ');
        if (way >= 0) {
          builder = ways.get(way).apply(builder);
        }
      }
      keys.put(choice.toString(), CacheKey.ofChat("scope", "", "", builder.build()));
    }
    keys.forEach((choice, key) -> cache.put(key, Samples.entry(choice), HOUR));

    keys.forEach(
        (choice, key) ->
            assertThat(cache.get(key))
                .as("seed %d, %s", seed, choice)
                .hasValueSatisfying(
                    e ->
                        assertThat(((CacheEntry.Answer) e.content()).answer().message().text())
                            .isEqualTo(choice)));
  }
}
