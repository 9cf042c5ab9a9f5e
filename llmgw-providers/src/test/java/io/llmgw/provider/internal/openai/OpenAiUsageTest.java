package io.llmgw.provider.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpenAiUsageTest {
  private static Usage read(String json) throws IOException {
    return OpenAiUsage.read(RawJson.of(json.replace('\'', '"')));
  }

  @Test
  void metersAreDisjointAndSumToTheTotal() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,"
                + "'prompt_tokens_details':{'cached_tokens':40,'cache_write_tokens':10,'audio_tokens':5},"
                + "'completion_tokens_details':{'reasoning_tokens':20,'audio_tokens':7}}");
    assertThat(usage.count(Meter.INPUT)).isEqualTo(45);
    assertThat(usage.count(Meter.CACHE_READ)).isEqualTo(40);
    assertThat(usage.count(Meter.CACHE_WRITE_5M)).isEqualTo(10);
    assertThat(usage.count(Meter.AUDIO_INPUT)).isEqualTo(5);
    assertThat(usage.count(Meter.OUTPUT)).isEqualTo(23);
    assertThat(usage.count(Meter.REASONING)).isEqualTo(20);
    assertThat(usage.count(Meter.AUDIO_OUTPUT)).isEqualTo(7);
    assertThat(usage.totalTokens()).isEqualTo(150);
    assertThat(usage.inconsistencies()).isEmpty();
  }

  @Test
  void reasoningCountedApartIsAddedAndFlagged() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':18,"
                + "'completion_tokens_details':{'reasoning_tokens':3}}");
    assertThat(usage.count(Meter.OUTPUT)).isEqualTo(5);
    assertThat(usage.count(Meter.REASONING)).isEqualTo(3);
    assertThat(usage.totalTokens()).isEqualTo(18);
    assertThat(usage.inconsistencies()).isNotEmpty();
  }

  @Test
  void moreReasoningThanCompletionCannotBePartOfIt() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':10,'completion_tokens':5,'completion_tokens_details':{'reasoning_tokens':9}}");
    assertThat(usage.outputTokens()).isEqualTo(14);
    assertThat(usage.inconsistencies()).isNotEmpty();
  }

  @Test
  void aTotalThatHoldsMoreThanItsPartsIsReasoningNobodyNamed() throws IOException {
    Usage usage = read("{'prompt_tokens':35,'completion_tokens':12,'total_tokens':109}");
    assertThat(usage.count(Meter.REASONING)).isEqualTo(62);
    assertThat(usage.totalTokens()).isEqualTo(109);
    assertThat(usage.inconsistencies()).isNotEmpty();
  }

  @Test
  void deepSeeksNamesAreKnown() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':10,'completion_tokens':5,'prompt_cache_hit_tokens':4,'prompt_cache_miss_tokens':6}");
    assertThat(usage.count(Meter.CACHE_READ)).isEqualTo(4);
    assertThat(usage.count(Meter.INPUT)).isEqualTo(6);
  }

  @Test
  void moreCachedThanPromptTokensAreCountedBesideThem() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':78,'completion_tokens':9,'prompt_tokens_details':{'cached_tokens':158}}");
    assertThat(usage.count(Meter.INPUT)).isEqualTo(78);
    assertThat(usage.count(Meter.CACHE_READ)).isEqualTo(158);
    assertThat(usage.inconsistencies()).isNotEmpty();
  }

  @Test
  void tokensReadAndWrittenAtOnceLeaveTheRestFresh() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':2168,'completion_tokens':100,"
                + "'prompt_tokens_details':{'cached_tokens':2161,'cache_write_tokens':2161}}");
    assertThat(usage.count(Meter.INPUT)).isEqualTo(7);
    assertThat(usage.inconsistencies()).isNotEmpty();
  }

  @Test
  void unknownIsNotZero() throws IOException {
    assertThat(read("").isKnown()).isFalse();
    assertThat(read("{}").isKnown()).isFalse();
    assertThat(read("{'prompt_tokens':null}").isKnown()).isFalse();
  }

  @Test
  void floatsAreRead() throws IOException {
    assertThat(read("{'prompt_tokens':10.0,'completion_tokens':5.0}").totalTokens()).isEqualTo(15);
  }
}
