package io.llmgw.internal.pipeline;

import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.LlmException;
import io.llmgw.event.CallEvent.Operation;
import io.llmgw.internal.Settings;
import io.llmgw.internal.config.Holders;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.ledger.RuleSet;
import io.llmgw.internal.ledger.Snapshots;
import io.llmgw.internal.pipeline.CacheSteps.Answered;
import io.llmgw.internal.pipeline.CacheSteps.Hit;
import io.llmgw.internal.pipeline.Reserving.Patience;
import io.llmgw.internal.pipeline.StreamExchange.Opened;
import io.llmgw.internal.pricing.Pricer;
import io.llmgw.internal.route.Ask;
import io.llmgw.internal.route.Forks;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Resolver;
import io.llmgw.internal.route.Route;
import io.llmgw.internal.route.RouteTerms;
import io.llmgw.internal.route.Router;
import io.llmgw.internal.route.ToolLoops;
import io.llmgw.internal.spend.SpendBook;
import io.llmgw.internal.tokens.TokenCounting;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Purpose;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.route.Models;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.Recording;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of a call, from its name to its answer, blocking:
 *
 * <ol>
 *   <li>resolve what the allow policy lets through, 2. admit: {@link #begin}
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
  private final Holders holders;

  /** How long close() waits for calls it has stopped. */
  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(2);

  private static final Usage NOTHING_USED = Usage.builder().build();

  private final Access access;
  private final Resolver resolver;
  private final Admission admission;
  private final Optional<CacheSteps> cache;
  private final Optional<SemanticSteps> semantic;
  private final SharedCalls shared;
  private final CacheCounters counters;
  private final Ledger ledger;
  private final TokenCounting counting;
  private final Reserving reserving;
  private final Leasing leasing;
  private final Serve serve;
  private final RandomGenerator random;
  private final ToolLoops toolLoops;
  private final RoutingFacts.Source facts;
  private final Tell tell;
  private final SpendBook spend;
  private final Shadows shadows;

  /**
   * Builds the steps of one configuration.
   *
   * @param settings what the gateway was configured with
   * @param state what outlives the configuration
   * @param holders keep what the settings name open; every call is one of them
   */
  public Pipeline(Settings settings, GatewayState state, Holders holders) {
    this.settings = settings;
    this.spend = state.spend();
    this.holders = holders;
    this.admission = state.admission();
    this.tell =
        new Tell(settings.listeners(), settings.costCallbacks(), state.queues(), state.spend());
    this.access = new Access(settings.callerFrom(), settings.allow(), tell);
    state.targets().judgeBy(settings.health());
    this.resolver =
        new Resolver(
            settings.routes(),
            settings.leaves(),
            RouteTerms.direct(
                settings.unsupportedSettings(),
                settings.attemptLimits(),
                settings.prefixCaching()));
    this.counters = state.cacheCounters();
    this.cache =
        settings
            .cache()
            .map(c -> new CacheSteps(c, settings.cachePolicy(), counters, settings.time(), tell));
    this.semantic =
        settings
            .semantic()
            .map(
                s ->
                    new SemanticSteps(
                        s.policy(),
                        state.questions(settings.cache().orElseThrow(), s),
                        cache.orElseThrow(),
                        this,
                        settings,
                        counters,
                        tell));
    this.shared = new SharedCalls(this, settings.cachePolicy(), settings.time());
    this.ledger = state.ledger();
    this.counting =
        new TokenCounting(
            settings.tokenCounters(),
            settings.countingClients(),
            settings.time(),
            state.estimates(),
            tell::internalError);
    this.leasing = new Leasing(settings.budgetStore(), ledger, tell);
    Pricer pricer = new Pricer(settings.priceRules());
    this.random = state.random();
    this.toolLoops = state.toolLoops();
    this.facts =
        new RoutingFacts.Source(settings.time(), pricer, state.outputs(), state.toolLoops(), tell);
    Bids bids = new Bids(settings, pricer, state.outputs());
    this.reserving = new Reserving(settings, state, bids, leasing, tell);
    Settling settling = new Settling(settings, ledger, pricer, tell);
    Attempts attempts = new Attempts(state, state.estimates(), reserving, settling, tell);
    this.serve = Serve.with(settings, state, reserving, attempts);
    this.shadows = new Shadows(this, settings, state, counting, facts);
  }

  /**
   * Returns what calls run with here.
   *
   * @return the settings
   */
  public Settings settings() {
    return settings;
  }

  /**
   * Settles accounts with the shared store and hands out where they stand. For the gateway's end,
   * when calls have been stopped; waits for them to be settled, if it matters to anybody.
   *
   * @param saving gets the accounts, if anybody wants them
   */
  public void closeBooks(Optional<Consumer<LedgerSnapshot>> saving) {
    if (saving.isPresent() || settings.budgetStore().isPresent()) {
      admission.awaitIdle(LONGEST_SETTLING);
    }
    leasing.close();
    saving.ifPresent(
        save -> tell.guarded("saving the ledger", () -> save.accept(new Snapshots(ledger).take())));
  }

  /**
   * Returns the rules of this configuration.
   *
   * @return budgets and limits
   */
  public RuleSet rules() {
    return reserving.rules();
  }

  /**
   * Finds out who calls, and asks the allow policy.
   *
   * @param known the caller, if the call is made through a view of it
   * @return what the caller may use
   * @throws io.llmgw.error.RefusedException if the gateway is closed or the policy fails
   */
  public Permit permit(Optional<Caller> known) {
    admission.checkOpen();
    return access.permit(known);
  }

  /**
   * Enters this configuration to begin a call in it. What its settings name stays open until the
   * call has ended.
   *
   * @return false if the configuration was replaced and nothing runs in it any more
   */
  public boolean enter() {
    return holders.join();
  }

  /**
   * Begins a call in this configuration, after {@link #enter}: the allow policy is asked, the name
   * resolved, the call admitted, and its time starts to run. It must then be run here.
   *
   * @param operation what is asked for
   * @param name a route's name, or {@code provider/model}
   * @param who on whose behalf, and what may be used
   * @param terms how to run it
   * @return the call
   * @throws io.llmgw.error.RefusedException if the name is not allowed or unknown, or the gateway
   *     is closed
   */
  public Call begin(
      Operation operation, String name, Function<Pipeline, Permit> who, CallTerms terms) {
    boolean begun = false;
    try {
      Permit permit = who.apply(this);
      Route route = resolver.resolve(name, permit.models());
      Call call = admitted(call(operation, route, permit.caller(), terms));
      begun = true;
      return call;
    } finally {
      if (!begun) {
        holders.leave();
      }
    }
  }

  private Call admitted(Call call) {
    reserving.check(call);
    admission.admit(call);
    return call;
  }

  private Call call(Operation operation, Route route, Caller caller, CallTerms terms) {
    Optional<Duration> ofCallOrRoute =
        terms.timeout().isPresent() ? terms.timeout() : route.terms().timeout();
    Duration timeout = ofCallOrRoute.orElse(settings.timeout());
    int maxAttempts = terms.maxAttempts().orElse(settings.maxAttempts());
    return new Call(
        admission.nextId(), operation, route, caller, terms, settings.time(), timeout, maxAttempts);
  }

  private Call begin(Supplier<Call> described) {
    boolean begun = false;
    try {
      Call call = admitted(described.get());
      begun = true;
      return call;
    } finally {
      if (!begun) {
        holders.leave();
      }
    }
  }

  /**
   * Runs a call for a whole answer.
   *
   * @param call the call
   * @param request what to ask
   * @return the answer
   */
  public ChatResponse chat(Call call, ChatRequest request) {
    return runToEnd(call, () -> answered(call, request));
  }

  private ChatResponse answered(Call call, ChatRequest request) {
    Supplier<ChatExchange> exchange = () -> new ChatExchange(request, call, counting);
    Asking<ChatExchange> early = enterUnasked(call, exchange);
    Hit hit = lookUp(call, request);
    if (hit != null) {
      return cached(call, hit);
    }
    if (call.place().shares()) {
      return shared.chat(call, request);
    }
    Optional<Shared.Answer> similar = similar(call);
    if (similar.isPresent()) {
      return given(call, similar.get()).response();
    }
    Asking<ChatExchange> asking = early != null ? early : asking(call, exchange.get());
    return answer(call, asking.exchange(), asking.ask()).response();
  }

  private @Nullable Hit lookUp(Call call, ChatRequest request) {
    return cache.isEmpty() ? null : cache.get().lookUp(call, request, shared.ended());
  }

  private Shared.Answer answer(Call call, ChatExchange exchange, Ask ask) {
    Served<ProviderAnswer> served = serve.serve(call, exchange, ask);
    ChatRequest request = exchange.chat().orElseThrow();
    return completed(
        call, request, served.attempt(), new Answered(served.answer(), Recording.NONE));
  }

  /**
   * Begins the part of a call that goes to providers and that others wait for too.
   *
   * @param until when the last of them stops waiting
   * @throws io.llmgw.error.RefusedException if the gateway is closed, or the payer has ended
   */
  Call goUpstream(Call payer, LongSupplier until) {
    Call up = payer.goUpstream(until);
    if (!holders.join()) {
      throw Exceptions.refused(payer, ErrorKind.CANCELLED, "the call has ended"); // as the last
    }
    try {
      admission.admit(up);
    } catch (LlmException closed) {
      holders.leave();
      throw closed;
    }
    return up;
  }

  /**
   * Answers the upstream part of a call. Blocks.
   *
   * @throws LlmException if it is refused, or fails
   */
  Shared.Answer answer(Call up, ChatRequest request) {
    Optional<Shared.Answer> stored = spare(up, request);
    if (stored.isPresent()) {
      return stored.get();
    }
    ChatExchange exchange = new ChatExchange(request, up, counting);
    return answer(up, exchange, ask(up, exchange));
  }

  /**
   * Begins the stream of the upstream part of a call. Blocks.
   *
   * @throws LlmException if it is refused, or fails
   */
  GatewayStream open(Call up, ChatRequest request) {
    StreamExchange exchange = new StreamExchange(request, up, counting);
    return open(up, exchange, ask(up, exchange));
  }

  /** Ends the upstream part of a call if it can do without a provider after all. */
  Optional<Shared.Answer> spare(Call up, ChatRequest request) {
    CacheSteps steps = cache.orElseThrow();
    boolean nothingNew = shared.ended() == up.place().flights();
    Optional<CacheEntry> found = nothingNew ? Optional.empty() : steps.lookAgain(up);
    Optional<Shared.Answer> answer =
        found.isPresent()
            ? Optional.of(stored(up, found.get(), steps.hit(found.get())))
            : similar(up);
    answer.ifPresent(there -> ended(up, Optional.empty()));
    return answer;
  }

  /** Looks for the answer to another question that means the same. */
  private Optional<Shared.Answer> similar(Call call) {
    return semantic
        .flatMap(steps -> steps.lookUp(call))
        .map(found -> stored(call, found.entry(), found.status()));
  }

  private static Shared.Answer stored(Call call, CacheEntry entry, CacheStatus status) {
    CacheEntry.Answer content = (CacheEntry.Answer) entry.content();
    return new Shared.Answer(
        response(call, content.answer()), content, entry.madeBy(), entry.cost(), status);
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

  /** Counts the call, and decides which way of its route it takes. */
  private Ask enter(Call call, Exchange<?> exchange) {
    reserving.enter(call, Patience.FOR_ALL);
    if (exchange.kind() != EmbeddingClient.class) { // another model would be another space
      reserving.downgrade(call);
    }
    return decided(call, exchange).ask();
  }

  /**
   * Counts a chat call, and decides which way of its route it takes.
   *
   * @return what is asked; null if there was nothing to decide by it: a call that the prompt cache
   *     answers is spared the making of it
   */
  private <E extends Exchange<?>> @Nullable Asking<E> enterUnasked(
      Call call, Supplier<E> exchange) {
    reserving.enter(call, Patience.FOR_ALL);
    reserving.downgrade(call);
    return Forks.in(call.route()) ? decided(call, exchange.get()) : null;
  }

  private <E extends Exchange<?>> Asking<E> decided(Call call, E exchange) {
    Asking<E> asking = asking(call, exchange);
    call.decided(Forks.decide(call.route(), asking.ask(), random));
    return asking;
  }

  /**
   * What is asked.
   *
   * @param exchange how providers are asked
   * @param ask what routing may know of it
   */
  private record Asking<E extends Exchange<?>>(E exchange, Ask ask) {}

  private <E extends Exchange<?>> Asking<E> asking(Call call, E exchange) {
    return new Asking<>(exchange, ask(call, exchange));
  }

  private Ask ask(Call call, Exchange<?> exchange) {
    return new RoutingFacts(facts, RoutingFacts.Subject.of(call), exchange);
  }

  private ChatStream opened(Call call, ChatRequest request) {
    Supplier<StreamExchange> exchange = () -> new StreamExchange(request, call, counting);
    Asking<StreamExchange> early = enterUnasked(call, exchange);
    Hit hit = lookUp(call, request);
    if (hit != null) {
      return new Replay(cached(call, hit), hit.content().replay());
    }
    if (call.place().shares()) {
      return shared.stream(call, request);
    }
    Optional<Shared.Answer> similar = similar(call);
    if (similar.isPresent()) {
      Shared.Answer stored = given(call, similar.get());
      return new Replay(stored.response(), stored.content().replay());
    }
    Asking<StreamExchange> asking = early != null ? early : asking(call, exchange.get());
    GatewayStream stream = open(call, asking.exchange(), asking.ask());
    return call.terms().onCost().isEmpty() ? stream : new ToldStream(stream, call);
  }

  private GatewayStream open(Call call, StreamExchange exchange, Ask ask) {
    Served<Opened> served = serve.serve(call, exchange, ask);
    call.first();
    GatewayStream stream = new GatewayStream(this, call, exchange.chat().orElseThrow(), served);
    stream.watch();
    return stream;
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
          EmbedExchange all = new EmbedExchange(request, counting.estimates());
          Ask ask = enter(call, all);
          Optional<CachedVectors> known =
              cache.flatMap(steps -> CachedVectors.lookUp(steps, call, request));
          if (known.isEmpty()) {
            EmbeddingAnswer answer = embedded(call, all, ask).answer();
            return new EmbeddingResponse(answer.vectors(), answer.model(), call.outcome());
          }
          return embedMissing(call, known.get());
        });
  }

  /**
   * Embeds texts for a call, in a call of its own. Blocks.
   *
   * @param stop stops it
   * @throws LlmException if it is refused, or fails
   */
  EmbeddingResponse embedFor(
      Call parent, String model, List<String> texts, Duration atMost, Cancellation stop) {
    if (!enter()) {
      throw Exceptions.refused(
          parent, ErrorKind.GATEWAY_CLOSED, "the configuration was replaced and is not used more");
    }
    CallTerms terms = CallTerms.embedding(parent, atMost);
    Call call =
        begin(
            () ->
                call(
                    Operation.EMBED,
                    resolver.resolve(model, Models.any()),
                    parent.caller(),
                    terms));
    EmbeddingRequest compared =
        EmbeddingRequest.of(model, texts).withPurpose(EmbeddingPurpose.SIMILARITY);
    Runnable stopped = () -> call.cancel(ErrorKind.CANCELLED);
    stop.onFire(stopped);
    try {
      return embed(call, compared);
    } finally {
      stop.forget(stopped);
    }
  }

  private EmbeddingResponse embedMissing(Call call, CachedVectors known) {
    Optional<EmbeddingRequest> missing = known.missing();
    counters.spared(NOTHING_USED, known.saved());
    if (missing.isEmpty()) {
      call.served(NOTHING_USED, List.of());
      spend.cached(
          call.route().name(),
          call.caller(),
          call.tags(),
          call.cache().madeBy().orElseThrow(),
          known.saved(),
          settings.time().now());
      ended(call, Optional.empty());
      return new EmbeddingResponse(known.vectors(), known.model(), call.outcome());
    }
    EmbedExchange exchange = new EmbedExchange(missing.get(), counting.estimates());
    Embedded made = embedded(call, exchange, ask(call, exchange));
    known.add(made.answer(), made.madeBy(), made.cost());
    return new EmbeddingResponse(known.vectors(), made.answer().model(), call.outcome());
  }

  private record Embedded(EmbeddingAnswer answer, Target madeBy, Cost cost) {}

  private Embedded embedded(Call call, EmbedExchange exchange, Ask ask) {
    Served<EmbeddingAnswer> served = serve.serve(call, exchange, ask);
    EmbeddingAnswer answer = served.answer();
    served.attempt().answered(Receipt.of(answer));
    call.served(used(call), answer.adjustments());
    ended(call, Optional.empty());
    return new Embedded(answer, served.attempt().leaf().target(), call.outcome().cost());
  }

  /** The vectors may come from several attempts: they have used what all are charged for. */
  private static Usage used(Call call) {
    Usage sum = Usage.builder().build();
    for (Charge charge : call.outcome().charges()) {
      sum = sum.plus(charge.usage());
    }
    return sum;
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
          RerankExchange exchange = new RerankExchange(request, counting.estimates());
          Served<RerankAnswer> served = serve.serve(call, exchange, enter(call, exchange));
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
    call.running();
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

  /** Ends a call with what was stored. The answer is told of once, when all of it is known. */
  private ChatResponse cached(Call call, Hit hit) {
    ProviderAnswer answer = hit.content().answer();
    CacheEntry entry = hit.entry();
    spared(call, answer, hit.status(), entry.madeBy(), entry.cost(), hit.at());
    ended(call, Optional.empty());
    return response(call, answer);
  }

  private Shared.Answer given(Call call, Shared.Answer answer) {
    spared(call, answer, answer.cache());
    call.first();
    ended(call, Optional.empty());
    return new Shared.Answer(
        answer.response().withOutcome(call.outcome()),
        answer.content(),
        answer.madeBy(),
        answer.cost(),
        answer.cache());
  }

  /** The call is answered without a provider having been asked for it. */
  void spared(Call call, Shared.Answer answer, CacheStatus status) {
    spared(
        call,
        answer.content().answer(),
        status,
        answer.madeBy(),
        answer.cost(),
        settings.time().now());
  }

  private void spared(
      Call call, ProviderAnswer given, CacheStatus status, Target madeBy, Cost cost, Instant at) {
    call.spared(status, given.usage(), given.adjustments());
    counters.spared(given.usage(), cost);
    spend.cached(call.route().name(), call.caller(), call.tags(), madeBy, cost, at);
  }

  /** Steps 7 to 9 for an answer that is complete. */
  Shared.Answer completed(
      Call call, ChatRequest request, RunningAttempt attempt, Answered answered) {
    ProviderAnswer answer = answered.answer();
    Target target = attempt.leaf().target();
    Cost cost = attempt.answered(Receipt.of(answer));
    call.first();
    boolean stored =
        cache.isPresent() && cache.get().remember(call, request, answered, target, cost);
    if (call.route().leaves().size() > 1) {
      toolLoops.note(answer.message(), target);
    }
    ended(call, Optional.empty());
    ChatResponse response = response(call, answer);
    shadows.copy(call, request, response);
    semantic.ifPresent(steps -> steps.answered(call, response, stored));
    return new Shared.Answer(
        response, new CacheEntry.Answer(answer, answered.pieces()), target, cost, CacheStatus.MISS);
  }

  /** Begins a copy of a call, after {@link #enter}. */
  Call beginShadow(Call original, Leaf leaf) {
    return begin(
        () ->
            call(
                Operation.CHAT,
                original.route().shadow(leaf),
                original.caller(),
                CallTerms.shadow(original)));
  }

  /**
   * Runs a copy of a call. It passes by the prompt cache, and no tool loop goes on where it went.
   *
   * @throws LlmException if it fails
   */
  ChatResponse shadow(Call call, ChatExchange exchange, Ask ask) {
    return run(
        call,
        () -> {
          reserving.enter(call, Patience.NONE);
          OneAttempt.Asked<ProviderAnswer> asked =
              new OneAttempt<>(serve, call, exchange, ask).ask();
          asked.attempt().answered(Receipt.of(asked.answer()));
          call.first();
          ended(call, Optional.empty());
          return response(call, asked.answer());
        });
  }

  /**
   * The call is over: its deadline is withdrawn, what it still holds is released, and listeners are
   * told.
   */
  void ended(Call call, Optional<ErrorKind> error) {
    if (!call.isUpstream()) {
      call.ended();
    }
    call.stopTimer();
    release(call);
    if (!admission.leave(call)) {
      return; // it has ended before
    }
    holders.leave();
    if (call.isUpstream()) {
      call.over();
      tellLate(call);
    } else {
      if (cache.isPresent() && call.origin().purpose() == Purpose.CALL) {
        counters.ended(call.cache());
      }
      tell.call(call, error);
    }
  }

  /** Who has left before it was known what the call cost hears of it all the same. */
  private void tellLate(Call up) {
    if (up.payerHasLeft()) {
      tell.guarded(Tell.COST_CALLBACK, () -> OwnCallbacks.tell(up, null));
    }
  }

  /** A call of which nothing was sent, and that no cache has answered, has used nothing. */
  private void release(Call call) {
    call.reservation().ifPresent(ledger::release);
    if (call.entered().isPresent()) {
      Reservation held = call.entered().get();
      if (call.wasSent() || call.wasSpared()) {
        ledger.settleUnbilled(held, true);
      }
      ledger.release(held);
    }
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
   * @param request what would be asked
   * @param permit who would ask, and what may be used
   * @param terms how it would be asked
   * @return the plan
   */
  public RoutePlan plan(ChatRequest request, Permit permit, CallTerms terms) {
    Route route = resolver.resolve(request.model(), permit.models());
    Call call =
        new Call(
            "plan",
            Operation.CHAT,
            route,
            permit.caller(),
            terms,
            settings.time(),
            settings.timeout(),
            settings.maxAttempts());
    ChatExchange exchange = new ChatExchange(request, call, counting);
    return Router.plan(route, new RoutingFacts(facts, RoutingFacts.Subject.of(call), exchange));
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
}
