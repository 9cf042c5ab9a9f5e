package io.llmgw.provider.internal.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicUsageTest {
  private static Usage usage(String... reports) throws IOException {
    AnthropicUsage usage = new AnthropicUsage();
    for (String report : reports) {
      usage.add(report);
    }
    return usage.usage();
  }

  @Test
  void cachedTokensAreNotPartOfTheInput() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":3,\"cache_creation_input_tokens\":12304,\"cache_read_input_tokens\":5,\"output_tokens\":550}");

    assertThat(usage.count(Meter.INPUT)).isEqualTo(3);
    assertThat(usage.count(Meter.CACHE_WRITE_5M)).isEqualTo(12_304);
    assertThat(usage.count(Meter.CACHE_READ)).isEqualTo(5);
    assertThat(usage.inputTokens()).isEqualTo(12_312);
    assertThat(usage.outputTokens()).isEqualTo(550);
    assertThat(usage.inconsistencies()).isEmpty();
  }

  @Test
  void nullsCountAsNothingBesideANumber() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":null,\"cache_creation\":null,\"server_tool_use\":null,\"output_tokens\":43}");

    assertThat(usage).isEqualTo(Usage.of(0, 43));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "{}", "{\"input_tokens\":null}", "{\"service_tier\":\"standard\"}"})
  void noNumberAtAllIsUnknown(String report) throws IOException {
    assertThat(usage(report).isKnown()).isFalse();
  }

  @Test
  void theSplitByDurationWinsOverTheTotalEvenIfThatIsZero() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":1,\"cache_creation_input_tokens\":0,\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200},\"output_tokens\":1}");

    assertThat(usage.count(Meter.CACHE_WRITE_5M)).isEqualTo(100);
    assertThat(usage.count(Meter.CACHE_WRITE_1H)).isEqualTo(200);
    assertThat(usage.inconsistencies()).hasSize(1);
  }

  @Test
  void aSplitThatFitsTheTotalIsTaken() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":1,\"cache_creation_input_tokens\":14055,\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":56,\"ephemeral_1h_input_tokens\":13999},\"output_tokens\":1}");

    assertThat(usage.count(Meter.CACHE_WRITE_5M)).isEqualTo(56);
    assertThat(usage.count(Meter.CACHE_WRITE_1H)).isEqualTo(13_999);
    assertThat(usage.inconsistencies()).isEmpty();
  }

  @Test
  void thinkingIsTakenOutOfTheOutput() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":1,\"output_tokens\":92,\"output_tokens_details\":{\"thinking_tokens\":53}}");

    assertThat(usage.count(Meter.REASONING)).isEqualTo(53);
    assertThat(usage.count(Meter.OUTPUT)).isEqualTo(39);
  }

  @Test
  void moreThinkingThanOutputIsFlagged() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":1,\"output_tokens\":5,\"output_tokens_details\":{\"thinking_tokens\":9}}");

    assertThat(usage.count(Meter.OUTPUT)).isZero();
    assertThat(usage.inconsistencies()).hasSize(1);
  }

  @Test
  void searchesAreCounted() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":1,\"output_tokens\":1,\"server_tool_use\":{\"web_search_requests\":10}}");

    assertThat(usage.count(Meter.SEARCH)).isEqualTo(10);
  }

  @Test
  void whatACompactionUsedIsAddedBecauseTheTotalsLeaveItOut() throws IOException {
    Usage usage =
        usage(
            "{\"input_tokens\":23,\"output_tokens\":10,\"iterations\":["
                + "{\"type\":\"compaction\",\"input_tokens\":180,\"output_tokens\":35},"
                + "{\"type\":\"message\",\"input_tokens\":23,\"output_tokens\":10}]}");

    assertThat(usage).isEqualTo(Usage.of(203, 45));
  }

  @Test
  void laterReportsReplaceWhatTheyNameAndKeepTheRest() throws IOException {
    AnthropicUsage usage = new AnthropicUsage();
    usage.add(
        "{\"input_tokens\":4,\"cache_creation_input_tokens\":4,\"cache_read_input_tokens\":11775,\"output_tokens\":5}");
    usage.add("{\"input_tokens\":9,\"cache_read_input_tokens\":null,\"output_tokens\":20}");

    assertThat(usage.usage().count(Meter.INPUT)).isEqualTo(9);
    assertThat(usage.usage().count(Meter.CACHE_READ)).isEqualTo(11_775);
    assertThat(usage.usage().count(Meter.CACHE_WRITE_5M)).isEqualTo(4);
    assertThat(usage.usage().count(Meter.OUTPUT)).isEqualTo(20);
    assertThat(usage.raw().text())
        .isEqualTo(
            "{\"input_tokens\":9,\"cache_creation_input_tokens\":4,\"cache_read_input_tokens\":11775,\"output_tokens\":20}");
  }
}
