package io.llmgw.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal keys have one digest in every process, and whatever differs has another. */
class KeyDigestTest {
  private static String digest(ChatRequest request) {
    return CacheKey.ofChat("scope", "", "", request).digest();
  }

  private static String digest(Message... messages) {
    return digest(ChatRequest.builder("m").messages(List.of(messages)).build());
  }

  private static String digest(EmbeddingRequest request) {
    return CacheKey.ofEmbedding("scope", "", "m", request).digest();
  }

  @Test
  void aKeyHasTheDigestItHasAlwaysHad() {
    ChatRequest plain = ChatRequest.of("assistant", "Capital of France?");
    assertThat(CacheKey.ofChat("", "", "", plain).digest())
        .isEqualTo("1-520c83767ae8ba3e21e90beb78b4904bd958efddbeef905affe3476bae933565");
    assertThat(CacheKey.ofChat("tenant=a", "docs", "canary", everything()).digest())
        .isEqualTo("1-f718a026f04981286e7e2628b38bc2e3cfe580f1a8dcbbbebb5e923fca54da39");
    assertThat(
            CacheKey.ofEmbedding(
                    "tenant=a", "", "openai/e", EmbeddingRequest.of("e", "Grüße, 世界 👋"))
                .digest())
        .isEqualTo("1-561d39b16825bf91e7a17a4b1aa9f4f12722768b66eb09ebf37de8e062e98585");
  }

  private static ChatRequest everything() {
    ProviderState state = new ProviderState("anthropic", RawJson.of("{\"signature\":\"x\"}"));
    Citation citation = new Citation("https://e.org", "E", "q", 0, 4, RawJson.of("{}"));
    return ChatRequest.builder("assistant")
        .system("Be brief.")
        .cacheUpToHere()
        .user(
            new TextPart("What is this?", List.of(citation), state),
            new ImagePart(Blob.of("image/png", new byte[] {0, -1, 127})))
        .message(
            new AssistantMessage(
                List.of(new ToolCall("1", "weather", RawJson.of("{\"city\":\"Zürich\"}"))), state))
        .toolResult("1", "sunny")
        .tools(Tool.of("weather", "Tells the weather", "{\"type\":\"object\"}"))
        .toolChoice(ToolChoice.named("weather"))
        .parallelToolCalls(false)
        .responseFormat(ResponseFormat.jsonSchema("w", "{}"))
        .maxOutputTokens(100)
        .temperature(0.5)
        .topP(0.9)
        .frequencyPenalty(-1)
        .presencePenalty(1)
        .seed(-42)
        .stop("END")
        .reasoning(Effort.HIGH)
        .reasoningBudget(1000)
        .alternatives(2)
        .logprobs(3)
        .extra("openai", "user", Map.of("b", List.of(1, 2L, 3.0, true), "a", "x"))
        .build();
  }

  @Test
  void aDigestIsAVersionAndASha256() {
    assertThat(digest(everything())).matches("1-[0-9a-f]{64}").isEqualTo(digest(everything()));
  }

