package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BedrockTest {
  private static final AwsCredentials KEYS = AwsCredentials.of("AKIDEXAMPLE", "a-very-secret-key");

  @Test
  void regionAndOneWayToAuthoriseAreNeeded() {
    assertThatThrownBy(() -> Bedrock.builder().credentials(KEYS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region");
    assertThatThrownBy(() -> Bedrock.builder().region("us-east-1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credentials or apiKey");
    assertThatThrownBy(
            () -> Bedrock.builder().region("us-east-1").credentials(KEYS).apiKey("k").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("either");
  }

  @Test
  void anUnknownRegionIsRefusedUnlessTheHostIsGiven() {
    assertThatThrownBy(() -> Bedrock.builder().region("us-east-11").credentials(KEYS).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            Bedrock.builder()
                .region("us-east-11")
                .baseUrl("https://vpce-1.bedrock-runtime.us-east-11.vpce.amazonaws.com")
                .credentials(KEYS)
                .build()
                .name())
        .isEqualTo("bedrock");
  }

  @Test
  void noKeyIsShown() {
    Bedrock bedrock = Bedrock.builder().region("us-east-1").credentials(KEYS).build();
    assertThat(bedrock).hasToString("Bedrock[bedrock, us-east-1]");
  }
}
