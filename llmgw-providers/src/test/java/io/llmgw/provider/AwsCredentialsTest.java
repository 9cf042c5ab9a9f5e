package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsCredentialsTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  @Test
  void holdsWhatItIsGiven() {
    AwsCredentials user = AwsCredentials.of("AKIDEXAMPLE", SECRET);
    assertThat(user.accessKeyId()).isEqualTo("AKIDEXAMPLE");
    assertThat(user.secretAccessKey().reveal()).isEqualTo(SECRET);
    assertThat(user.sessionToken()).isEmpty();
    AwsCredentials temporary = AwsCredentials.of("ASIDEXAMPLE", SECRET, "to/k+en==");
    assertThat(temporary.sessionToken().orElseThrow().reveal()).isEqualTo("to/k+en==");
  }

  @Test
  void printsNothingSecret() {
    assertThat(AwsCredentials.of("AKIDEXAMPLE", SECRET, "token-value").toString())
        .doesNotContain("AKID", SECRET, "token-value");
  }

  @Test
  void equalPartsMakeEqualCredentials() {
    AwsCredentials user = AwsCredentials.of("AKIDEXAMPLE", SECRET);
    assertThat(user)
        .isEqualTo(AwsCredentials.of("AKIDEXAMPLE", SECRET))
        .hasSameHashCodeAs(AwsCredentials.of("AKIDEXAMPLE", SECRET))
        .isNotEqualTo(AwsCredentials.of("AKIDEXAMPLE", SECRET, "token"))
        .isNotEqualTo(AwsCredentials.of("AKIDEXAMPLE", SECRET + "x"))
        .isNotEqualTo(AwsCredentials.of("AKIDEXAMPLE2", SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "AKID\n", "AK ID", "AKID/x", "AKID,x", "AKÏD"})
  void anIdThatWouldBreakTheHeaderIsRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsCredentials.of(id, SECRET))
        .withMessageStartingWith("accessKeyId ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "secret-part\n", "secret-part\r\nx-evil: 1"})
  void aSecretOrTokenThatCannotBeOneIsRefusedWithoutShowingIt(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsCredentials.of("AKID", value))
        .withMessageStartingWith("secretAccessKey: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret-part"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsCredentials.of("AKID", SECRET, value))
        .withMessageStartingWith("sessionToken: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret-part"));
  }

  @Test
  void readsTheVariablesOfAws() {
    Map<String, String> user =
        Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", SECRET + "\n");
    assertThat(AwsCredentials.fromEnv(user::get)).isEqualTo(AwsCredentials.of("AKID", SECRET));
    Map<String, String> temporary =
        Map.of(
            "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", SECRET, "AWS_SESSION_TOKEN", "t");
    assertThat(AwsCredentials.fromEnv(temporary::get))
        .isEqualTo(AwsCredentials.of("AKID", SECRET, "t"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', s, '', AWS_ACCESS_KEY_ID",
    "AKID, ' ', '', AWS_SECRET_ACCESS_KEY",
    "A B, s, '', AWS_ACCESS_KEY_ID",
    "AKID, s s, '', AWS_SECRET_ACCESS_KEY",
    "AKID, s, t t, AWS_SESSION_TOKEN",
  })
  void namesTheVariableThatIsWrong(String id, String secret, String token, String variable) {
    Map<String, String> variables =
        Map.of(
            "AWS_ACCESS_KEY_ID", id, "AWS_SECRET_ACCESS_KEY", secret, "AWS_SESSION_TOKEN", token);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AwsCredentials.fromEnv(variables::get))
        .withMessageContaining(variable);
  }
}