  static Stream<Class<?>> recordsOfAConversation() {
    return Stream.of(
            Arrays.stream(Part.class.getPermittedSubclasses()),
            Arrays.stream(Message.class.getPermittedSubclasses()),
            Stream.of(
                Tool.class, CacheMark.class, Citation.class, ProviderState.class, RawJson.class))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("recordsOfAConversation")
  <R extends Record> void everyComponentOfEveryRecordChangesTheDigest(Class<R> type) {
    String base = digest(holding(Variants.of(type)));
    assertThat(digest(holding(Variants.of(type)))).isEqualTo(base);
    for (R other : Variants.differing(type)) {
      assertThat(digest(holding(other))).as(type.getSimpleName()).isNotEqualTo(base);
    }
  }

  private static ChatRequest holding(Record value) {
    ChatRequest.Builder request = ChatRequest.builder("m");
    if (value instanceof Message message) {
      return request.message(message).build();
    } else if (value instanceof Tool tool) {
      return request.user("u").tools(tool).build();
    } else if (value instanceof CacheMark mark) {
      for (int i = 0; i < mark.messages(); i++) {
        request.user("u");
      }
      request.cacheUpToHere(mark.timeToLive());
      return request.user("u").build();
    }
    Part part =
        value instanceof Part itself
            ? itself
            : value instanceof Citation citation
                ? new TextPart("t", List.of(citation), ProviderState.NONE)
                : value instanceof ProviderState state
                    ? new TextPart("t", state)
                    : new ToolCall("i", "n", (RawJson) value);
    return request.message(new UserMessage(List.of(part))).build();
  }

  @Test
  void everyKindOfMessageAndPartHasItsOwnDigest() {
    Set<String> digests = new HashSet<>();
    for (Class<?> kind : Part.class.getPermittedSubclasses()) {
      Part part = (Part) Variants.of(kind.asSubclass(Record.class));
      digests.add(digest(new UserMessage(List.of(part))));
      digests.add(digest(new Message.SystemMessage(List.of(part))));
      digests.add(digest(new AssistantMessage(List.of(part), ProviderState.NONE)));
      digests.add(digest(new Message.ToolResultMessage("", List.of(part), false)));
    }
    assertThat(digests).hasSize(4 * Part.class.getPermittedSubclasses().length);
  }

  @Test
  void whereATextEndsMatters() {
    assertThat(digest(new UserMessage("ab"), new UserMessage("c")))
        .isNotEqualTo(digest(new UserMessage("a"), new UserMessage("bc")))
        .isNotEqualTo(digest(new UserMessage("abc")));
    assertThat(CacheKey.ofChat("a", "b", "", ChatRequest.of("m", "u")).digest())
        .isNotEqualTo(CacheKey.ofChat("ab", "", "", ChatRequest.of("m", "u")).digest())
        .isNotEqualTo(CacheKey.ofChat("", "a", "b", ChatRequest.of("m", "u")).digest())
        .isNotEqualTo(CacheKey.ofChat("a", "", "b", ChatRequest.of("m", "u")).digest());
  }

  @Test
  void textsThatUtf8CannotTellApartDiffer() {
    assertThat(digest(new UserMessage("\uD83D"))).isNotEqualTo(digest(new UserMessage("?")));
    assertThat(digest(new UserMessage("\uD83D"))).isNotEqualTo(digest(new UserMessage("\uDC4B")));
  }

  /** For every component of an embedding request (by its field's name) a way to make it differ. */
  private static Map<String, UnaryOperator<EmbeddingRequest>> waysToDiffer() {
    Map<String, UnaryOperator<EmbeddingRequest>> ways = new LinkedHashMap<>();
    ways.put("model", r -> EmbeddingRequest.of("other", r.inputs()));
    ways.put("inputs", r -> EmbeddingRequest.of("m", "other"));
    ways.put("dimensions", r -> r.withDimensions(256));
    ways.put("purpose", r -> r.withPurpose(EmbeddingPurpose.QUERY));
    ways.put("extras", r -> r.withExtra("cohere", "truncate", "END"));
    return ways;
  }

  @Test
  void everyComponentOfAnEmbeddingRequestChangesTheDigest() {
    assertThat(waysToDiffer().keySet())
        .as("a new component of EmbeddingRequest needs a way to differ here")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EmbeddingRequest.class.getDeclaredFields()).map(Field::getName).toList());
    EmbeddingRequest base = EmbeddingRequest.of("m", "text");
    List<String> digests = new ArrayList<>(List.of(digest(base)));
    waysToDiffer().values().forEach(way -> digests.add(digest(way.apply(base))));
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void aVectorsKeyAndAnAnswersKeyNeverMeet() {
    assertThat(digest(EmbeddingRequest.of("m", "a"))).isNotEqualTo(digest(new UserMessage("a")));
  }

