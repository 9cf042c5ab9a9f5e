package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.LlmException;
import io.llmgw.event.CallEvent.Operation;
import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.SpendBook;
import io.llmgw.internal.pipeline.Serve.Served;
import io.llmgw.internal.pipeline.StreamExchange.Opened;
import io.llmgw.internal.route.Resolver;
import io.llmgw.internal.route.Route;
import io.llmgw.internal.route.Router;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.PromptCache.Entry;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The way of a call, from its name to its answer, blocking:
 *
 * <ol>
 *   <li>resolve, 2. admit: {@link #begin}
 *   <li value="3">look up: {@link CacheSteps#lookUp}
 *   <li>choose, 5. reserve, 6. attempt, 7. settle: {@link Serve}, again until a target answers
 *   <li value="8">remember: {@link CacheSteps#remember}
 *   <li>tell: {@link Tell}
 * </ol>
 *
 * Asynchronous calls are the same on another thread. A stream is the same call whose answer is
 * pulled piece by piece: it returns after step 6, and steps 7 to 9 happen at its end.
 */
public final class Pipeline {
  private final Settings settings;
  private final Resolver resolver;
  private final Admission admission;
  private final CacheSteps cache;
  private final Router router;
  private final Serve serve;
  private final Tell tell;
  private final SpendBook spend;

  /**
   * Builds the steps.
   *
   * @param settings what the gateway was configured with
   * @param ledger the books
   * @param spend what was spent
   * @param random the source of jitter and ids
   */
  public Pipeline(Settings settings, Ledger ledger, SpendBook spend, RandomGenerator random) {
    this.settings = settings;
    this.spend = spend;
    this.resolver =
        new Resolver(
            settings.routes(), settings.clients().keySet(), settings.unsupportedSettings());
    this.admission = new Admission(random);
    this.tell = new Tell(settings.listeners(), settings.costCallbacks(), spend);
    this.cache = new CacheSteps(settings.cache(), settings.cacheTtl(), settings.time(), tell);
    this.router = new Router(settings.clients(), settings.time());
    this.serve = new Serve(settings, router, ledger, tell, random);
  }

  /**
   * Begins a call: its name is resolved, it is admitted, and its time starts to run. The call must
   * then be run.
   *
   * @param operation what is asked for
   * @param name a route's name, or {@code provider/model}
   * @param caller on whose behalf
   * @param terms how to run it
   * @return the call
   * @throws io.llmgw.error.RefusedException if the name is unknown or the gateway is closed
   */
  public Call begin(Operation operation, String name, Caller caller, CallTerms terms) {
    Route route = resolver.resolve(name);
    Duration timeout = terms.timeout().or(route::timeout).orElse(settings.timeout());
    int maxAttempts = terms.maxAttempts().orElse(settings.maxAttempts());
    Call call =
        new Call(
            admission.nextId(),
            operation,
            route,
            caller,
            terms,
            settings.time(),
            timeout,
            maxAttempts);
    admission.admit(call);
    return call;
  }

  /**
   * Runs a call for a whole answer.
   *
   * @param call the call
   * @param request what to ask
   * @return the answer
   */
  public ChatResponse chat(Call call, ChatRequest request) {
    return runToEnd(
        call,
        () -> {
          Optional<Entry> hit = cache.lookUp(call, request);
          if (hit.isPresent()) {
            return cached(call, hit.get());
          }
          Served<ProviderAnswer> served =
              serve.serve(call, new ChatExchange(request, call, settings::describe));
          return completed(call, request, served.attempt(), served.answer());
        });
  }

  /**
   * Runs a call until its stream's first visible piece is there.
   *
   * @param call the call
   * @param request what to ask
   * @return the stream
   */
  public ChatStream stream(Call call, ChatRequest request) {
    return OwnCallbacks.ifItFails(call, () -> run(call, () -> opened(call, request)));
  }

  private ChatStream opened(Call call, ChatRequest request) {
    Optional<Entry> hit = cache.lookUp(call, request);
    if (hit.isPresent()) {
      return new Replay(cached(call, hit.get()), ProviderStream.of(hit.get().answer()));
    }
    Served<Opened> served =
        serve.serve(call, new StreamExchange(request, call, settings::describe));
    call.first();
    GatewayStream stream = new GatewayStream(this, call, request, served);
    stream.watch();
    return call.terms().onCost().isEmpty() ? stream : new ToldStream(stream, call);
  }

  /**
   * Runs a call for embeddings.
   *
   * @param call the call
   * @param request the texts
   * @return the vectors
   */
  public EmbeddingResponse embed(Call call, EmbeddingRequest request) {
    return runToEnd(
        call,
        () -> {
          Served<EmbeddingAnswer> served = serve.serve(call, new EmbedExchange(request));
          EmbeddingAnswer answer = served.answer();
          served.attempt().answered(Receipt.of(answer));
          call.served(used(call, answer), answer.adjustments());
          ended(call, Optional.empty());
          return new EmbeddingResponse(answer.vectors(), answer.model(), call.outcome());
        });
  }

  /**
   * The vectors may come from several attempts: they have used what all of them are charged for,
   * unless it is not known of one.
   */
  private static Usage used(Call call, EmbeddingAnswer answer) {
    Usage sum = Usage.builder().build();
    for (Charge charge : call.outcome().charges()) {
      if (!charge.usage().isKnown()) {
        return answer.usage();
      }
      sum = sum.plus(charge.usage());
    }
    return answer.usage().isKnown() ? sum : answer.usage();
  }

  /**
   * Runs a call for an order of documents.
   *
   * @param call the call
   * @param request query and documents
   * @return the documents, the most relevant first
   */
  public RerankResponse rerank(Call call, RerankRequest request) {
    return runToEnd(
        call,
        () -> {
          Served<RerankAnswer> served = serve.serve(call, new RerankExchange(request));
          RerankAnswer answer = served.answer();
          served.attempt().answered(Receipt.of(answer));
          ended(call, Optional.empty());
          return new RerankResponse(
              ranked(answer.results(), request), answer.model(), call.outcome());
        });
  }

  /** Some servers do not know how many are wanted and rank all. */
  private static List<RankedDocument> ranked(List<RankedDocument> results, RerankRequest request) {
    return results.stream()
        .sorted(Comparator.comparingDouble(RankedDocument::score).reversed())
        .limit(request.top().orElse(results.size()))
        .toList();
  }

  private <T> T runToEnd(Call call, Supplier<T> steps) {
    return OwnCallbacks.afterwards(call, () -> run(call, steps));
  }

  /** Runs a call and sees to it that it is ended on every way out by exception. */
  private <T> T run(Call call, Supplier<T> steps) {
    boolean left = false;
    try {
      T result = steps.get();
      left = true;
      return result;
    } catch (LlmException e) {
      left = true;
      ended(call, Optional.of(e.kind()));
      throw e;
    } finally {
      if (!left) { // an Error, or a defect of ours: nothing may stay reserved
        ended(call, Optional.of(ErrorKind.SERVER_ERROR));
      }
    }
  }

  private ChatResponse cached(Call call, Entry entry) {
    call.first();
    call.served(entry.answer().usage(), entry.answer().adjustments());
    spend.cached(
        call.route().name(),
        call.caller(),
        call.tags(),
        entry.target(),
        entry.cost(),
        settings.time().now());
    ended(call, Optional.empty());
    return response(call, entry.answer());
  }

  /** Steps 7 to 9 for an answer that is complete. */
  ChatResponse completed(
      Call call, ChatRequest request, RunningAttempt attempt, ProviderAnswer answer) {
    Cost cost = attempt.answered(Receipt.of(answer));
    call.first();
    cache.remember(call, request, answer, attempt.target(), cost);
    ended(call, Optional.empty());
    return response(call, answer);
  }

  /**
   * The call is over: its deadline is withdrawn, what it still holds is released, and listeners are
   * told.
   */
  void ended(Call call, Optional<ErrorKind> error) {
    call.ended();
    call.stopTimer();
    call.release();
    admission.leave(call);
    tell.call(call, error);
  }

  private static ChatResponse response(Call call, ProviderAnswer answer) {
    return new ChatResponse(
        answer.message(),
        answer.finishReason(),
        answer.rawFinishReason(),
        answer.model(),
        answer.serviceTier(),
        answer.alternatives(),
        answer.logprobs(),
        answer.requestId(),
        answer.rawUsage(),
        call.outcome());
  }

  /**
   * Explains what would be done with a chat request now.
   *
   * @param name a route's name, or {@code provider/model}
   * @return the plan
   */
  public RoutePlan plan(String name) {
    return router.plan(resolver.resolve(name), ChatClient.class);
  }

  /**
   * Ends a call that could not be run, because the executor refused it.
   *
   * @param call the call
   * @param refusal what its caller gets
   * @return the refusal
   */
  public LlmException refuse(Call call, LlmException refusal) {
    ended(call, Optional.of(refusal.kind()));
    return refusal;
  }

  /**
   * Reports what a call's own callback threw when nobody waits for the call any more.
   *
   * @param call the call
   * @param thrown what it threw
   */
  public void unheard(Call call, Throwable thrown) {
    if (!call.terms().onCost().isEmpty()) {
      tell.internalError(Tell.COST_CALLBACK, thrown);
    }
  }

  /** Delivers charges that are still queued, within a bound. For the end, after {@link #close}. */
  public void deliverCosts() {
    tell.close();
  }

  /** Refuses new calls and stops those that run. */
  public void close() {
    admission.close();
  }
}
