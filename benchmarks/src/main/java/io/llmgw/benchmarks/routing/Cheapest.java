package io.llmgw.benchmarks.routing;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.Branch;
import io.llmgw.route.Candidate;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A mix of requests over five priced models. Each model counts tokens in its own way, and answers
 * have a length that nobody knows before.
 */
final class Cheapest {
  private static final int CALLS = 300;
  private static final String[] WORDS = {
    "market ", "the ", "Zusammenfassung ", "été ", "東京の天気", "привет ", "{\"key\": 17}, "
  };

  /** A model: prices in USD per million tokens, and how many tokens it makes of a character. */
  private record Model(String name, double input, double output, int window, double perChar) {}

  private static final List<Model> MODELS =
      List.of(
          new Model("large", 1.25, 10, 400_000, 0.30),
          new Model("reads-cheaply", 0.15, 6, 128_000, 0.31),
          new Model("writes-cheaply", 0.60, 1.2, 128_000, 0.28),
          new Model("small", 0.05, 0.4, 4_000, 0.33),
          new Model("medium", 0.30, 2.5, 32_000, 0.30));

  private Cheapest() {}

  /**
   * How much more was paid than at the cheapest capable model.
   *
   * @param excess over all calls, as a share of the least that could be paid
   * @param worst in one call
   * @param beyond by how much the worst one exceeds what the estimates' errors explain; at most 0
   */
  record Result(double excess, double worst, double beyond) {}

  static Result run(RoutingStrategy strategy, long seed) {
    Random random = new Random(seed);
    double[] estimated = new double[MODELS.size()];
    int[] output = new int[1];
    RoutingStrategy observed =
        (call, candidates) -> {
          for (Candidate candidate : candidates) {
            estimated[index(candidate.target().model())] =
                call.estimatedUsd(candidate).orElseThrow();
          }
          return strategy.prefer(call, candidates);
        };
    double paid = 0;
    double least = 0;
    double worst = 0;
    double beyond = Double.NEGATIVE_INFINITY;
    try (LlmGateway gateway =
        LlmGateway.builder()
            .random(random)
            .provider(provider(output))
            .route(
                "route",
                r ->
                    r.to(
                        Branch.by(
                            observed,
                            MODELS.stream().map(m -> "p/" + m.name).toArray(String[]::new))))
            .build()) {
      for (int i = 0; i < CALLS; i++) {
        String prompt = prompt(random);
        output[0] = (int) (300 * Math.exp(0.7 * random.nextGaussian()));
        Arrays.fill(estimated, Double.NaN);
        int chosen = index(gateway.chat(ChatRequest.of("route", prompt)).servedBy().model());
        int best = best(prompt, output[0], estimated);
        if (best >= 0) {
          double cost = usd(MODELS.get(chosen), prompt, output[0]);
          double cheapest = usd(MODELS.get(best), prompt, output[0]);
          paid += cost;
          least += cheapest;
          worst = Math.max(worst, cost / cheapest - 1);
          double errors = Math.abs(estimated[chosen] - cost) + Math.abs(estimated[best] - cheapest);
          beyond = Math.max(beyond, cost - cheapest - errors);
        }
      }
    }
    return new Result(paid / least - 1, worst, beyond);
  }

  private static String prompt(Random random) {
    String word = WORDS[random.nextInt(WORDS.length)];
    return word.repeat(1 + (int) Math.exp(9 * random.nextDouble()));
  }

  private static int index(String model) {
    for (int i = 0; i < MODELS.size(); i++) {
      if (MODELS.get(i).name.equals(model)) {
        return i;
      }
    }
    throw new IllegalArgumentException(model);
  }

  private static int best(String prompt, int output, double[] estimated) {
    int best = -1;
    for (int i = 0; i < estimated.length; i++) {
      boolean capable = !Double.isNaN(estimated[i]);
      if (capable
          && (best < 0
              || usd(MODELS.get(i), prompt, output) < usd(MODELS.get(best), prompt, output))) {
        best = i;
      }
    }
    return best;
  }

  private static double usd(Model model, String prompt, int output) {
    return (tokens(model, prompt) * model.input + output * model.output) / 1e6;
  }

  private static long tokens(Model model, String prompt) {
    return 8 + Math.round(prompt.length() * model.perChar);
  }

  private static ScriptedProvider provider(int[] output) {
    ScriptedProvider provider =
        ScriptedProvider.named("p")
            .answersWith(
                request -> {
                  Model model = MODELS.get(index(request.model()));
                  String prompt = request.chat().messages().get(0).text();
                  return ProviderAnswer.of(new AssistantMessage("Paris"))
                      .finish(FinishReason.STOP, "")
                      .usage(Usage.of(tokens(model, prompt), output[0]), RawJson.NONE)
                      .model(request.model())
                      .build();
                });
    for (Model model : MODELS) {
      provider.knows(
          ModelInfo.builder(model.name)
              .contextWindow(model.window)
              .price(String.valueOf(model.input), String.valueOf(model.output))
              .build());
    }
    return provider;
  }
}
