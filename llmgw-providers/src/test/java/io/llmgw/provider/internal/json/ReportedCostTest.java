package io.llmgw.provider.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.value.RawJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedCostTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt_tokens":3,"cost":0.0004970133333333333} | 0.0004970133333333333
          {"cost":4e-05,"is_byok":false,"cost_details":{"upstream_inference_cost":4e-05}} | 0.00004
          {"cost":0,"is_byok":false} | 0
          {"cost":0.0005,"is_byok":true,"cost_details":{"upstream_inference_cost":0.01}} | 0.0105
          {"cost_in_usd_ticks":37756000} | 0.0037756
          {"cost_in_usd_ticks":200000000} | 0.02
          {"cost":{"request_cost":0.006,"total_cost":0.00614}} | 0.00614
          {"cost":{"currency":"USD","total_cost":0.000000012}} | 0.000000012
          """)
  void anAmountIsReadExactly(String usage, String usd) {
    assertThat(ReportedCost.usd(RawJson.of(usage)))
        .hasValueSatisfying(it -> assertThat(it).isEqualByComparingTo(usd));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"prompt_tokens\":3}",
        "{\"cost\":null}",
        "{\"cost\":0}",
        "{\"cost\":\"much\"}",
        "{\"cost\":-1}",
        "{\"cost\":1e999999}",
        "{\"cost\":[1]}",
        "{\"cost\":0,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":null}}",
        "{\"cost\":0,\"is_byok\":true}",
        "{\"cost\":{\"currency\":\"EUR\",\"total_cost\":1}}",
        "{\"cost\":{}}",
      })
  void whatIsNoAmountIsNoReport(String usage) {
    assertThat(ReportedCost.usd(RawJson.of(usage))).isEmpty();
  }
}