  @Test
  void extrasDifferByTypeAndValue() {
    List<Object> values =
        List.of(
            "1",
            1,
            1L,
            (short) 1,
            (byte) 1,
            1.0,
            1.0f,
            -0.0,
            0.0,
            BigInteger.ONE,
            BigDecimal.ONE,
            new BigDecimal("1.0"),
            true,
            RawJson.of("1"),
            List.of(),
            List.of(1),
            List.of(List.of(1)),
            List.of(1, 1),
            Map.of(),
            Map.of("1", 1),
            Map.of("1", Map.of("1", 1)));
    List<String> digests = new ArrayList<>();
    for (Object value : values) {
      digests.add(digest(ChatRequest.builder("m").user("u").extra("f", "n", value).build()));
    }
    assertThat(digests).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theOrderInWhichMapsWereMadeDoesNotMatter(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Map<String, Object> map = nested(random, 4);
      List<Consumer<ChatRequest.Builder>> fields = new ArrayList<>();
      for (String format : List.of("openai", "gemini", "a")) {
        fields.add(builder -> builder.extra(format, "x", map));
        fields.add(builder -> builder.extra(format, "y", shuffled(map, random)));
      }
      ChatRequest one = ordered(fields);
      Collections.shuffle(fields, random);
      ChatRequest other = ordered(fields);

      assertThat(other).as("seed %d", seed).isEqualTo(one);
      assertThat(digest(other)).as("seed %d", seed).isEqualTo(digest(one));
    }
  }

  private static ChatRequest ordered(List<Consumer<ChatRequest.Builder>> fields) {
    ChatRequest.Builder builder = ChatRequest.builder("m").user("u");
    fields.forEach(field -> field.accept(builder));
    return builder.build();
  }

  private static Map<String, Object> nested(Random random, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String key = "k" + random.nextInt(20);
      map.put(
          key,
          depth > 0 && random.nextBoolean()
              ? List.of(nested(random, depth - 1))
              : random.nextInt());
    }
    return map;
  }

  private static Object shuffled(Object value, Random random) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> shuffled(element, random)).toList();
    } else if (value instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
      Collections.shuffle(entries, random);
      Map<Object, Object> copy = new LinkedHashMap<>();
      entries.forEach(e -> copy.put(e.getKey(), shuffled(e.getValue(), random)));
      return copy;
    }
    return value;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void digestsAreEqualExactlyIfKeysAre(long seed) {
    Random random = new Random(seed);
    Map<CacheKey, String> byKey = new HashMap<>();
    Map<String, CacheKey> byDigest = new HashMap<>();
    int repeated = 0;
    for (int i = 0; i < 20_000; i++) {
      CacheKey key = key(random);
      String digest = key.digest();
      repeated += byKey.containsKey(key) ? 1 : 0;
      assertThat(byKey.merge(key, digest, (before, now) -> before)).isEqualTo(digest);
      assertThat(byDigest.merge(digest, key, (before, now) -> before)).isEqualTo(key);
    }
    assertThat(repeated).as("equal keys were met").isGreaterThan(1_000);
  }

  /** A key of few possible values, so that many are nearly and some quite equal. */
  private static CacheKey key(Random random) {
    List<String> few = List.of("", "a", "b", "aa", "ab", "\u0000", "é", "\uD800");
    String scope = few.get(random.nextInt(3));
    if (random.nextInt(3) == 0) {
      EmbeddingRequest request = EmbeddingRequest.of("m", few.get(1 + random.nextInt(7)));
      return CacheKey.ofEmbedding(
          scope, "", "m", random.nextBoolean() ? request : request.withDimensions(1));
    }
    ChatRequest.Builder builder = ChatRequest.builder("m");
    for (int i = random.nextInt(2); i >= 0; i--) {
      List<Part> parts = new ArrayList<>();
      for (int j = random.nextInt(2); j >= 0; j--) {
        String text = few.get(random.nextInt(few.size()));
        parts.add(
            random.nextBoolean()
                ? new TextPart(text)
                : new Part.RefusalPart(text, ProviderState.NONE));
      }
      builder.message(new UserMessage(parts));
    }
    if (random.nextInt(4) == 0) {
      builder.temperature(random.nextInt(2));
    }
    if (random.nextInt(4) == 0) {
      builder.stop("a", few.get(1 + random.nextInt(3)));
    }
    if (random.nextInt(4) == 0) {
      builder.cacheUpToHere(Duration.ofMinutes(1 + random.nextInt(2)));
    }
    return CacheKey.ofChat(scope, few.get(random.nextInt(2)), "", builder.build());
  }
}
