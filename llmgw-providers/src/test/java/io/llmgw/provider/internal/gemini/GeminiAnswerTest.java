package io.llmgw.provider.internal.gemini;

import static io.llmgw.provider.internal.gemini.GeminiWire.answer;
import static io.llmgw.provider.internal.gemini.GeminiWire.piece;
import static io.llmgw.provider.internal.gemini.GeminiWire.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.Citation;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiAnswerTest {
  private static final String CALL =
      "{\"functionCall\":{\"name\":\"add\",\"args\":{\"a\": 1.0}},\"thoughtSignature\":\"S/+==\"}";

  @Test
  void partsKeepWhatHasToGoBack() {
    List<Part> parts =
        read(answer(
                "{\"text\":\"Hm\",\"thought\":true},{\"text\":\"Hi\"},"
                    + "{\"text\":\"!\",\"thoughtSignature\":\"T==\"},"
                    + CALL
                    + ",{},{\"executableCode\":{\"code\":\"1\"},\"thoughtSignature\":\"E\"}"))
            .message()
            .parts();

    assertThat(parts).hasSize(5);
    assertThat(((ReasoningPart) parts.get(0)).text()).isEqualTo("Hm");
    assertThat(parts.get(1)).isEqualTo(new TextPart("Hi"));
    assertThat(parts.get(2).state().data().text()).isEqualTo("{\"thoughtSignature\":\"T==\"}");
    ToolCall call = (ToolCall) parts.get(3);
    assertThat(call.id()).isEqualTo("call_0_r1");
    assertThat(call.arguments().text()).isEqualTo("{\"a\": 1.0}");
    assertThat(call.state().data().text()).isEqualTo(CALL);
    assertThat(((OpaquePart) parts.get(4)).type()).isEqualTo("executableCode");
    assertThat(parts.get(4).state().origin()).isEqualTo("gemini");
  }

  @Test
  void aStreamGivesWhatTheWholeAnswerGives() {
    GeminiWire.Stream stream =
        new GeminiWire.Stream()
            .feed(
                piece("{\"thought\":true,\"text\":\"Let \"}"),
                piece("{\"text\":\"me see\",\"thought\":true}"),
                piece("{\"text\":\"Grüß \"}"),
                piece("{\"text\":\"Gott\"}"),
                piece(CALL),
                answer("{\"text\":\"\",\"thoughtSignature\":\"T==\"}"));

    assertThat(stream.end()).isTrue();
    ProviderAnswer whole =
        read(
            answer(
                "{\"text\":\"Let me see\",\"thought\":true},{\"text\":\"Grüß Gott\"},"
                    + CALL
                    + ",{\"text\":\"\",\"thoughtSignature\":\"T==\"}"));
    assertThat(stream.decoder.answer()).isEqualTo(whole);
    assertThat(whole.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(whole.requestId()).isEqualTo("r1");
    assertThat(stream.events)
        .contains(new ReasoningDelta("Let "), new TextDelta("Gott"))
        .contains(new PartDone(whole.message().parts().get(0)))
        .contains(new PartDone(whole.message().parts().get(2)));
  }

  @Test
  void aStreamIsCompleteOnlyWithAFinishReasonForEveryAnswer() {
    GeminiWire.Stream stream = new GeminiWire.Stream().feed(piece("{\"text\":\"Hi\"}"));
    assertThat(stream.end()).isFalse();
    stream.feed("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Ho\"}]},\"index\":1}]}");
    stream.feed("{\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}");
    assertThat(stream.end()).isFalse();
    stream.feed("{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\",\"index\":1}]}");
    assertThat(stream.end()).isTrue();
    assertThat(stream.decoder.answer().message().text()).isEqualTo("Hi");
    assertThat(stream.decoder.answer().alternatives())
        .singleElement()
        .satisfies(
            other -> {
              assertThat(other.message().text()).isEqualTo("Ho");
              assertThat(other.finishReason()).isEqualTo(FinishReason.LENGTH);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"FINISH_REASON_UNSPECIFIED\"", "0"})
  void aFinishReasonThatStandsForNoneEndsNoStream(String none) {
    String piece = answer("{\"text\":\"Hi\"}").replace("\"STOP\"", none);

    assertThat(new GeminiWire.Stream().feed(piece).end()).isFalse();
    assertThat(new GeminiWire.Stream().feed(piece, answer("{\"text\":\"!\"}")).end()).isTrue();
  }

  @Test
  void whatFollowsTheFinishReasonIsReadToo() {
    GeminiWire.Stream stream =
        new GeminiWire.Stream()
            .feed(
                answer("{\"text\":\"Hi\"}"),
                piece("{\"text\":\"!\"}"),
                "{\"candidates\":[]}",
                "{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}");

    assertThat(stream.end()).isTrue();
    assertThat(stream.decoder.answer().message().text()).isEqualTo("Hi!");
    assertThat(stream.decoder.answer().finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(stream.decoder.answer().usage().outputTokens()).isEqualTo(2);
  }

  @Test
  void anAnswerThatIsBlockedInItsMiddleKeepsWhatHasCome() {
    GeminiWire.Stream stream =
        new GeminiWire.Stream()
            .feed(
                piece("{\"text\":\"Hi\"}"),
                "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}");

    assertThat(stream.end()).isTrue();
    assertThat(stream.decoder.answer().message().text()).isEqualTo("Hi");
    assertThat(stream.decoder.answer().finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    assertThat(stream.decoder.answer().rawFinishReason()).isEqualTo("PROHIBITED_CONTENT");
  }

  @Test
  void aListOfArgumentsIsNotAsLongAsAnIndexSays() {
    GeminiWire.Stream stream = new GeminiWire.Stream();
    String call =
        "{\"functionCall\":{\"name\":\"f\",\"willContinue\":true,\"partialArgs\":"
            + "[{\"jsonPath\":\"$.a[999999]\",\"numberValue\":1}]}}";

    assertThatThrownBy(() -> stream.feed(piece(call)))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("no element before 999999");
  }

  @Test
  void argumentsThatComeInPiecesArePutTogether() {
    GeminiWire.Stream stream =
        new GeminiWire.Stream()
            .feed(
                piece("{\"functionCall\":{\"name\":\"f\",\"willContinue\":true}}"),
                piece(
                    "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.a.b[0]\","
                        + "\"stringValue\":\"x\",\"willContinue\":true}],\"willContinue\":true}}"),
                piece(
                    "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.a.b[0]\","
                        + "\"stringValue\":\"y\"},{\"jsonPath\":\"$['n']\",\"numberValue\":3}],"
                        + "\"willContinue\":true}}"),
                piece("{\"functionCall\":{}}"),
                answer("{\"functionCall\":{\"name\":\"g\"}}"));

    assertThat(stream.end()).isTrue();
    List<ToolCall> calls = stream.decoder.answer().message().toolCalls();
    assertThat(calls).extracting(ToolCall::name).containsExactly("f", "g");
    assertThat(calls.get(0).arguments().text()).isEqualTo("{\"a\":{\"b\":[\"xy\"]},\"n\":3}");
    assertThat(calls.get(1).arguments().text()).isEqualTo("{}");
  }

  @Test
  void inlineDataIsMedia() {
    List<Part> parts =
        read(answer(
                "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"},"
                    + "\"thoughtSignature\":\"I\"},"
                    + "{\"inlineData\":{\"mimeType\":\"audio/L16;rate=24000\","
                    + "\"data\":\"Ag==\"}}"))
            .message()
            .parts();

    assertThat(((ImagePart) parts.get(0)).image().bytes()).containsExactly(1);
    assertThat(parts.get(0).state().data().text()).isEqualTo("{\"thoughtSignature\":\"I\"}");
    assertThat(((AudioPart) parts.get(1)).audio().mediaType()).isEqualTo("audio/l16");
  }

  @Test
  void sourcesAreCitedByCharactersOfTheirPart() {
    String json =
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Grüße. \"},"
            + "{\"text\":\"Paris ist groß.\",\"thoughtSignature\":\"T\"}]},"
            + "\"finishReason\":\"STOP\",\"groundingMetadata\":{\"webSearchQueries\":[\"a\",\"b\"],"
            + "\"groundingChunks\":[{\"web\":{\"uri\":\"https://x.org\",\"title\":\"X\"}}],"
            + "\"groundingSupports\":[{\"segment\":{\"startIndex\":9,\"endIndex\":25,"
            + "\"text\":\"Paris ist groß.\"},\"groundingChunkIndices\":[0]}]}}],"
            + "\"usageMetadata\":{\"promptTokenCount\":1,\"totalTokenCount\":1}}";

    ProviderAnswer answer = read(json);

    Citation citation = ((TextPart) answer.message().parts().get(1)).citations().get(0);
    assertThat(citation.source()).isEqualTo("https://x.org");
    assertThat(citation.title()).isEqualTo("X");
    assertThat(citation.start()).isZero();
    assertThat(citation.end()).isEqualTo(15);
    assertThat(((TextPart) answer.message().parts().get(0)).citations()).isEmpty();
    assertThat(answer.usage().count(Meter.SEARCH)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"STOP\"', STOP",
    "1, STOP",
    "2, LENGTH",
    "'\"MAX_TOKENS\"', LENGTH",
    "'\"SAFETY\"', CONTENT_FILTER",
    "'\"RECITATION\"', CONTENT_FILTER",
    "'\"MODEL_ARMOR\"', CONTENT_FILTER",
    "'\"MALFORMED_FUNCTION_CALL\"', OTHER",
    "'\"UNEXPECTED_TOOL_CALL\"', OTHER",
    "'\"INVENTED_LATER\"', OTHER"
  })
  void finishReasons(String sent, FinishReason expected) {
    ProviderAnswer answer = read("{\"candidates\":[{\"finishReason\":" + sent + "}]}");

    assertThat(answer.finishReason()).isEqualTo(expected);
    assertThat(answer.rawFinishReason()).isEqualTo(sent.replace("\"", ""));
  }

  @Test
  void logprobsOfTheAnswer() {
    ProviderAnswer answer =
        read(
            "{\"candidates\":[{\"finishReason\":\"STOP\",\"logprobsResult\":{\"chosenCandidates\":"
                + "[{\"token\":\"a\",\"logProbability\":-0.5}],\"topCandidates\":[{\"candidates\":"
                + "[{\"token\":\"b\",\"logProbability\":-0.1}]}]}}]}");

    assertThat(answer.logprobs().get(0).token()).isEqualTo("a");
    assertThat(answer.logprobs().get(0).top().get(0).logprob()).isEqualTo(-0.1);
  }

  @Test
  void whatIsNoAnswerFails() {
    assertThatThrownBy(() -> read("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONTENT_FILTERED));
    assertThatThrownBy(() -> read("{\"usageMetadata\":{}}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER));
    assertThatThrownBy(
            () ->
                new GeminiWire.Stream()
                    .feed(
                        "{\"error\":{\"code\":429,\"message\":\"Slow\",\"status\":"
                            + "\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"1.5s\"}]}}"))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
              assertThat(failure.retryAfter()).contains(Duration.ofMillis(1_500));
            });
  }

  @Test
  void usageIsDisjoint() throws IOException {
    Usage usage =
        GeminiUsage.read(
            "{\"promptTokenCount\":100,\"cachedContentTokenCount\":60,"
                + "\"toolUsePromptTokenCount\":5,\"candidatesTokenCount\":30,"
                + "\"thoughtsTokenCount\":7,\"totalTokenCount\":142,"
                + "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":50},"
                + "{\"modality\":\"AUDIO\",\"tokenCount\":30},{\"modality\":2,\"tokenCount\":20}],"
                + "\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":25}],"
                + "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":10}]}",
            0);

    assertThat(usage)
        .isEqualTo(
            Usage.builder()
                .count(Meter.CACHE_READ, 60)
                .count(Meter.AUDIO_INPUT, 5)
                .count(Meter.IMAGE_INPUT, 20)
                .count(Meter.INPUT, 20)
                .count(Meter.REASONING, 7)
                .count(Meter.IMAGE_OUTPUT, 10)
                .count(Meter.OUTPUT, 20)
                .build());
  }

  @Test
  void contradictoryUsageIsFlagged() throws IOException {
    Usage inside =
        GeminiUsage.read(
            "{\"promptTokenCount\":10,\"candidatesTokenCount\":30,\"thoughtsTokenCount\":20,"
                + "\"totalTokenCount\":40}",
            0);
    assertThat(inside.totalTokens()).isEqualTo(40);
    assertThat(inside.inconsistencies()).hasSize(1);
    assertThat(GeminiUsage.read("{\"promptTokenCount\":1,\"totalTokenCount\":4}", 0))
        .satisfies(
            usage -> {
              assertThat(usage.outputTokens()).isEqualTo(3);
              assertThat(usage.inconsistencies()).hasSize(1);
            });
    assertThat(GeminiUsage.read("{\"trafficType\":\"ON_DEMAND\"}", 0).isKnown()).isFalse();
  }
}
