package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many calls of a real gateway that overlap in virtual time, always in the same way. */
class SimulationTest {
  private static final int CALLS = 200;
  private static final Duration EVERY = Duration.ofMillis(50);
  private static final Duration TAKES = Duration.ofMillis(500);
  private static final Duration LAST_END = EVERY.multipliedBy(CALLS - 1).plus(TAKES);
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final CountDownLatch done = new CountDownLatch(CALLS);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private LlmGatewayBuilder gateway(ScriptedProvider provider) {
    return LlmGateway.builder().clock(clock).executor(clock.executor()).provider(provider);
  }

  private void begun() {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
  }

  private void ended() {
    inFlight.decrementAndGet();
    done.countDown();
  }

  private void assertThatAllOverlappedAsPlanned() {
    assertThat(done.getCount()).isZero();
    assertThat(failed).hasValue(0);
    assertThat(clock.elapsed()).isEqualTo(LAST_END);
    assertThat(mostInFlight).hasValue(10);
    assertThat(clock.pendingTimers()).isZero();
    assertThat(clock.waiting()).isZero();
  }

  @RepeatedTest(20)
  void callsThatTimersMakeAsynchronously() throws InterruptedException {
    // In flight at the provider: a call that ends is gone before one begins at the same moment.
    ScriptedProvider provider = ScriptedProvider.named("p").answers("Paris").takes(this::drawn);
    try (LlmGateway gateway = gateway(provider).build()) {
      for (int i = 0; i < CALLS; i++) {
        clock.schedule(() -> ask(gateway), EVERY.multipliedBy(i));
      }
      clock.await(done, AN_HOUR);
    }
    assertThatAllOverlappedAsPlanned();
  }

  private Duration drawn() {
    begun();
    return TAKES;
  }

  private void ask(LlmGateway gateway) {
    CompletableFuture<?> unused =
        gateway
            .chatAsync(QUESTION)
            .whenComplete(
                (answer, error) -> {
                  if (error != null) {
                    failed.incrementAndGet();
                  }
                  ended();
                });
  }

  @RepeatedTest(20)
  void callsThatTimersStartOnTheExecutor() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.named("p").answers("Paris").takes(TAKES);
    try (LlmGateway gateway = gateway(provider).build()) {
      Runnable call =
          () -> {
            begun();
            try {
              gateway.chat(QUESTION);
            } catch (RuntimeException e) {
              failed.incrementAndGet();
            } finally {
              ended();
            }
          };
      for (int i = 0; i < CALLS; i++) {
        clock.schedule(() -> clock.executor().execute(call), EVERY.multipliedBy(i));
      }
      clock.await(done, AN_HOUR);
    }
    assertThatAllOverlappedAsPlanned();
  }

  @Test
  void randomLatenciesAndRetriesFromOneSeedAreTheSameInEveryRun() throws InterruptedException {
    Set<List<String>> runs = new HashSet<>();
    for (int run = 0; run < 10; run++) {
      runs.add(randomRun(7));
    }
    assertThat(runs).hasSize(1);
    assertThat(runs.iterator().next()).hasSize(CALLS).isNotEqualTo(randomRun(8));
  }

  private static List<String> randomRun(long seed) throws InterruptedException {
    TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
    // Shared by all calls: who draws first matters.
    Random random = new Random(seed);
    ScriptedProvider up =
        ScriptedProvider.named("up")
            .answers("Paris")
            .takes(() -> Duration.ofMillis(100L * (1 + random.nextInt(10))));
    ScriptedProvider down = ScriptedProvider.named("down").failsWith(ErrorKind.INVALID_REQUEST);
    ScriptedProvider provider =
        ScriptedProvider.named("p").plays(() -> random.nextInt(4) == 0 ? down : up);
    List<String> ends = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(CALLS);
    try (LlmGateway gateway =
        LlmGateway.builder().clock(clock).executor(clock.executor()).provider(provider).build()) {
      for (int i = 0; i < CALLS; i++) {
        int call = i;
        Runnable ask =
            () -> {
              CompletableFuture<?> unused =
                  gateway
                      .chatAsync(QUESTION)
                      .whenComplete(
                          (answer, error) -> {
                            String how = error == null ? "" : " failed";
                            ends.add(call + "@" + clock.elapsed() + how);
                            done.countDown();
                          });
            };
        clock.schedule(ask, EVERY.multipliedBy(i));
      }
      clock.await(done, AN_HOUR);
    }
    return ends;
  }
}
