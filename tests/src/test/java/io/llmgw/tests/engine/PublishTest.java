package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.UnavailableException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A streamed call as a publisher: cold, no faster than asked for, stopped by cancelling. */
class PublishTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "?");

  private final ScriptedProvider provider = ScriptedProvider.named("p");

  /** Records what it is told; "end" and errors are signals too. */
  private static final class Recorder implements Flow.Subscriber<StreamEvent> {
    private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription.complete(newSubscription);
    }

    @Override
    public void onNext(StreamEvent event) {
      signals.add(event);
    }

    @Override
    public void onError(Throwable error) {
      signals.add(error);
    }

    @Override
    public void onComplete() {
      signals.add("end");
    }

    Object next() throws InterruptedException {
      Object signal = signals.poll(10, TimeUnit.SECONDS);
      assertThat(signal).as("a signal within 10 s").isNotNull();
      return signal;
    }

    void request(long n) {
      subscription.join().request(n);
    }
  }

  @Test
  void nothingHappensBeforeSomebodySubscribesAndAsks() throws Exception {
    provider.streams("Pa", "ris");
    try (LlmGateway gateway = LlmGateway.builder().provider(provider).build()) {
      Flow.Publisher<StreamEvent> publisher = gateway.publish(QUESTION);
      Recorder recorder = new Recorder();
      publisher.subscribe(recorder);
      assertThat(provider.calls()).isZero();
      recorder.request(1);

      assertThat(recorder.next()).isEqualTo(new StreamEvent.TextDelta("Pa"));
      assertThat(recorder.signals).isEmpty();
      recorder.request(Long.MAX_VALUE);
      assertThat(recorder.next()).isEqualTo(new StreamEvent.TextDelta("ris"));
      assertThat(recorder.next()).isEqualTo("end");
    }
  }

  @Test
  void everySubscriptionIsACallOfItsOwn() throws Exception {
    provider.answers("Paris");
    try (LlmGateway gateway = LlmGateway.builder().provider(provider).build()) {
      Flow.Publisher<StreamEvent> publisher = gateway.publish(QUESTION);
      for (int i = 0; i < 2; i++) {
        Recorder recorder = new Recorder();
        publisher.subscribe(recorder);
        recorder.request(10);
        List<Object> signals = new ArrayList<>();
        do {
          signals.add(recorder.next());
        } while (!signals.get(signals.size() - 1).equals("end"));
        assertThat(signals).contains(new StreamEvent.TextDelta("Paris"));
      }
    }
    assertThat(provider.calls()).isEqualTo(2);
  }

  @Test
  void aStreamHasOneAnswerAndOthersAreForChat() {
    ChatRequest two = ChatRequest.builder("p/m").user("?").alternatives(2).build();
    provider.answers("Paris");
    try (LlmGateway gateway = LlmGateway.builder().provider(provider).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> gateway.stream(two))
          .withMessageContaining("chat()");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> gateway.publish(two))
          .withMessageContaining("chat()");
      assertThat(provider.calls()).isZero();
      assertThat(gateway.chat(two).text()).isEqualTo("Paris");
    }
  }

  @Test
  void failuresAreSignalled() throws Exception {
    provider.failsWith(503);
    try (LlmGateway gateway = LlmGateway.builder().provider(provider).retries(0).build()) {
      Recorder failed = new Recorder();
      gateway.publish(QUESTION).subscribe(failed);
      failed.request(1);
      assertThat(failed.next()).isInstanceOf(UnavailableException.class);

      Recorder unknown = new Recorder();
      gateway.publish(ChatRequest.of("nowhere", "?")).subscribe(unknown);
      unknown.request(1);
      assertThat(unknown.next()).isInstanceOf(UnknownModelException.class);

      Recorder wrong = new Recorder();
      gateway.publish(QUESTION).subscribe(wrong);
      wrong.request(0);
      assertThat(wrong.next()).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void cancellingStopsTheUpstreamCallAndNothingIsSignalledAfterwards() throws Exception {
    provider.hangsAfter("Pa");
    try (LlmGateway gateway = LlmGateway.builder().provider(provider).build()) {
      Recorder recorder = new Recorder();
      gateway.publish(QUESTION).subscribe(recorder);
      recorder.request(5);
      assertThat(recorder.next()).isEqualTo(new StreamEvent.TextDelta("Pa"));
      recorder.subscription.join().cancel();
      while (provider.openStreams() > 0) {
        Thread.onSpinWait();
      }
      assertThat(recorder.signals).isEmpty();
    }
  }
}
