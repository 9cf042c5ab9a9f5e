package io.llmgw.provider.internal.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsRegionsTest {
  @ParameterizedTest
  @CsvSource({
    "us-east-1, bedrock-runtime.us-east-1.amazonaws.com",
    "us-gov-west-1, bedrock-runtime.us-gov-west-1.amazonaws.com",
    "cn-north-1, bedrock-runtime.cn-north-1.amazonaws.com.cn",
    "eusc-de-east-1, bedrock-runtime.eusc-de-east-1.amazonaws.eu",
    "ap-southeast-7, bedrock-runtime.ap-southeast-7.amazonaws.com",
  })
  void aKnownRegionHasAHost(String region, String host) {
    assertThat(AwsRegions.bedrockRuntimeHost(AwsRegions.known(region))).isEqualTo(host);
    assertThat(AwsRegions.wellFormed(region)).isEqualTo(region);
  }

  @ParameterizedTest
  @CsvSource({
    "us-est-1, us-east-1",
    "us-east-1a, us-east-1",
    "EU-WEST-1, eu-west-1",
    "eu-frankfurt-1, eu-",
    "us-gov-west1, us-gov-west-1",
    "' eu-central-1', eu-central-1",
  })
  void anUnknownRegionIsRefusedWithTheNearestKnownOnes(String region, String nearest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsRegions.known(region))
        .withMessageContaining("region \"" + region + "\" is not known; did you mean " + nearest)
        .withMessageContaining("baseUrl");
  }

  @Test
  void aRegionNewerThanTheListIsUsableWithABaseUrl() {
    assertThat(AwsRegions.wellFormed("nz-south-3")).isEqualTo("nz-south-3");
    assertThat(AwsRegions.wellFormed("us-isob-east-1")).isEqualTo("us-isob-east-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "us-east-1\n", "us_east_1", "https://x", "us-east-1/evil", "global"})
  void whatCannotBeARegionIsRefusedEvenWithABaseUrl(String region) {
    assertThatIllegalArgumentException().isThrownBy(() -> AwsRegions.wellFormed(region));
    assertThatIllegalArgumentException().isThrownBy(() -> AwsRegions.known(region));
  }

  @Test
  void aMessageStaysOnOneLineAndShort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsRegions.known("x\n".repeat(5_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n"));
  }
}
