package io.llmgw.internal.route;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Health;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The router's decision over 20 targets that are all able and healthy: which one is asked first. In
 * the package of what it measures.
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am compile exec:exec@bench \
 *     -Djmh.args="RouterBenchmark -f 1 -wi 3 -i 3 -w 1 -r 1 -prof gc"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {
  private static final int TARGETS = 20;
  private static final ChatRequest QUESTION =
      ChatRequest.builder("route").system("Answer briefly.").user("Capital of France?").build();

  /** How the target is chosen. */
  @Param({"in order", "weighted", "fastest", "cheapest", "sticky"})
  public String by;

  private final SystemTime time = new SystemTime();
  private RouterAsk ask;
  private Route route;

  /** Makes the targets, each of which has answered once. */
  @Setup
  public void describe() {
    TargetStates states = new TargetStates(time);
    states.judgeBy(Health.defaults());
    List<Node> leaves = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      Target target = new Target("provider-" + i % 5, "model-" + i);
      long now = time.nanoTime();
      TargetState state = states.of(target);
      state.begun(false, now - 500_000_000L - i);
      state.latency(false).answered(now - 500_000_000L - i, now);
      state.ended();
      ModelInfo model =
          ModelInfo.builder("model-" + i)
              .contextWindow(128_000)
              .maxOutputTokens(16_000)
              .can(Capability.TOOLS, Capability.JSON_SCHEMA, Capability.IMAGES)
              .price("0.25", String.valueOf(2 + i))
              .build();
      leaves.add(new Leaf(target, new Nobody(), Optional.of(model), state));
    }
    route = new Route("route", "", tree(leaves), terms(), false);
    ask = new RouterAsk(time, QUESTION);
  }

  private Node tree(List<Node> leaves) {
    double[] weights = new double[TARGETS];
    Arrays.setAll(weights, i -> 1 + i % 3);
    return switch (by) {
      case "weighted" -> Node.Choosing.weighted(leaves, weights);
      case "fastest" -> Node.Choosing.by(RoutingStrategy.fastest(), leaves);
      case "cheapest" -> Node.Choosing.by(RoutingStrategy.cheapest(), leaves);
      case "sticky" ->
          Node.Choosing.by(RoutingStrategy.sticky(io.llmgw.value.Scope.TENANT), leaves);
      default -> Node.Choosing.by(RoutingStrategy.inOrder(), leaves);
    };
  }

  private static RouteTerms terms() {
    return new RouteTerms(
        Optional.empty(),
        AttemptLimits.NONE,
        OptionalInt.empty(),
        UnsupportedSettings.DROP,
        false,
        OptionalInt.empty(),
        PrefixCaching.off(),
        BrokenStreams.FAIL,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The first target of a call. */
  @Benchmark
  public Choice decision() {
    return new Walk(route, ask.again(), ThreadLocalRandom.current()).next();
  }

  /** Ends the clock's thread. */
  @TearDown
  public void close() {
    time.close();
  }

  /** A provider that is never asked. */
  private record Nobody() implements ChatClient {
    @Override
    public String name() {
      return "nobody";
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public ProviderStream stream(TargetRequest request, CallContext context) {
      throw new IllegalStateException("the benchmark asks nobody");
    }

    @Override
    public ProviderAnswer answer(TargetRequest request, CallContext context) {
      throw new IllegalStateException("the benchmark asks nobody");
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
