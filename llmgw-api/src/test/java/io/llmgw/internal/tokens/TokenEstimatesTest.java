package io.llmgw.internal.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Tool;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.value.Blob;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenEstimatesTest {
  private static final Target TARGET = Target.parse("openai/gpt-5-mini");
  private static final int LEARNING_CALLS = 20;
  private static final int MEASURED_CALLS = 100;

  private final TokenEstimates estimates = new TokenEstimates();

  static Stream<Arguments> encodingsAndSamples() {
    List<Arguments> all = new ArrayList<>();
    for (EncodingType type : List.of(EncodingType.O200K_BASE, EncodingType.CL100K_BASE)) {
      for (Samples kind : Samples.values()) {
        all.add(Arguments.of(type, List.of(kind)));
      }
      all.add(Arguments.of(type, List.of(Samples.values())));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("encodingsAndSamples")
  void afterTwentyCallsTheMeanErrorIsBelowTenPercent(EncodingType type, List<Samples> kinds) {
    Encoding provider = Encodings.newLazyEncodingRegistry().getEncoding(type);
    Random random = new Random(4);
    double sum = 0;
    for (int call = 0; call < LEARNING_CALLS + MEASURED_CALLS; call++) {
      ChatRequest request =
          ChatRequest.builder("r")
              .system("You are a helpful assistant.")
              .user(kinds.get(call % kinds.size()).prompt(random))
              .build();
      long real = 3;
      for (var message : request.messages()) {
        real += 4 + provider.countTokensOrdinary(message.text());
      }
      RequestProfile profile = RequestProfile.of(request);
      TokenCount count = estimates.count(profile, TARGET);
      assertThat(count.exact()).isFalse();
      assertThat(count.atMost()).isGreaterThanOrEqualTo(real);
      if (call >= LEARNING_CALLS) {
        sum += Math.abs(count.tokens() - real) / (double) real;
      }
      estimates.learn(profile, TARGET, real);
    }
    double mean = sum / MEASURED_CALLS;
    System.getLogger("accuracy").log(System.Logger.Level.INFO, type + " " + kinds + ": " + mean);
    assertThat(mean).isLessThan(0.10);
    assertThat(estimates.count(profile("x"), TARGET).error()).isCloseTo(mean, within(0.08));
  }

  @Test
  void beforeTheFirstReportItSaysThatItMayBeOffByAQuarter() {
    assertThat(estimates.count(profile("Hello, how are you?"), TARGET))
        .isEqualTo(new TokenCount(9, 19 + 32, false, 0.25));
  }

  @Test
  void theErrorIsThatOfTheEstimatesBeforeTheirReport() {
    RequestProfile profile = profile("a".repeat(1_000));
    long estimate = estimates.count(profile, TARGET).tokens();

    estimates.learn(profile, TARGET, estimate * 2);

    assertThat(estimates.count(profile, TARGET).error()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void aModelLearnsForItselfAlone() {
    RequestProfile profile = profile("a".repeat(1_000));
    long before = estimates.count(profile, Target.parse("b/m")).tokens();

    for (int i = 0; i < 20; i++) {
      estimates.learn(profile, Target.parse("a/m"), 500);
    }

    assertThat(estimates.count(profile, Target.parse("b/m")).tokens()).isEqualTo(before);
    assertThat(estimates.count(profile, Target.parse("a/m")).tokens()).isBetween(480L, 520L);
  }

  @Test
  void whatATextDoesNotHaveIsNotLearnedFromIt() {
    RequestProfile chinese = profile("天".repeat(1_000));
    long before = estimates.tokens(chinese, TARGET);

    for (int i = 0; i < 200; i++) {
      estimates.learn(profile("a".repeat(1_000)), TARGET, 500);
    }

    assertThat((double) estimates.tokens(chinese, TARGET)).isCloseTo((double) before, within(30.0));
  }

  @Test
  void aModelThatChangesItsTokenizerIsFollowed() {
    RequestProfile profile = profile("a".repeat(1_000));
    for (int i = 0; i < 1_000; i++) {
      estimates.learn(profile, TARGET, 200);
    }

    for (int i = 0; i < 100; i++) {
      estimates.learn(profile, TARGET, 300);
    }

    assertThat(estimates.count(profile, TARGET).tokens()).isBetween(280L, 320L);
  }

  @Test
  void absurdReportsMoveRatesOnlyToTheirBounds() {
    RequestProfile profile = profile("a".repeat(1_000));
    for (int i = 0; i < 500; i++) {
      estimates.learn(profile, TARGET, 5_000);
    }
    TokenCount high = estimates.count(profile, TARGET);
    assertThat(high.tokens()).isBetween(1_000L, high.atMost());

    for (int i = 0; i < 2_000; i++) {
      estimates.learn(profile, TARGET, 1);
    }
    assertThat(estimates.count(profile, TARGET).tokens()).isBetween(10L, 500L);
  }

  @Test
  void nothingIsLearnedFromMissingReportsAndFromImages() {
    RequestProfile text = profile("a".repeat(1_000));
    TokenCount before = estimates.count(text, TARGET);

    estimates.learn(text, TARGET, 0);
    estimates.learn(
        RequestProfile.of(
            ChatRequest.builder("r").user(new ImagePart(Blob.url("https://x/y.png", ""))).build()),
        TARGET,
        5_000);

    assertThat(estimates.count(text, TARGET)).isEqualTo(before);
  }

  @Test
  void toolsAndSchemasAndImagesCount() {
    ChatRequest plain = ChatRequest.of("r", "Hello");
    ChatRequest.Builder rich = plain.toBuilder();
    rich.tools(Tool.of("look_up", "Looks a word up", "{\"type\":\"object\",\"properties\":{}}"));
    rich.user(new TextPart("What is this?"), new ImagePart(Blob.url("https://x/y.png", "")));
    TokenCount small = estimates.count(RequestProfile.of(plain), TARGET);
    TokenCount large =
        estimates.count(RequestProfile.of(rich.build()), Target.parse("openai/gpt-4o"));

    assertThat(large.tokens() - small.tokens()).isBetween(1_445L + 20, 1_445L + 80);
    assertThat(large.atMost() - small.atMost()).isEqualTo(1_445 + 7 + 15 + 33 + 13 + 16 + 32 + 640);
  }

  @Test
  void textsForSplittingAreCountedOnTheSafeSide() {
    assertThat(estimates.safeTokens("", TARGET)).isEqualTo(1);
    assertThat(estimates.safeTokens("abcdef", TARGET)).isEqualTo(2);
    assertThat(estimates.safeTokens("天天天天", TARGET)).isEqualTo(4);
    for (int i = 0; i < 50; i++) {
      estimates.learn(RequestProfile.of(List.of("天".repeat(100))), TARGET, 200);
    }
    assertThat(estimates.safeTokens("天天天天", TARGET)).isBetween(7L, 12L);
  }

  @Test
  void onlyAThousandModelsAreRememberedAndNotThoseThatAreUsed() {
    RequestProfile profile = profile("a".repeat(1_000));
    Target busy = Target.parse("busy/m");
    estimates.learn(profile, busy, 500);
    double learned = estimates.count(profile, busy).error();

    for (int i = 0; i < 3_000; i++) {
      estimates.learn(profile, Target.parse("p/m" + i), 500);
      estimates.count(profile, busy);
    }

    assertThat(estimates.count(profile, busy).error()).isEqualTo(learned).isNotEqualTo(0.25);
    long remembered =
        IntStream.range(0, 3_000)
            .filter(i -> estimates.count(profile, Target.parse("p/m" + i)).error() != 0.25)
            .count();
    assertThat(remembered).isBetween(500L, 1_000L);
  }

  @Test
  void manyThreadsLearnAndCountAtOnce() throws InterruptedException {
    RequestProfile profile = profile("a".repeat(1_000));
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  estimates.learn(profile, TARGET, 300);
                  estimates.count(profile, TARGET);
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    assertThat(estimates.count(profile, TARGET).tokens()).isBetween(290L, 310L);
  }

  private static RequestProfile profile(String text) {
    return RequestProfile.of(ChatRequest.of("r", text));
  }
}
