package io.llmgw;

import io.llmgw.budget.Budgets;
import io.llmgw.budget.Spend;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.outcome.GatewaySnapshot;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.value.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One door to all models: routes, retries, failover, caching and exact cost, in this process.
 *
 * <p>Build one with {@link #builder()}, share it, close it at the end. Safe for use by many
 * threads. It is an interface so that tests of an application can put their own in its place.
 *
 * <pre>{@code
 * try (LlmGateway gateway = LlmGateway.builder().provider(OpenAi.fromEnv()).build()) {
 *   System.out.println(gateway.chat(ChatRequest.of("openai/gpt-5-mini", "Capital of France?")).text());
 * }
 * }</pre>
 */
public interface LlmGateway extends AutoCloseable {
  /**
   * Starts a gateway.
   *
   * @return a builder
   */
  static LlmGatewayBuilder builder() {
    return LlmGatewayBuilder.starting();
  }

  /**
   * Asks and waits for the whole answer. Blocks.
   *
   * @param request what to ask
   * @return the answer
   * @throws io.llmgw.error.RefusedException if nothing was sent
   * @throws io.llmgw.error.ProviderException if all targets failed; its type is that of the most
   *     actionable failure
   */
  default ChatResponse chat(ChatRequest request) {
    return chat(request, CallOptions.defaults());
  }

  /**
   * Asks and waits for the whole answer. Blocks.
   *
   * @param request what to ask
   * @param options how to run the call
   * @return the answer
   * @throws io.llmgw.error.RefusedException if nothing was sent
   * @throws io.llmgw.error.ProviderException if all targets failed; its type is that of the most
   *     actionable failure
   */
  ChatResponse chat(ChatRequest request, CallOptions options);

  /**
   * Asks without waiting. The call runs on the gateway's executor.
   *
   * @param request what to ask
   * @return the answer to come; it fails with what {@link #chat(ChatRequest)} throws. Completing it
   *     in any other way ({@code cancel}, {@code orTimeout}, {@code complete}) stops the upstream
   *     call
   */
  default CompletableFuture<ChatResponse> chatAsync(ChatRequest request) {
    return chatAsync(request, CallOptions.defaults());
  }

  /**
   * Asks without waiting. The call runs on the gateway's executor.
   *
   * @param request what to ask
   * @param options how to run the call; its timeout begins now, not when a thread is free
   * @return the answer to come, as in {@link #chatAsync(ChatRequest)}
   */
  CompletableFuture<ChatResponse> chatAsync(ChatRequest request, CallOptions options);

  /**
   * Asks for the answer piece by piece. Blocks until the first visible piece or the end, so that
   * every refusal and every silent failover has happened when it returns.
   *
   * @param request what to ask
   * @return the stream; close it
   * @throws io.llmgw.error.RefusedException if nothing was sent
   * @throws io.llmgw.error.ProviderException if all targets failed before the first visible piece
   */
  default ChatStream stream(ChatRequest request) {
    return stream(request, CallOptions.defaults());
  }

  /**
   * Asks for the answer piece by piece, as {@link #stream(ChatRequest)}.
   *
   * @param request what to ask
   * @param options how to run the call
   * @return the stream; close it
   */
  ChatStream stream(ChatRequest request, CallOptions options);

  /**
   * Describes a streamed call for reactive applications. Nothing happens until somebody subscribes;
   * every subscription is a call of its own on the gateway's executor, pulls no more than was
   * requested, and stops when it is cancelled.
   *
   * @param request what to ask
   * @return a cold publisher
   */
  default Flow.Publisher<StreamEvent> publish(ChatRequest request) {
    return publish(request, CallOptions.defaults());
  }

  /**
   * Describes a streamed call for reactive applications, as {@link #publish(ChatRequest)}.
   *
   * @param request what to ask
   * @param options how to run each call
   * @return a cold publisher
   */
  Flow.Publisher<StreamEvent> publish(ChatRequest request, CallOptions options);

  /**
   * Asks many times, so many at once, and hands out the results in the order in which the calls
   * end. For a bulk that must not get into the way of others, ask a view {@code
   * with(CallOptions.priority(BATCH))}.
   *
   * <pre>{@code
   * try (Stream<ChatResult> results = gateway.each(requests.stream(), Parallelism.of(64))) {
   *   results.forEach(result -> sink.write(result));
   * }
   * }</pre>
   *
   * <p>Nothing happens until the results are read. Reading blocks until a call has ended, and takes
   * requests from the source, one by one, as long as fewer than {@link Parallelism#calls} are under
   * way or have ended and were not read; so the source may be endless, and a slow reader slows the
   * calls down. An operation that ends early ({@code limit}, {@code findFirst}) may have begun
   * calls beyond what it needs; closing stops them.
   *
   * <p>Calls run on the gateway's executor, each as {@link #chat(ChatRequest)} with the options and
   * the caller of this view; a call's timeout begins when a thread runs it. Who calls, and what may
   * be used, is asked once, on the thread that calls {@code each}. A call that fails is a result
   * like others. An executor that rejects a call is asked again when another call of the bulk ends,
   * and, while none runs, for a second; then the call has failed, as {@link
   * io.llmgw.outcome.ErrorKind#GATEWAY_BUSY}, as has one whose {@link Parallelism#queueTimeout} has
   * passed.
   *
   * <p>What the source throws ends the stream, and so does what a call's own {@link
   * CallOptions.Builder#onCost callback} throws: the calls under way are stopped and it is thrown
   * on. Closing the stream, from any thread, stops the calls under way and closes the source,
   * without waiting for either; so does an interrupt of the thread that reads. Who reads then, gets
   * a {@link io.llmgw.error.RefusedException} of kind {@code CANCELLED}. If the gateway is closed,
   * calls under way end, and their results can be read; then, if there are more requests, {@code
   * GATEWAY_CLOSED} is thrown.
   *
   * @param requests the source; read by the thread that reads the results. One that blocks holds up
   *     results, too
   * @param parallelism how many calls at once
   * @return the results, for one thread at a time; close it
   * @throws io.llmgw.error.RefusedException if the gateway is closed, or the policy that says what
   *     the caller may use fails
   */
  Stream<ChatResult> each(Stream<ChatRequest> requests, Parallelism parallelism);

  /**
   * Turns texts into vectors. Blocks.
   *
   * @param request the texts
   * @return one vector for each text, in order
   * @throws io.llmgw.error.LlmException as {@link #chat(ChatRequest)}
   */
  default EmbeddingResponse embed(EmbeddingRequest request) {
    return embed(request, CallOptions.defaults());
  }

  /**
   * Turns texts into vectors. Blocks.
   *
   * @param request the texts
   * @param options how to run the call
   * @return one vector for each text, in order
   * @throws io.llmgw.error.LlmException as {@link #chat(ChatRequest)}
   */
  EmbeddingResponse embed(EmbeddingRequest request, CallOptions options);

  /**
   * Ranks documents by their relevance to a query. Blocks.
   *
   * @param request query and documents
   * @return the documents, the most relevant first
   * @throws io.llmgw.error.LlmException as {@link #chat(ChatRequest)}
   */
  default RerankResponse rerank(RerankRequest request) {
    return rerank(request, CallOptions.defaults());
  }

  /**
   * Ranks documents by their relevance to a query. Blocks.
   *
   * @param request query and documents
   * @param options how to run the call
   * @return the documents, the most relevant first
   * @throws io.llmgw.error.LlmException as {@link #chat(ChatRequest)}
   */
  RerankResponse rerank(RerankRequest request, CallOptions options);

  /**
   * Returns what the gateway would do with a request now, and why. Sends nothing and changes
   * nothing.
   *
   * @param request the request
   * @return the targets in the order in which they would be tried
   * @throws io.llmgw.error.NotAllowedException if the caller may not use the name
   * @throws io.llmgw.error.UnknownModelException if the name is unknown
   */
  RoutePlan plan(ChatRequest request);

  /**
   * Returns how the gateway is now: for each target of its routes whether it is healthy, how fast
   * it answers and how much is under way there, and what looks wrong with the configuration. Sends
   * nothing, changes nothing and waits for nobody. Always that of the whole gateway, also when a
   * view is asked; it can still be asked after {@link #close}.
   *
   * @return the state of this moment
   */
  GatewaySnapshot snapshot();

  /**
   * Returns what was spent, by caller, tag, model, provider, target, route and time. Always that of
   * the whole gateway, also when a view is asked; it can still be asked after {@link #close}.
   *
   * @return for example {@code spend().by(Scope.TARGET)}
   */
  Spend spend();

  /**
   * Returns this gateway as seen by a caller. A cheap view that shares everything; closing it does
   * nothing.
   *
   * @param caller on whose behalf calls of the view are made
   * @return the view
   */
  LlmGateway as(Caller caller);

  /**
   * Returns this gateway with options for all its calls. A cheap view that shares everything;
   * closing it does nothing.
   *
   * @param options options of the view's calls, unless a call sets its own
   * @return the view
   */
  LlmGateway with(CallOptions options);

  /**
   * Changes the configuration while the gateway runs.
   *
   * <pre>{@code
   * gateway.reconfigure(
   *     b -> b.route("assistant", r -> r.to("openai/gpt-5").fallbackTo("anthropic/claude-haiku-4-5"))
   *         .removeRoute("batch"));
   * }</pre>
   *
   * <p>The builder begins as the present configuration; what is not mentioned stays. A route or
   * provider of a name that is there replaces it; listeners, cost callbacks and models come on top
   * of those that are there; the clock cannot be changed. All is built and checked first, without a
   * network call. If anything is wrong, nothing changes; else the next call, also of a view that
   * was made before, runs in the new configuration.
   *
   * <p>Calls and streams that have begun finish in the old one. What the gateway has learnt stays,
   * by name: what was spent, which targets are ill. A provider whose description is the same object
   * as before keeps its connections; those of others are closed when the last call that uses them
   * has ended.
   *
   * <p>Safe for use by many threads: changes are made one after the other. A view changes the
   * gateway that all views share.
   *
   * @param changes what is different from now on; runs on this thread
   * @throws IllegalArgumentException if something is missing or wrong; the message names the option
   * @throws IllegalStateException if the gateway is closed, or within another reconfigure
   */
  void reconfigure(Consumer<LlmGatewayBuilder> changes);

  /**
   * Returns the budgets, to look at them and to change them while calls run.
   *
   * @return the budgets of the present configuration and of those that follow
   */
  Budgets budgets();

  /**
   * Stops running calls and releases connections and threads. Later calls are refused. Closing
   * twice, or closing a view, does nothing.
   */
  @Override
  void close();
}
