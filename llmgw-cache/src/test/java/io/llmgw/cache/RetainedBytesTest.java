package io.llmgw.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheEntry.Answer;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.PromptCache.Lifetime;
import io.llmgw.spi.Recording;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the estimate with what the heap really grows by when a cache is filled. */
class RetainedBytesTest {
  private static final Lifetime HOUR = Lifetime.of(Duration.ofHours(1));
  private static final double LOWEST = 0.75;
  private static final double HIGHEST = 1.6;

  private record Sample(CacheKey key, CacheEntry entry) {}

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of("short", 20_000, (IntFunction<Sample>) RetainedBytesTest::shortTexts),
        Arguments.of("Latin-1", 4_000, (IntFunction<Sample>) RetainedBytesTest::latinTexts),
        Arguments.of("Chinese", 4_000, (IntFunction<Sample>) RetainedBytesTest::chineseTexts),
        Arguments.of("images", 1_000, (IntFunction<Sample>) RetainedBytesTest::images),
        Arguments.of("tool loop", 8_000, (IntFunction<Sample>) RetainedBytesTest::toolLoop),
        Arguments.of("streamed", 4_000, (IntFunction<Sample>) RetainedBytesTest::streamed),
        Arguments.of("streamed call", 4_000, (IntFunction<Sample>) RetainedBytesTest::streamedCall),
        Arguments.of("vectors", 8_000, (IntFunction<Sample>) RetainedBytesTest::vectors));
  }

  private static Sample shortTexts(int i) {
    return new Sample(Samples.key("question " + i), Samples.entry("answer " + i));
  }

  private static Sample latinTexts(int i) {
    return new Sample(
        Samples.key("é question ".repeat(200) + i), Samples.entry("An answer. ".repeat(300) + i));
  }

  private static Sample chineseTexts(int i) {
    return new Sample(Samples.key("法国的首都".repeat(200) + i), Samples.entry("巴黎".repeat(500) + i));
  }

  private static Sample images(int i) {
    byte[] bytes = new byte[20_000 + i];
    ChatRequest request =
        ChatRequest.builder("assistant")
            .user(new TextPart("What is this? " + i), new ImagePart(Blob.of("image/png", bytes)))
            .build();
    return new Sample(
        CacheKey.ofChat("tenant " + i, "", "", request), Samples.entry("A cat. " + i));
  }

  /** Makes new parts for the answer: it comes from another call than what is in the request. */
  private static AssistantMessage thinkingAndCalling(int i) {
    ProviderState state =
        new ProviderState(
            "anthropic", RawJson.of("{\"signature\":\"" + "s".repeat(300) + i + "\"}"));
    List<Part> parts =
        List.of(
            new ReasoningPart("The user wants the weather. " + i, state),
            new ToolCall("toolu_" + i, "weather", RawJson.of("{\"city\":\"Paris " + i + "\"}")));
    return new AssistantMessage(parts, ProviderState.NONE);
  }

  private static Sample toolLoop(int i) {
    ChatRequest request =
        ChatRequest.builder("assistant")
            .system("You are helpful. " + i)
            .user("Weather in Paris? " + i)
            .message(thinkingAndCalling(i))
            .toolResult("toolu_" + i, "Sunny, " + i + " degrees")
            .tools(
                new Tool(
                    "weather", "Tells the weather " + i, RawJson.of("{\"a\":" + i + "}"), true))
            .temperature(0.5)
            .maxOutputTokens(1000 + i)
            .seed(1000L + i)
            .extra("openai", "user" + i, Map.of("list" + i, List.of("a" + i, 1000 + i)))
            .build();
    return new Sample(
        CacheKey.ofChat("tenant " + i, "", "", request), Samples.entry(thinkingAndCalling(i)));
  }

  private static Sample streamed(int i) {
    Recording.Recorder recorder = new Recording.Recorder();
    for (int piece = 0; piece < 200; piece++) {
      recorder.add(new StreamEvent.TextDelta("word "));
    }
    recorder.add(new StreamEvent.TextDelta("" + i));
    return recorded("words " + i, new AssistantMessage("word ".repeat(200) + i), recorder);
  }

  private static Sample streamedCall(int i) {
    Recording.Recorder recorder = new Recording.Recorder();
    String id = "toolu_" + i;
    for (int piece = 0; piece < 100; piece++) {
      recorder.add(new StreamEvent.ToolCallDelta(0, id, "weather", "abcd"));
    }
    ToolCall call = new ToolCall(id, "weather", RawJson.of("abcd".repeat(100) + i));
    recorder.add(new StreamEvent.ToolCallDelta(0, id, "weather", "" + i));
    return recorded(
        "weather " + i, new AssistantMessage(List.of(call), ProviderState.NONE), recorder);
  }

  private static Sample recorded(
      String question, AssistantMessage message, Recording.Recorder recorder) {
    CacheEntry whole = Samples.entry(message);
    Answer answer = (Answer) whole.content();
    return new Sample(
        Samples.key(question),
        new CacheEntry(
            new Answer(answer.answer(), recorder.recording()),
            whole.madeBy(),
            whole.cost(),
            whole.storedAt(),
            whole.expiresAt()));
  }

  private static Sample vectors(int i) {
    CacheEntry whole = Samples.entry("not used " + i);
    return new Sample(
        CacheKey.ofEmbedding(
            "tenant " + i, "", "openai/e", EmbeddingRequest.of("embed " + i, "a short text " + i)),
        new CacheEntry(
            new CacheEntry.Vector(new float[512], "text-embedding-3-small"),
            whole.madeBy(),
            whole.cost(),
            whole.storedAt(),
            whole.expiresAt()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void theEstimateIsNearWhatTheHeapGrowsBy(String name, int number, IntFunction<Sample> make) {
    fill(
        CaffeinePromptCache.builder(),
        100,
        make); // classes and constants are loaded before it is measured
    CaffeinePromptCache.Builder large = CaffeinePromptCache.builder().maximumBytes(1L << 30);
    long before = usedHeap();
    CaffeinePromptCache cache = fill(large, number, make);
    long grown = usedHeap() - before;
    CaffeinePromptCache.Stats stats = cache.stats();

    assertThat(stats.entries()).isEqualTo(number);
    assertThat((double) stats.bytes() / grown)
        .as("%s: estimated %d, measured %d for %d entries", name, stats.bytes(), grown, number)
        .isBetween(LOWEST, HIGHEST);
  }

  private static CaffeinePromptCache fill(
      CaffeinePromptCache.Builder builder, int number, IntFunction<Sample> make) {
    CaffeinePromptCache cache = builder.build();
    for (int i = 0; i < number; i++) {
      Sample sample = make.apply(i);
      cache.put(sample.key, sample.entry, HOUR);
    }
    return cache;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void aCharacterOutsideLatin1DoublesAString() {
    assertThat(RetainedBytes.string("")).isZero();
    assertThat(RetainedBytes.string("a".repeat(100))).isEqualTo(24 + 16 + 104);
    assertThat(RetainedBytes.string("a".repeat(99) + "€")).isEqualTo(24 + 16 + 200);
  }
}
