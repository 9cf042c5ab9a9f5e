package io.llmgw.provider.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the lists have and the catalogue has not, with the reason. */
final class LeftOut {

  private record Rule(String provider, Pattern ids, String reason) {}

  private static final List<Rule> RULES =
      List.of(
          everywhere(
              "(?i).*(realtime|-live\\b|native-audio|sonic|-tts\\b|whisper|transcribe|lyria).*",
              "speech or music, not text"),
          everywhere(
              "(?i).*(-image\\b|image-preview|flux-|stable-diffusion|playground-v|ssd-1b).*",
              "makes images"),
          everywhere("(?i).*(-ocr\\b|ocr-v\\d).*", "reads documents by the page"),
          rule("(openai|azure)", "container", "the price of a sandbox session"),
          rule(
              "bedrock",
              "anthropic\\.claude-3-7-sonnet-20240620.*",
              "Claude 3.7 Sonnet with the date of 3.5; no such model"),
          rule("azure", "model_router", "a surcharge on the models it picks"),
          rule(
              "gemini",
              "gemini-(exp-.*|(pro|flash)(-1\\.5.*)?|1\\..*|gemma.*)",
              "experiments that ended, names other providers have for Gemini 1"),
          rule("vertex", "gemini-1\\..*", "switched off"),
          rule("gemini", "gemma-\\d|gemma-3n", "the name of a family"),
          rule(
              "deepseek",
              "deepseek-(coder|r1|v3.*)",
              "names of models; DeepSeek's API takes other ids"),
          rule(
              "mistral",
              ".*:free|.*instruct.*|mixtral-.*|mistral-7b|ministral-[38]b|.*-24b-.*"
                  + "|mistral-(nemo|saba|large)|devstral-small|pixtral-12b|codestral|pixtral-large"
                  + "|magistral-(small|medium)|mistral-medium-3",
              "names families and resellers have; Mistral's API takes other ids"),
          rule(
              "perplexity",
              "(pplx-(7|70)b|codellama|llama-|mistral-|mixtral-|sonar-(small|medium)-).*",
              "switched off in 2025 or before, most of them sold by the request"),
          rule("openrouter", "openrouter/(auto|bodybuilder)", "another model answers"),
          rule(
              "fireworks",
              "accounts/fireworks/models/(ernie-4p5-21b-a3b-pt|ernie-4p5-300b-a47b-pt|llama-v2-70b"
                  + "|llama-v3p1-405b-instruct-long|llama-v3p1-70b-instruct-1b|minimax-m1-80k"
                  + "|nemotron-nano-v2-12b-vl)",
              "the list fills in 4,096 tokens and 0.1 USD where it knows nothing"),
          rule("moonshot", "kimi-k2", "a family; the ids have a date"),
          rule("xai", "grok-4\\.20", "a family; the ids have a date"),
          rule("together", "baai/.*", "another spelling of BAAI/…"));

  /** What is really free. Any other zero in the lists means that the price is not known. */
  private static final List<Rule> FREE =
      List.of(
          everywhere(".*(:free|-Free)", "says so itself"),
          rule("openrouter", "openrouter/free", "picks among free models"),
          rule("zai", "glm-4\\.5-flash", "z.ai lists it as free"),
          rule("gemini", "gemma-3.*", "Google lists Gemma as free, without a paid tier"));

  private LeftOut() {}

  private static Rule everywhere(String ids, String reason) {
    return rule(".*", ids, reason);
  }

  private static Rule rule(String providers, String ids, String reason) {
    return new Rule(providers, Pattern.compile(ids), reason);
  }

  /** Returns why a model is not in the catalogue; empty if it is. */
  static Optional<String> reason(String provider, String id) {
    return find(RULES, provider, id);
  }

  /** Tells whether a model costs nothing. */
  static boolean isFree(String provider, String id) {
    return find(FREE, provider, id).isPresent();
  }

  private static Optional<String> find(List<Rule> rules, String provider, String id) {
    return rules.stream()
        .filter(rule -> provider.matches(rule.provider) && rule.ids.matcher(id).matches())
        .map(Rule::reason)
        .findFirst();
  }
}
