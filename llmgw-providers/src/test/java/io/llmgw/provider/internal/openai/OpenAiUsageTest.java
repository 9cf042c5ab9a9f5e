package io.llmgw.provider.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.model.Prices;
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

  @Test
  void cachedAndWrittenTokensThatExceedTheWholeLeaveNothing() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':28436,'completion_tokens':0,"
                + "'prompt_tokens_details':{'cached_tokens':28432,'cache_write_tokens':118}}");
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "3")
            .price(Meter.CACHE_READ, "0.3")
            .price(Meter.CACHE_WRITE_5M, "3.75")
            .build();
    assertThat(usage.count(Meter.INPUT)).isZero();
    assertThat(usage.inconsistencies()).isNotEmpty();
    assertThat(prices.cost(usage).usd().orElseThrow()).isEqualByComparingTo("0.0089721");
  }

  @Test
  void reasoningIsTakenOutOfTheOutputItIsPartOf() throws IOException {
    Usage usage =
        read(
            "{'prompt_tokens':17,'completion_tokens':977,'total_tokens':994,"
                + "'completion_tokens_details':{'reasoning_tokens':768}}");
    assertThat(usage.count(Meter.OUTPUT)).isEqualTo(209);
    assertThat(Prices.perMillion("0.05", "0.4").cost(usage).usd().orElseThrow())
        .isEqualByComparingTo("0.00039165");
  }

  @Test
  void imagesCountedOneByOneAreNotAlsoText() throws IOException {
    Usage usage =
        read("{'prompt_tokens':768,'total_tokens':768,'prompt_tokens_details':{'image_count':1}}");
    Prices prices =
        Prices.builder().price(Meter.INPUT, "0.135").price(Meter.IMAGE_COUNT, "0.00006").build();
    assertThat(usage.count(Meter.INPUT)).isZero();
    assertThat(usage.count(Meter.IMAGE_INPUT)).isEqualTo(768);
    assertThat(prices.cost(usage).usd().orElseThrow()).isEqualByComparingTo("0.00006");
  }

  @Test
  void perplexityBillsASearchForEveryRequest() throws IOException {
    Usage usage = read("{'prompt_tokens':17,'completion_tokens':6,'search_context_size':'low'}");
    Usage counted =
        read(
            "{'prompt_tokens':17,'completion_tokens':6,'search_context_size':'low',"
                + "'num_search_queries':7}");
    assertThat(usage.count(Meter.SEARCH)).isEqualTo(1);
    assertThat(counted.count(Meter.SEARCH)).isEqualTo(7);
  }
}
