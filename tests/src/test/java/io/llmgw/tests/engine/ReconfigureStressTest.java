package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.tests.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many calls while the provider below them is replaced again and again. */
class ReconfigureStressTest {
  private static final int CALLERS = 4;
  private static final int CHANGES = 1_000;
  private static final ChatRequest QUESTION = ChatRequest.of("r", "?");

  @Test
  void everyCallIsAnsweredAndEveryClientClosedOnce() throws Exception {
    List<Numbered> providers = new ArrayList<>();
    for (int i = 0; i <= CHANGES; i++) {
      providers.add(new Numbered());
    }
    AtomicLong told = new AtomicLong();
    AtomicLong toldOfFailures = new AtomicLong();
    GatewayListener listener =
        new GatewayListener() {
          @Override
          public void onCall(CallEvent event) {
            told.incrementAndGet();
            event.error().ifPresent(kind -> toldOfFailures.incrementAndGet());
          }
        };
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    LlmGateway gateway =
        LlmGateway.builder()
            .provider(providers.get(0))
            .route("r", r -> r.to("p/0"))
            .retries(0)
            .listener(listener)
            .build();
    long answered = 0;
    try {
      List<Future<Long>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int first = i;
        Callable<Long> calls = () -> callUntil(done, gateway, first);
        callers.add(threads.submit(calls));
      }
      for (int i = 1; i <= CHANGES; i++) {
        Numbered provider = providers.get(i);
        String target = "p/" + i;
        gateway.reconfigure(b -> b.provider(provider).route("r", r -> r.to(target)));
        long before = told.get();
        // No change goes by without a call; a caller that is done has failed.
        while (told.get() == before && callers.stream().noneMatch(Future::isDone)) {
          Thread.onSpinWait();
        }
      }
      done.set(true);
      for (Future<Long> caller : callers) {
        answered += caller.get();
      }

      assertThat(answered).isGreaterThanOrEqualTo(CHANGES);
      assertThat(told).hasValue(answered);
      assertThat(toldOfFailures).hasValue(0);
      // Nothing is left of a configuration once it was replaced and its last call has ended.
      assertThat(providers.subList(0, CHANGES)).allMatch(p -> p.opened.get() == 1);
      assertThat(providers.subList(0, CHANGES)).allMatch(p -> p.closed.get() == 1);
      assertThat(providers.get(CHANGES).closed).hasValue(0);
    } finally {
      done.set(true);
      threads.shutdownNow();
      gateway.close();
    }
    assertThat(providers).allMatch(p -> p.closed.get() == 1);
    assertThat(providers).allMatch(p -> p.calledAfterClose.get() == 0);
  }

  private static long callUntil(AtomicBoolean done, LlmGateway gateway, int first) {
    Way[] ways = Way.values();
    long answered = 0;
    do {
      Way way = ways[(int) ((first + answered) % ways.length)];
      if (!way.ask(gateway, QUESTION).text().equals("answer")) {
        throw new AssertionError("a wrong answer");
      }
      answered++;
    } while (!done.get());
    return answered;
  }

  /** A provider that counts how often it is opened, closed, and called when it must not be. */
  private static final class Numbered implements ProviderSpec {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger calledAfterClose = new AtomicInteger();

    @Override
    public String name() {
      return "p";
    }

    @Override
    public ProviderClient connect(ProviderContext context) {
      opened.incrementAndGet();
      return new Client();
    }

    private final class Client implements ChatClient {
      @Override
      public String name() {
        return "p";
      }

      @Override
      public Optional<ModelInfo> describe(String model) {
        return Optional.empty();
      }

      @Override
      public ProviderStream stream(TargetRequest request, CallContext context) {
        if (closed.get() > 0) {
          calledAfterClose.incrementAndGet();
        }
        return ProviderStream.of(
            ProviderAnswer.of(
                    new AssistantMessage(List.of(new TextPart("answer")), ProviderState.NONE))
                .build());
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }
  }
}
