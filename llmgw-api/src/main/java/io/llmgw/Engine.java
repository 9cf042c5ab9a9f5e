package io.llmgw;

import io.llmgw.CallOptions.CacheMode;
import io.llmgw.budget.Spend;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.LlmException;
import io.llmgw.error.LlmException.Details;
import io.llmgw.error.RefusedException;
import io.llmgw.event.CallEvent.Operation;
import io.llmgw.internal.Settings;
import io.llmgw.internal.async.CallExecutor;
import io.llmgw.internal.async.EventPublisher;
import io.llmgw.internal.async.Opening;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.SpendBook;
import io.llmgw.internal.pipeline.Call;
import io.llmgw.internal.pipeline.CallTerms;
import io.llmgw.internal.pipeline.Pipeline;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.spi.Delivery;
import io.llmgw.value.Caller;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The gateway: one pipeline, and the threads and resources it was given. */
final class Engine implements LlmGateway {
  private final Settings settings;
  private final SpendBook spend;
  private final Pipeline pipeline;
  private final Executor executor;
  private final Runnable releaseResources;
  private final View root;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Creates a gateway.
   *
   * @param settings what it was configured with
   * @param executor where asynchronous calls run
   * @param releaseResources closes clients, shared resources and threads
   */
  Engine(Settings settings, Executor executor, Runnable releaseResources) {
    this.settings = settings;
    this.executor = executor;
    this.releaseResources = releaseResources;
    this.spend = new SpendBook(settings.spendCells(), settings.spendZone());
    this.pipeline = new Pipeline(settings, new Ledger(), spend, new SecureRandom());
    this.root = new View(this, Optional.empty(), CallOptions.defaults());
  }

  @Override
  public ChatResponse chat(ChatRequest request, CallOptions options) {
    return root.chat(request, options);
  }

  @Override
  public CompletableFuture<ChatResponse> chatAsync(ChatRequest request, CallOptions options) {
    return root.chatAsync(request, options);
  }

  @Override
  public ChatStream stream(ChatRequest request, CallOptions options) {
    return root.stream(request, options);
  }

  @Override
  public Flow.Publisher<StreamEvent> publish(ChatRequest request, CallOptions options) {
    return root.publish(request, options);
  }

  @Override
  public EmbeddingResponse embed(EmbeddingRequest request, CallOptions options) {
    return root.embed(request, options);
  }

  @Override
  public RerankResponse rerank(RerankRequest request, CallOptions options) {
    return root.rerank(request, options);
  }

  @Override
  public RoutePlan plan(ChatRequest request) {
    return root.plan(request);
  }

  @Override
  public Spend spend() {
    return spend.spend();
  }

  @Override
  public LlmGateway as(Caller caller) {
    return root.as(caller);
  }

  @Override
  public LlmGateway with(CallOptions options) {
    return root.with(options);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      pipeline.close();
      releaseResources.run();
      pipeline.deliverCosts();
    }
  }

  /** Runs a call on the executor. Whatever completes the future from outside stops the call. */
  private CompletableFuture<ChatResponse> async(Call call, ChatRequest request) {
    CompletableFuture<ChatResponse> future = new CompletableFuture<>();
    call.whileQueued(why -> future.completeExceptionally(stoppedInQueue(why)));
    var unused = future.whenComplete((answer, error) -> call.cancel(ErrorKind.CANCELLED));
    try {
      executor.execute(() -> complete(future, call, () -> pipeline.chat(call, request)));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(pipeline.refuse(call, CallExecutor.busy()));
    }
    return future;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is belongs to whoever waits for the future
  private <T> void complete(CompletableFuture<T> future, Call call, Supplier<T> answer) {
    try {
      future.complete(answer.get());
    } catch (Throwable e) {
      if (!future.completeExceptionally(e) && !(e instanceof LlmException)) {
        pipeline.unheard(call, e);
      }
    }
  }

  private static RefusedException stoppedInQueue(ErrorKind why) {
    return new RefusedException(
        "the call was stopped before a thread was free for it: " + why, why, Details.NONE);
  }

  /** The gateway as seen by a caller, with options; shares everything with the engine. */
  private record View(Engine engine, Optional<Caller> caller, CallOptions options)
      implements LlmGateway {

    private Call begin(Operation operation, String name, CallOptions more) {
      return engine.pipeline.begin(operation, name, who(), terms(options.and(more)));
    }

    private static CallTerms terms(CallOptions options) {
      CacheMode cache = options.cacheMode().orElse(CacheMode.USE);
      return new CallTerms(
          options.timeout(),
          options.maxAttempts(),
          cache == CacheMode.USE || cache == CacheMode.READ_ONLY,
          cache == CacheMode.USE || cache == CacheMode.REFRESH,
          options.tags(),
          options.onCost(),
          new Delivery(
              options.endUser(),
              options.metadata(),
              options.serviceTier(),
              options.promptCacheKey()));
    }

    private static void checkStreamable(ChatRequest request) {
      if (request.alternatives() > 1) {
        throw new IllegalArgumentException(
            "a stream has one answer, but the request asks for "
                + request.alternatives()
                + " alternatives; use chat()");
      }
    }

    private Caller who() {
      return caller.orElseGet(engine.settings.callerFrom());
    }

    @Override
    public ChatResponse chat(ChatRequest request, CallOptions more) {
      return engine.pipeline.chat(begin(Operation.CHAT, request.model(), more), request);
    }

    @Override
    public CompletableFuture<ChatResponse> chatAsync(ChatRequest request, CallOptions more) {
      try {
        return engine.async(begin(Operation.CHAT, request.model(), more), request);
      } catch (LlmException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public ChatStream stream(ChatRequest request, CallOptions more) {
      checkStreamable(request);
      return engine.pipeline.stream(begin(Operation.STREAM, request.model(), more), request);
    }

    @Override
    public Flow.Publisher<StreamEvent> publish(ChatRequest request, CallOptions more) {
      checkStreamable(request);
      return new EventPublisher(
          () -> {
            View seenNow = new View(engine, Optional.of(who()), options);
            return new Opening(
                () -> seenNow.begin(Operation.STREAM, request.model(), more),
                engine.pipeline,
                request);
          },
          engine.executor);
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request, CallOptions more) {
      return engine.pipeline.embed(begin(Operation.EMBED, request.model(), more), request);
    }

    @Override
    public RerankResponse rerank(RerankRequest request, CallOptions more) {
      return engine.pipeline.rerank(begin(Operation.RERANK, request.model(), more), request);
    }

    @Override
    public RoutePlan plan(ChatRequest request) {
      return engine.pipeline.plan(request.model());
    }

    @Override
    public Spend spend() {
      return engine.spend();
    }

    @Override
    public LlmGateway as(Caller newCaller) {
      return new View(engine, Optional.of(newCaller), options);
    }

    @Override
    public LlmGateway with(CallOptions more) {
      return new View(engine, caller, options.and(more));
    }

    @Override
    public void close() {
      // A view owns nothing.
    }
  }
}
