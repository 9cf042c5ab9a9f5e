package io.llmgw.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @Test
  void aSecretNeverPrintsItself() {
    Secret secret = Secret.of("sk-very-secret");

    assertThat(secret.toString()).doesNotContain("very");
    assertThat(secret.reveal()).isEqualTo("sk-very-secret");
    assertThat(secret.redactIn("Incorrect API key: sk-very-secret."))
        .isEqualTo("Incorrect API key: [secret].");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "sk-a b", "sk-a\r\nX-Evil: 1", "sk-\u00fc", "sk-a\t"})
  void aSecretThatWouldBreakAHeaderIsRefusedWithoutBeingShown(String wrong) {
    assertThatThrownBy(() -> Secret.of(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the key")
        .hasMessageNotContaining("sk-");
  }

  @Test
  void secretsAreEqualByValue() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
  }

  @Test
  void everythingAfterTheFirstSlashIsTheModel() {
    assertThat(Target.parse("openrouter/meta-llama/llama-3"))
        .isEqualTo(new Target("openrouter", "meta-llama/llama-3"))
        .hasToString("openrouter/meta-llama/llama-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-5", "/gpt-5", "openai/", ""})
  void aTargetNeedsProviderAndModel(String wrong) {
    assertThatThrownBy(() -> Target.parse(wrong)).hasMessageContaining("provider/model");
  }

  @Test
  void aCallersPartsDoNotRunTogether() {
    assertThat(Caller.tenant("ab").withUser("c")).isNotEqualTo(Caller.tenant("a").withUser("bc"));
    assertThat(Caller.tenant("a")).isNotEqualTo(Caller.user("a"));
    assertThat(Caller.tenant("a").withTag("plan", "free").hasTag("plan", "free")).isTrue();
    assertThat(Caller.anonymous().tenant()).isEmpty();
  }

  @Test
  void aCallersTagsCannotBeChangedFromOutside() {
    Caller caller = Caller.tenant("a").withTag("k", "v");

    assertThatThrownBy(() -> caller.tags().put("k", "w"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Caller.tenant(" ")).hasMessageContaining("tenant");
  }

  @Test
  void aBlobKeepsItsOwnCopyOfTheBytes() {
    byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
    Blob blob = Blob.of("image/PNG", bytes);
    bytes[0] = 'x';
    blob.bytes()[1] = 'x';

    assertThat(blob.base64()).isEqualTo("YWJj");
    assertThat(blob.mediaType()).isEqualTo("image/png");
    assertThat(blob).isEqualTo(Blob.of("image/png", "abc".getBytes(StandardCharsets.UTF_8)));
    assertThat(blob.toString()).doesNotContain("YWJj");
  }

  @Test
  void aBlobIsNeverAFileOrNothing() {
    assertThatThrownBy(() -> Blob.url("file:///etc/passwd", "")).hasMessageContaining("http");
    assertThatThrownBy(() -> Blob.of("image/png", new byte[0])).hasMessageContaining("no bytes");
    assertThatThrownBy(() -> Blob.of("png", new byte[1])).hasMessageContaining("media type");
  }
}
