package io.llmgw.testkit;

import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TimeSource;
import io.llmgw.testkit.ScriptedStep.Answers;
import io.llmgw.testkit.ScriptedStep.Embeds;
import io.llmgw.testkit.ScriptedStep.Fails;
import io.llmgw.testkit.ScriptedStep.Hangs;
import io.llmgw.testkit.ScriptedStep.Ranks;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Plays a script for one gateway. */
final class ScriptedClient implements ChatClient, EmbeddingClient, RerankClient {
  private final ScriptedProvider provider;
  private final ScriptedPause pause;
  private final AtomicBoolean open = new AtomicBoolean(true);

  ScriptedClient(ScriptedProvider provider, TimeSource time) {
    this.provider = provider;
    this.pause = new ScriptedPause(provider.name(), time);
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Optional<ModelInfo> describe(String model) {
    return provider.known(model);
  }

  @Override
  public int keys() {
    return provider.keys();
  }

  @Override
  public ProviderAnswer answer(TargetRequest request, CallContext context) {
    String requestId = provider.record(request, context.key());
    ScriptedStep step = play(requestId, context);
    Answers answers = chat(step);
    return switch (answers.ending()) {
      case COMPLETE -> finished(answers.answer().apply(request), step, requestId);
      case FAIL ->
          throw ProviderFailure.of(
                  answers.failure().whole(), "the script breaks off within the answer")
              .withResponse(200, requestId);
      case HANG -> throw pause.hang(stopOf(context));
    };
  }

  @Override
  public ProviderStream stream(TargetRequest request, CallContext context) {
    String requestId = provider.record(request, context.key());
    ScriptedStep step = play(requestId, context);
    Answers answers = chat(step);
    ProviderAnswer whole = finished(answers.answer().apply(request), step, requestId);
    List<StreamEvent> events =
        answers
            .pieces()
            .map(ScriptedStream::textEvents)
            .orElseGet(() -> ScriptedStream.eventsOf(whole.message()));
    provider.streamOpened();
    return new ScriptedStream(
        events, whole, answers, step.every(), pause, context, provider::streamClosed);
  }

  @Override
  public EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
    String requestId = provider.record(request, context.key());
    ScriptedStep step = play(requestId, context);
    if (!(step.does() instanceof Embeds embeds)) {
      throw provider.wrongStep("embeddings are asked for, but the step " + kind(step));
    }
    int dimension = request.dimensions().orElse(embeds.dimension());
    List<float[]> vectors =
        request.inputs().stream().map(input -> TextVectors.of(input, dimension)).toList();
    return new EmbeddingAnswer(vectors, step.usage().orElse(Usage.unknown()), RawJson.NONE, model)
        .with(requestId, RateLimitStatus.UNKNOWN, List.of());
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return provider.batchLimits();
  }

  @Override
  public RerankAnswer rerank(String model, RerankRequest request, CallContext context) {
    String requestId = provider.record(request, context.key());
    ScriptedStep step = play(requestId, context);
    if (!(step.does() instanceof Ranks ranks)) {
      throw provider.wrongStep("an order is asked for, but the step " + kind(step));
    }
    int documents = Math.min(ranks.scores().size(), request.documents().size());
    List<RankedDocument> results =
        IntStream.range(0, documents)
            .mapToObj(i -> new RankedDocument(i, ranks.scores().get(i)))
            .toList();
    return new RerankAnswer(results, step.usage().orElse(Usage.unknown()), RawJson.NONE, model)
        .with(requestId, RateLimitStatus.UNKNOWN);
  }

  /**
   * Takes the next step and does what all kinds of calls have in common: time, failures, hanging.
   */
  private ScriptedStep play(String requestId, CallContext context) {
    if (context.isCancelled()) {
      throw pause.cancelled().withNothingSent();
    }
    ScriptedStep step = provider.nextStep();
    CountDownLatch stopped = stopOf(context);
    pause.take(step.takes().get(), stopped);
    if (step.does() instanceof Fails fails) {
      int status = fails.failure().status();
      throw fails.failure().withResponse(status, status == 0 ? "" : requestId);
    }
    if (step.does() instanceof Hangs) {
      throw pause.hang(stopped);
    }
    return step;
  }

  private static CountDownLatch stopOf(CallContext context) {
    CountDownLatch stopped = new CountDownLatch(1);
    context.onCancel(stopped::countDown);
    return stopped;
  }

  private Answers chat(ScriptedStep step) {
    if (step.does() instanceof Answers answers) {
      return answers;
    }
    throw provider.wrongStep("a chat is asked for, but the step " + kind(step));
  }

  private static String kind(ScriptedStep step) {
    return step.does() instanceof Embeds
        ? "embeds"
        : step.does() instanceof Ranks ? "ranks" : "answers a chat";
  }

  private static ProviderAnswer finished(ProviderAnswer made, ScriptedStep step, String requestId) {
    return made.toBuilder()
        .finish(step.finishReason().orElse(made.finishReason()), made.rawFinishReason())
        .usage(step.usage().orElse(made.usage()), made.rawUsage())
        .requestId(made.requestId().isEmpty() ? requestId : made.requestId())
        .build();
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      provider.clientClosed();
    }
  }
}
