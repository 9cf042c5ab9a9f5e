package io.llmgw.benchmarks.routing;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in virtual time, scripted providers, and calls that arrive at a steady rate. From one
 * seed always the same.
 */
final class World {
  private static final Duration LONG_ENOUGH = Duration.ofDays(1);

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final Random latencies;
  private final Random choices;
  private final Ended[] ended;
  private final double perSecond;
  private int arrived;

  /**
   * A call that has ended.
   *
   * @param target who answered it; empty if nobody did
   * @param attempts how many were made
   */
  record Ended(String target, double millis, int attempts) {}

  World(long seed, int calls, double perSecond) {
    this.latencies = new Random(seed);
    this.choices = new Random(~seed);
    this.ended = new Ended[calls];
    this.perSecond = perSecond;
  }

  TestClock clock() {
    return clock;
  }

  /** The number of the call that arrived last, from 0. */
  int arrived() {
    return arrived;
  }

  double logNormal(double median, double sigma) {
    return median * Math.exp(sigma * latencies.nextGaussian());
  }

  boolean happens(double probability) {
    return latencies.nextDouble() < probability;
  }

  /** A target that answers after a time that is drawn each time. */
  static ScriptedProvider answering(String name, DoubleSupplier millis) {
    return ScriptedProvider.named(name)
        .answers("Paris")
        .usage(20, 3)
        .takes(() -> Duration.ofNanos((long) (millis.getAsDouble() * 1e6)));
  }

  /** Lets all calls arrive at the route {@code route}, and waits until they have ended. */
  List<Ended> run(UnaryOperator<LlmGatewayBuilder> described) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(ended.length);
    LlmGatewayBuilder builder =
        LlmGateway.builder().clock(clock).executor(clock.executor()).random(choices);
    try (LlmGateway gateway = described.apply(builder).build()) {
      for (int i = 0; i < ended.length; i++) {
        int number = i;
        clock.schedule(
            () -> ask(gateway, number, done), Duration.ofNanos((long) (i * 1e9 / perSecond)));
      }
      if (!clock.await(done, LONG_ENOUGH)) {
        throw new IllegalStateException("calls have not ended");
      }
    }
    return List.of(ended);
  }

  private void ask(LlmGateway gateway, int number, CountDownLatch done) {
    arrived = number;
    long began = clock.nanoTime();
    CompletableFuture<?> unused =
        gateway
            .chatAsync(ChatRequest.of("route", "Capital of France?"))
            .whenComplete(
                (answer, error) -> {
                  ended[number] = ended(answer, (clock.nanoTime() - began) / 1e6);
                  done.countDown();
                });
  }

  private static Ended ended(@Nullable ChatResponse answer, double millis) {
    return answer == null
        ? new Ended("", millis, 0)
        : new Ended(answer.servedBy().provider(), millis, answer.attempts().size());
  }

  /** The given percentile of how long calls took, in milliseconds. */
  static double percentile(List<Ended> calls, double percent) {
    List<Double> sorted = new ArrayList<>(calls.stream().map(Ended::millis).sorted().toList());
    return sorted.get((int) Math.ceil(sorted.size() * percent / 100) - 1);
  }

  /** Which share of calls a target has answered. */
  static double share(List<Ended> calls, String target) {
    return (double) calls.stream().filter(call -> call.target().equals(target)).count()
        / calls.size();
  }
}
