package io.llmgw;

import io.llmgw.CallOptions.CacheMode;
import io.llmgw.CallOptions.Priority;
import io.llmgw.budget.Budgets;
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
import io.llmgw.internal.async.Bulk;
import io.llmgw.internal.async.CallExecutor;
import io.llmgw.internal.async.EventPublisher;
import io.llmgw.internal.async.Opening;
import io.llmgw.internal.pipeline.CacheTerms;
import io.llmgw.internal.pipeline.Call;
import io.llmgw.internal.pipeline.CallTerms;
import io.llmgw.internal.pipeline.Origin;
import io.llmgw.internal.pipeline.Permit;
import io.llmgw.internal.pipeline.Pipeline;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.GatewaySnapshot;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.spi.Delivery;
import io.llmgw.value.Caller;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The gateway: every call begins in the configuration that is present then. */
final class Engine implements LlmGateway {
  private final Generations generations;
  private final View root;

  Engine(Generations generations) {
    this.generations = generations;
    this.root = View.of(this, Optional.empty(), CallOptions.defaults());
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
  public Stream<ChatResult> each(Stream<ChatRequest> requests, Parallelism parallelism) {
    return root.each(requests, parallelism);
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
  public GatewaySnapshot snapshot() {
    return generations.snapshot();
  }

  @Override
  public Spend spend() {
    return generations.state().spend().spend();
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
  public void reconfigure(Consumer<LlmGatewayBuilder> changes) {
    generations.reconfigure(changes);
  }

  @Override
  public Budgets budgets() {
    return generations.budgets();
  }

  @Override
  public void close() {
    generations.close();
  }

  /**
   * Runs a call on its configuration's executor. Whatever completes the future from outside stops
   * the call.
   */
  private static CompletableFuture<ChatResponse> async(
      Pipeline pipeline, Call call, ChatRequest request) {
    CompletableFuture<ChatResponse> future = new CompletableFuture<>();
    call.whileQueued(why -> future.completeExceptionally(stoppedInQueue(why)));
    var unused = future.whenComplete((answer, error) -> call.cancel(ErrorKind.CANCELLED));
    try {
      pipeline
          .settings()
          .executor()
          .execute(() -> complete(future, pipeline, call, () -> pipeline.chat(call, request)));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(pipeline.refuse(call, CallExecutor.busy()));
    }
    return future;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it is belongs to whoever waits for the future
  private static <T> void complete(
      CompletableFuture<T> future, Pipeline pipeline, Call call, Supplier<T> answer) {
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

  /**
   * The gateway as seen by a caller, with options; shares everything with the engine.
   *
   * @param who asks for the caller and its permit
   * @param usual the terms that follow from the options, made once: most calls add none
   */
  private record View(
      Engine engine,
      Optional<Caller> caller,
      Function<Pipeline, Permit> who,
      CallOptions options,
      CallTerms usual)
      implements LlmGateway {
    private static View of(Engine engine, Optional<Caller> caller, CallOptions options) {
      return of(engine, caller, options, terms(options));
    }

    private static View of(
        Engine engine, Optional<Caller> caller, CallOptions options, CallTerms usual) {
      return new View(engine, caller, in -> in.permit(caller), options, usual);
    }

    /** Runs a call on behalf of whoever makes it. */
    private <T> T call(
        Operation operation, String name, CallOptions more, BiFunction<Pipeline, Call, T> run) {
      return call(operation, name, more, who, run);
    }

    /** Begins a call in the present configuration and runs it there. */
    private <T> T call(
        Operation operation,
        String name,
        CallOptions more,
        Function<Pipeline, Permit> who,
        BiFunction<Pipeline, Call, T> run) {
      CallTerms terms = more.equals(CallOptions.defaults()) ? usual : terms(options.and(more));
      Pipeline pipeline = engine.generations.enter();
      return run.apply(pipeline, pipeline.begin(operation, name, who, terms));
    }

    private static CallTerms terms(CallOptions options) {
      return new CallTerms(
          Origin.APPLICATION,
          options.timeout(),
          options.maxAttempts(),
          options.priority().orElse(Priority.INTERACTIVE) == Priority.BATCH,
          cache(options),
          options.tags(),
          options.onCost(),
          new Delivery(
              options.endUser(),
              options.metadata(),
              options.serviceTier(),
              options.promptCacheKey(),
              List.of()));
    }

    private static CacheTerms cache(CallOptions options) {
      CacheMode mode = options.cacheMode().orElse(CacheMode.USE);
      return new CacheTerms(
          mode == CacheMode.USE || mode == CacheMode.READ_ONLY,
          mode == CacheMode.USE || mode == CacheMode.REFRESH,
          options.cacheMaxAge(),
          options.cacheTimeToLive(),
          options.cacheNamespace());
    }

    private static void checkStreamable(ChatRequest request) {
      if (request.alternatives() > 1) {
        throw new IllegalArgumentException(
            "a stream has one answer, but the request asks for "
                + request.alternatives()
                + " alternatives; use chat()");
      }
    }

    @Override
    public ChatResponse chat(ChatRequest request, CallOptions more) {
      return call(Operation.CHAT, request.model(), more, (in, call) -> in.chat(call, request));
    }

    @Override
    public CompletableFuture<ChatResponse> chatAsync(ChatRequest request, CallOptions more) {
      try {
        return call(Operation.CHAT, request.model(), more, (in, call) -> async(in, call, request));
      } catch (LlmException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public ChatStream stream(ChatRequest request, CallOptions more) {
      checkStreamable(request);
      return call(Operation.STREAM, request.model(), more, (in, call) -> in.stream(call, request));
    }

    @Override
    public Flow.Publisher<StreamEvent> publish(ChatRequest request, CallOptions more) {
      checkStreamable(request);
      return new EventPublisher(
          () -> opening(Operation.STREAM, request, more, permitNow(), Pipeline::stream),
          this::execute);
    }

    @Override
    public Stream<ChatResult> each(Stream<ChatRequest> requests, Parallelism parallelism) {
      Permit permit = engine.generations.present().permit(caller);
      Bulk.Terms<ChatRequest, ChatResponse, ChatResult> terms =
          new Bulk.Terms<>(
              parallelism.calls(),
              parallelism.queueTimeout(),
              request ->
                  opening(
                      Operation.CHAT,
                      request,
                      CallOptions.defaults(),
                      in -> permit,
                      Pipeline::chat),
              ChatResult::new);
      return new Bulk<>(requests, terms, engine.generations.state(), this::execute).results();
    }

    private void execute(Runnable task) {
      engine.generations.present().settings().executor().execute(task);
    }

    private <T> Opening<T> opening(
        Operation operation,
        ChatRequest request,
        CallOptions more,
        Function<Pipeline, Permit> who,
        Run<T> run) {
      return new Opening<>(
          begun ->
              call(
                  operation,
                  request.model(),
                  more,
                  who,
                  (pipeline, call) -> {
                    begun.accept(new Opening.Begun(pipeline, call));
                    return run.run(pipeline, call, request);
                  }));
    }

    /** How a call that was begun is run. */
    private interface Run<T> {
      T run(Pipeline pipeline, Call call, ChatRequest request);
    }

    /** A refusal is kept for the subscriber: subscribing itself does not fail. */
    private Function<Pipeline, Permit> permitNow() {
      try {
        Permit permit = engine.generations.present().permit(caller);
        return pipeline -> permit;
      } catch (LlmException refusal) {
        return pipeline -> {
          throw refusal;
        };
      }
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request, CallOptions more) {
      return call(Operation.EMBED, request.model(), more, (in, call) -> in.embed(call, request));
    }

    @Override
    public RerankResponse rerank(RerankRequest request, CallOptions more) {
      return call(Operation.RERANK, request.model(), more, (in, call) -> in.rerank(call, request));
    }

    @Override
    public RoutePlan plan(ChatRequest request) {
      Pipeline pipeline = engine.generations.present();
      return pipeline.plan(request, pipeline.permit(caller), usual);
    }

    @Override
    public void reconfigure(Consumer<LlmGatewayBuilder> changes) {
      engine.reconfigure(changes);
    }

    @Override
    public GatewaySnapshot snapshot() {
      return engine.snapshot();
    }

    @Override
    public Spend spend() {
      return engine.spend();
    }

    @Override
    public Budgets budgets() {
      return engine.budgets();
    }

    @Override
    public LlmGateway as(Caller newCaller) {
      return of(engine, Optional.of(newCaller), options, usual);
    }

    @Override
    public LlmGateway with(CallOptions more) {
      return of(engine, caller, options.and(more));
    }

    @Override
    public void close() {
      // A view owns nothing.
    }
  }
}
