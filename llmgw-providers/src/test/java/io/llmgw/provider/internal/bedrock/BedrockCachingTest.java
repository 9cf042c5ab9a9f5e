package io.llmgw.provider.internal.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.TargetRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BedrockCachingTest {
  private static final CacheMark HOUR = new CacheMark(1, Duration.ofHours(1));

  private final Adjustments adjustments = new Adjustments();

  private String minutes(String model, TargetRequest request) {
    return BedrockCaching.of(model).marks(request, adjustments).stream()
        .map(mark -> mark.messages() + ":" + mark.timeToLive().toMinutes())
        .findFirst()
        .orElse("none");
  }

  private static TargetRequest automatic(String model) {
    Delivery delivery = Delivery.PLAIN.withPromptCache("", List.of(HOUR));
    return new TargetRequest(model, Optional.empty(), ChatRequest.of("r", "?"), delivery);
  }

  private static TargetRequest asked(String model) {
    ChatRequest chat =
        ChatRequest.builder("r").user("?").cacheUpToHere(Duration.ofHours(1)).build();
    return new TargetRequest(model, chat);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, 1:60, 1:60",
    "eu.anthropic.claude-haiku-4-5-20251001-v1:0, 1:60, 1:60",
    "anthropic.claude-opus-4-6-v1, 1:5, 1:60",
    "anthropic.claude-opus-5, 1:5, 1:60",
    "anthropic.claude-sonnet-4-20250514-v1:0, 1:5, 1:5",
    "anthropic.claude-opus-4-1-20250805-v1:0, 1:5, 1:5",
    "anthropic.claude-3-7-sonnet-20250219-v1:0, 1:5, 1:5",
    "anthropic.claude-3-5-haiku-20241022-v1:0, 1:5, 1:5",
    "anthropic.claude-3-haiku-20240307-v1:0, none, 1:5",
    "anthropic.claude-3-5-sonnet-20241022-v2:0, none, 1:5",
    "us.amazon.nova-pro-v1:0, 1:5, 1:5",
    "arn:aws:bedrock:us-east-1:1:application-inference-profile/x, none, 1:60",
    "meta.llama3-1-70b-instruct-v1:0, none, none"
  })
  void aModelIsAskedForWhatItIsKnownToTakeAndForMoreOnlyByTheRequest(
      String model, String byItself, String asked) {
    assertThat(minutes(model, automatic(model))).isEqualTo(byItself);
    assertThat(adjustments.all()).as("nobody asked for it").isEmpty();
    assertThat(minutes(model, asked(model))).isEqualTo(asked);
  }

  @Test
  void aShorterTimeThanTheRequestAsksForIsNoted() {
    String nova = "amazon.nova-lite-v1:0";
    assertThat(minutes(nova, asked(nova))).isEqualTo("1:5");
    assertThat(adjustments.all())
        .singleElement()
        .satisfies(a -> assertThat(a.change()).isEqualTo("kept for 5 minutes"));
  }
}
