package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.CacheReport;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of callers at once, each on a thread of its own, in real time. */
@Timeout(120)
class CrowdTest {
  private static final long SMALL_STACK = 256 * 1024L;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final ScriptedProvider provider = ScriptedProvider.named("p");

  private LlmGatewayBuilder builder(PromptCache cache) {
    return LlmGateway.builder()
        .provider(provider)
        .models(ModelCatalog.empty().with("p/m", m -> m.price("1000", "9000")))
        .budget(Budget.usd("all", "1000000"))
        .cache(cache, CachePolicy.shared());
  }

  /** Answers with the question once all have asked. */
  private void answersWhenAllHaveAsked() {
    provider.answersWith(
        request -> {
          await(gate);
          TextPart text = new TextPart(request.chat().messages().get(0).text());
          return ProviderAnswer.of(new AssistantMessage(List.of(text), ProviderState.NONE))
              .finish(FinishReason.STOP, "stop")
              .build();
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void crowd(int callers, IntConsumer caller) throws InterruptedException {
    List<Thread> threads = new ArrayList<>(callers);
    for (int i = 0; i < callers; i++) {
      int number = i;
      Runnable asks =
          () -> {
            if (asked.incrementAndGet() == callers) {
              gate.countDown();
            }
            caller.accept(number);
          };
      Thread thread = new Thread(null, asks, "caller-" + i, SMALL_STACK);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void asks(Way way, LlmGateway gateway, String question) {
    ChatResponse answer = way.ask(gateway, ChatRequest.of("p/m", question));
    if (!answer.text().equals(question)) {
      wrong.incrementAndGet();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "STREAM"})
  void tenThousandIdenticalCallsAreOneUpstreamCall(Way way) throws Exception {
    answersWhenAllHaveAsked();
    try (LlmGateway gateway = builder(CaffeinePromptCache.ofMegabytes(1)).build()) {
      crowd(10_000, i -> asks(way, gateway, "Capital of France?"));

      assertThat(provider.calls()).isEqualTo(1);
      assertThat(wrong).hasValue(0);
      CacheReport report = gateway.snapshot().cache().orElseThrow();
      assertThat(report.coalesced() + report.hits()).isEqualTo(9_999);
      assertThat(report.coalesced()).isGreaterThan(5_000);
      assertThat(report.misses()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "STREAM"})
  void aThousandQuestionsOfAHundredCallersAreAThousandUpstreamCalls(Way way) throws Exception {
    answersWhenAllHaveAsked();
    try (LlmGateway gateway = builder(CaffeinePromptCache.ofMegabytes(16)).build()) {
      crowd(
          100,
          caller -> {
            for (int i = 0; i < 1_000; i++) {
              asks(way, gateway, "question " + i);
            }
          });

      assertThat(provider.calls()).isEqualTo(1_000);
      assertThat(wrong).hasValue(0);
      assertThat(gateway.snapshot().cache().orElseThrow().misses()).isEqualTo(1_000);
    }
  }

  @Test
  void twoThousandWhoAreAllRefusedEachHearItOnce() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    LlmGatewayBuilder builder =
        builder(PromptCache.none())
            .budget(Budget.usd("little", "0.000001"))
            .tokenCounter(
                (request, name, context) -> {
                  await(gate);
                  return Optional.of(TokenCount.exactly(100));
                });
    try (LlmGateway gateway = builder.build()) {
      crowd(
          2_000,
          i -> {
            try {
              gateway.chat(ChatRequest.of("p/m", "Capital of France?"));
            } catch (TooExpensiveException e) {
              refused.incrementAndGet();
            }
          });
      assertThat(refused).hasValue(2_000);
      assertThat(provider.calls()).isZero();
    }
  }
}
