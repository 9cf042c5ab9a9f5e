package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.event.CostDelivery;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.Charge;
import io.llmgw.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A queued cost callback is never in the way of a call, and loses nothing unnoticed. */
class QueuedCostTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");

  private final ScriptedProvider provider =
      ScriptedProvider.named("p").answers("Paris").usage(12, 3);
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<String> settled = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .provider(provider)
        .onCost(charge -> settled.add(charge.id()))
        .listener(
            new GatewayListener() {
              @Override
              public void onInternalError(String component, Throwable error) {
                assertThat(component).isEqualTo("cost callback");
                errors.add(error);
              }
            });
  }

  private void takeWhenFree(Charge charge) {
    started.countDown();
    try {
      free.await();
      delivered.add(charge.id());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void chargesAreDeliveredInOrderOnAThreadOfItsOwnAndAllBeforeTheEnd() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    try (LlmGateway gateway =
        builder()
            .onCost(
                charge -> {
                  delivered.add(charge.id());
                  threads.add(Thread.currentThread());
                },
                CostDelivery.queued(1_000))
            .build()) {
      for (int i = 0; i < 200; i++) {
        gateway.chat(QUESTION);
      }
    }

    assertThat(delivered).hasSize(200).isEqualTo(settled);
    assertThat(threads.stream().distinct()).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(threads.get(0).isDaemon()).isTrue();
    assertThat(threads.get(0).isAlive()).isFalse();
    assertThat(errors).isEmpty();
  }

  @Test
  void aFullQueueDoesNotHoldACallAndWhatItMissesIsReported() throws Exception {
    try (LlmGateway gateway =
        builder().onCost(this::takeWhenFree, CostDelivery.queued(2)).build()) {
      gateway.chat(QUESTION);
      started.await();
      for (int i = 0; i < 4; i++) {
        gateway.chat(QUESTION);
      }
      free.countDown();
    }

    assertThat(delivered).isEqualTo(settled.subList(0, 3));
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0)).hasMessageContaining(settled.get(3)).hasMessageContaining("1 in all");
    assertThat(errors.get(1)).hasMessageContaining(settled.get(4)).hasMessageContaining("2 in all");
  }

  @Test
  void whatItThrowsIsReportedAndTheNextChargeIsDelivered() {
    try (LlmGateway gateway =
        builder()
            .onCost(
                charge -> {
                  delivered.add(charge.id());
                  throw new AssertionError("no");
                },
                CostDelivery.queued(10))
            .build()) {
      gateway.chat(QUESTION);
      gateway.chat(QUESTION);
    }

    assertThat(delivered).isEqualTo(settled);
    assertThat(errors).hasSize(2);
  }

  @Test
  void closingWaitsNoLongerThanItsLimitAndSaysWhatIsLost() throws Exception {
    LlmGateway gateway =
        builder()
            .onCost(this::takeWhenFree, CostDelivery.queued(10).closeTimeout(Duration.ofMillis(20)))
            .build();
    for (int i = 0; i < 3; i++) {
      gateway.chat(QUESTION);
    }
    started.await();
    gateway.close();

    assertThat(delivered).isEmpty();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0))
        .hasMessageContaining("busy with charge " + settled.get(0))
        .hasMessageContaining("not delivered: " + settled.subList(1, 3));
  }

  @Test
  void theCallbackItselfMayCloseTheGateway() {
    CountDownLatch closed = new CountDownLatch(1);
    LlmGateway[] self = new LlmGateway[1];
    self[0] =
        builder()
            .onCost(
                charge -> {
                  self[0].close();
                  closed.countDown();
                },
                CostDelivery.queued(10))
            .build();
    self[0].chat(QUESTION);

    assertThat(closed).satisfies(CountDownLatch::await);
  }

  @Test
  void aQueueHoldsAtLeastOneCharge() {
    assertThatThrownBy(() -> CostDelivery.queued(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CostDelivery.queued(1).closeTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CostDelivery.direct().closeTimeout(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
