package io.llmgw.examples;

import io.llmgw.provider.Anthropic;
import io.llmgw.provider.OpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.StandInServer;
import java.time.Duration;
import java.util.Map;

/**
 * The providers of the quickstart: the real ones where there is a key, else stand-ins on this
 * machine.
 */
final class Providers implements AutoCloseable {
  private static final String ANSWER =
      "A gateway stands between your code and the models: it picks one, retries, falls back, remembers and counts the cost.";

  private final StandInServer openAi =
      StandInServer.openAi()
          .answers(ANSWER)
          .piecesEvery(Duration.ofMillis(40))
          .usage(14, 26)
          .answers("Paris.")
          .usage(13, 3);
  private final StandInServer anthropic =
      StandInServer.anthropic().answers("Yes, I am here.").usage(12, 8);
  private final StandInServer unstable =
      StandInServer.openAi().failsWith(503).cutsBeforeFirstText();
  private final boolean realOpenAi;
  private final boolean realAnthropic;

  private Providers(boolean realOpenAi, boolean realAnthropic) {
    this.realOpenAi = realOpenAi;
    this.realAnthropic = realAnthropic;
  }

  static Providers fromEnv(Map<String, String> environment) {
    return new Providers(
        isSet(environment, "OPENAI_API_KEY"), isSet(environment, "ANTHROPIC_API_KEY"));
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }

  ProviderSpec openAi() {
    return realOpenAi
        ? OpenAi.fromEnv()
        : OpenAi.builder().baseUrl(openAi.baseUrl()).apiKey("stand-in").build();
  }

  ProviderSpec anthropic() {
    return realAnthropic
        ? Anthropic.fromEnv()
        : Anthropic.builder().baseUrl(anthropic.baseUrl()).apiKey("stand-in").build();
  }

  /** A provider that misbehaves on purpose, so that there is something to fall back from. */
  ProviderSpec unstable() {
    return OpenAi.compatible("unstable", unstable.baseUrl()).noKey().build();
  }

  String description() {
    return "openai is " + kind(realOpenAi) + ", anthropic is " + kind(realAnthropic);
  }

  private static String kind(boolean real) {
    return real ? "the real one" : "a stand-in on this machine (set its key to use the real one)";
  }

  @Override
  public void close() {
    openAi.close();
    anthropic.close();
    unstable.close();
  }
}
