package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.route.Branch;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fastest target's rule achieves, with 20 calls a second in virtual time. */
class RoutingNumbersTest {
  private static final double PER_SECOND = 20;
  private static final double MEDIAN_MILLIS = 500;

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private int arrived;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aTargetThatTurnsSlowIsLeftAndOneThatHealsIsFoundAgain(long seed) throws Exception {
    BooleanSupplier slow = () -> arrived >= 200 && arrived < 600;
    String[] served = run(answering("a", new Random(seed), slow), seed, 800, 40);

    assertThat(share(served, 250, 350)).as("while it is slow").isLessThan(0.05);
    assertThat(share(served, 750, 800))
        .as("200 calls after it healed")
        .isGreaterThanOrEqualTo(0.15);
  }

  @ParameterizedTest
  @CsvSource({"false,1", "false,2", "true,1", "true,2"})
  void aDeadTargetIsProbedAndEveryCallIsAnswered(boolean hangs, long seed) throws Exception {
    List<Duration> asked = new ArrayList<>();
    ScriptedProvider script = ScriptedProvider.named("script");
    ScriptedProvider behaviour = hangs ? script.hangs() : script.failsWith(503);
    ScriptedProvider dead =
        ScriptedProvider.named("a")
            .plays(
                () -> {
                  asked.add(clock.elapsed());
                  return behaviour;
                });
    String[] served = run(dead, seed, 2_400, 2);

    assertThat(served).doesNotContain("").doesNotContain("a");
    Duration opened = asked.get(0).plusSeconds(10); // the first failures are over
    for (Duration from = opened; from.compareTo(clock.elapsed()) < 0; from = from.plusSeconds(30)) {
      assertThat(between(asked, from, from.plusSeconds(30))).isLessThanOrEqualTo(3);
    }
    assertThat(asked.get(asked.size() - 1)).as("it is probed").isGreaterThan(opened);
  }

  private static long between(List<Duration> asked, Duration from, Duration until) {
    return asked.stream().filter(at -> at.compareTo(from) >= 0 && at.compareTo(until) < 0).count();
  }

  private static double share(String[] served, int from, int until) {
    String[] some = Arrays.copyOfRange(served, from, until);
    return (double) Arrays.stream(some).filter("a"::equals).count() / some.length;
  }

  private static ScriptedProvider answering(String name, Random random, BooleanSupplier slow) {
    return ScriptedProvider.named(name)
        .answers("Paris")
        .takes(
            () -> {
              double median = slow.getAsBoolean() ? 10 * MEDIAN_MILLIS : MEDIAN_MILLIS;
              return Duration.ofNanos(
                  (long) (median * 1e6 * Math.exp(0.5 * random.nextGaussian())));
            });
  }

  /** Returns who answered each call. */
  private String[] run(ScriptedProvider first, long seed, int calls, int timeoutSeconds)
      throws InterruptedException {
    Random random = new Random(100 + seed);
    String[] served = new String[calls];
    CountDownLatch done = new CountDownLatch(calls);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .clock(clock)
            .executor(clock.executor())
            .random(new Random(~seed))
            .provider(first)
            .provider(answering("b", random, () -> false))
            .provider(answering("c", random, () -> false))
            .provider(answering("d", random, () -> false))
            .route(
                "route",
                r ->
                    r.to(Branch.fastest("a/m", "b/m", "c/m", "d/m"))
                        .attemptTimeout(Duration.ofSeconds(timeoutSeconds)))
            .build()) {
      for (int i = 0; i < calls; i++) {
        int number = i;
        clock.schedule(
            () -> ask(gateway, number, served, done),
            Duration.ofNanos((long) (i * 1e9 / PER_SECOND)));
      }
      assertThat(clock.await(done, Duration.ofHours(1))).isTrue();
    }
    return served;
  }

  private void ask(LlmGateway gateway, int number, String[] served, CountDownLatch done) {
    arrived = number;
    CompletableFuture<?> unused =
        gateway
            .chatAsync(ChatRequest.of("route", "Capital of France?"))
            .whenComplete(
                (answer, error) -> {
                  served[number] = answer == null ? "" : answer.servedBy().provider();
                  done.countDown();
                });
  }
}
