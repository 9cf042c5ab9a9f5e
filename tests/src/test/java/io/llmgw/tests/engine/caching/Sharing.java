package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers who ask the same at overlapping moments of virtual time. A question costs $0.10 in and an
 * answer of 50 tokens $0.45.
 */
final class Sharing {
  static final ChatRequest QUESTION =
      ChatRequest.builder("p/m").user("Capital of France?").maxOutputTokens(100).build();

  final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  final ScriptedProvider p = ScriptedProvider.named("p");
  final List<Charge> charges = new CopyOnWriteArrayList<>();
  final List<CallEvent> events = new CopyOnWriteArrayList<>();
  final List<String> reported = new CopyOnWriteArrayList<>();
  private final List<Asker> askers = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();

  LlmGatewayBuilder builder() {
    return builder(CachePolicy.shared());
  }

  LlmGatewayBuilder builder(CachePolicy policy) {
    return LlmGateway.builder()
        .clock(clock)
        .executor(clock.executor())
        .provider(p)
        .retries(0)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1000", "9000"))
                .with("q/m", m -> m.price("1000", "9000")))
        .budget(Budget.usd("all", "1000000"))
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                events.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                reported.add(component);
              }
            })
        .cache(CaffeinePromptCache.ofMegabytes(1), policy);
  }

  /** Somebody who asks, and what comes of it. */
  final class Asker {
    final List<Charge> told = new CopyOnWriteArrayList<>();
    volatile @Nullable ChatResponse answer;
    volatile @Nullable Throwable failure;
    volatile Duration endedAt = Duration.ZERO;

    private void ends(@Nullable ChatResponse got, @Nullable Throwable thrown) {
      answer = got;
      failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      endedAt = clock.elapsed();
      if (waiting.decrementAndGet() == 0) {
        all.countDown();
      }
    }

    ChatResponse answer() {
      if (answer == null) {
        throw new AssertionError("no answer", failure);
      }
      return answer;
    }
  }

  private volatile CountDownLatch all = new CountDownLatch(1);

  /** Has somebody ask after so many milliseconds. */
  Asker asks(Way way, LlmGateway gateway, CallOptions options, long millis) {
    return does(millis, asker -> ask(asker, way, gateway, options));
  }

  Asker asks(Way way, LlmGateway gateway, long millis) {
    return asks(way, gateway, CallOptions.defaults(), millis);
  }

  /** Has somebody do something that ends with an answer, after so many milliseconds. */
  Asker runs(long millis, Supplier<ChatResponse> what) {
    return does(millis, asker -> end(asker, what));
  }

  private interface Doing {
    void by(Asker asker);
  }

  private Asker does(long millis, Doing doing) {
    if (waiting.getAndIncrement() == 0) {
      all = new CountDownLatch(1);
    }
    Asker asker = new Asker();
    askers.add(asker);
    clock.schedule(
        () -> clock.executor().execute(() -> doing.by(asker)), Duration.ofMillis(millis));
    return asker;
  }

  private void ask(Asker asker, Way way, LlmGateway gateway, CallOptions options) {
    CallOptions own = options.and(CallOptions.builder().onCost(asker.told::add).build());
    if (way == Way.ASYNC) { // a task of the clock must not wait for a future
      try {
        CompletableFuture<ChatResponse> unused =
            gateway.chatAsync(QUESTION, own).whenComplete(asker::ends);
      } catch (RuntimeException e) {
        asker.ends(null, e);
      }
    } else {
      end(asker, () -> way.ask(gateway, QUESTION, own));
    }
  }

  private static void end(Asker asker, Supplier<ChatResponse> what) {
    try {
      asker.ends(what.get(), null);
    } catch (RuntimeException | Error e) {
      asker.ends(null, e);
    }
  }

  /** Lets time pass until everybody has an answer or a failure, and all is at rest. */
  void untilAllHaveEnded() throws InterruptedException {
    boolean ended = clock.await(all, Duration.ofHours(2));
    assertThat(ended).as("all askers have ended: %s waiting", waiting).isTrue();
    clock.advance(Duration.ZERO);
  }

  /** Nothing is left: no timer, no reservation, no stream; every caller was told of once. */
  void assertNothingLeft(LlmGateway gateway) {
    clock.advance(Duration.ZERO);
    assertThat(clock.pendingTimers()).as("timers").isZero();
    assertThat(clock.waiting()).as("threads that wait").isZero();
    assertThat(p.openStreams()).as("open streams").isZero();
    assertThat(gateway.budgets().balances("all"))
        .allSatisfy(balance -> assertThat(balance.reserved()).isEqualByComparingTo("0"));
    assertThat(events.stream().map(e -> e.outcome().callId())).doesNotHaveDuplicates();
    assertThat(events).hasSameSizeAs(askers);
  }
}
