package io.llmgw.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  @ParameterizedTest
  @ValueSource(strings = {"assistant", "openai/gpt-5", "openrouter/meta/llama", ""})
  void anyAllowsAllAndNoneNothing(String name) {
    assertThat(Models.any().allows(name)).isTrue();
    assertThat(Models.none().allows(name)).isFalse();
    assertThat(Models.only().allows(name)).isFalse();
    assertThat(Models.except().allows(name)).isTrue();
  }

  @Test
  void onlyAllowsWhatItNames() {
    Models models = Models.only("assistant", "openai/gpt-5", "mistral/*");

    assertThat(models.allows("assistant")).isTrue();
    assertThat(models.allows("openai/gpt-5")).isTrue();
    assertThat(models.allows("mistral/small")).isTrue();
    assertThat(models.allows("mistral/a/b")).isTrue();

    assertThat(models.allows("Assistant")).isFalse();
    assertThat(models.allows("openai/gpt-5-mini")).isFalse();
    assertThat(models.allows("openai/GPT-5")).isFalse();
    assertThat(models.allows("mistral")).isFalse();
    assertThat(models.allows("mistral/")).isFalse();
    assertThat(models.allows("mistral2/small")).isFalse();
    assertThat(models.allows("/small")).isFalse();
    assertThat(models.allows("")).isFalse();
  }

  @Test
  void exceptAllowsWhatItDoesNotNameInWhateverCase() {
    Models models = Models.except("secret", "openai/gpt-5", "mistral/*");

    assertThat(models.allows("assistant")).isTrue();
    assertThat(models.allows("openai/gpt-5-mini")).isTrue();

    assertThat(models.allows("secret")).isFalse();
    assertThat(models.allows("SECRET")).isFalse();
    assertThat(models.allows("openai/GPT-5")).isFalse();
    assertThat(models.allows("Mistral/small")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "/", "/m", "p/", "p/ ", " /m", "*", "*/m", "p/m*", "p/*/x", "a*", "p/**"})
  void anEntryThatIsNeitherOfTheThreeIsRefused(String entry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.only("assistant", entry))
        .withMessageContaining("Models.only: \"" + entry + "\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.except(entry))
        .withMessageContaining("Models.except: \"" + entry + "\"");
  }

  @Test
  void aMissingEntryIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> Models.only((String) null))
        .withMessageContaining("Models.only");
  }

  @Test
  void theSameNamesAreEqualAndSayWhatTheyAllow() {
    assertThat(Models.only("a", "b"))
        .isEqualTo(Models.only("b", "a", "a"))
        .hasSameHashCodeAs(Models.only("b", "a"))
        .isNotEqualTo(Models.except("a", "b"));
    assertThat(Models.only("a", "p/*")).hasToString("only [a, p/*]");
    assertThat(Models.any()).hasToString("any");
    assertThat(Models.none()).hasToString("none").isNotEqualTo(Models.any());
  }
}
