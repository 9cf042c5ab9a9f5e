package io.llmgw.testkit;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedStep.Answers;
import io.llmgw.testkit.ScriptedStep.Embeds;
import io.llmgw.testkit.ScriptedStep.Ending;
import io.llmgw.testkit.ScriptedStep.Fails;
import io.llmgw.testkit.ScriptedStep.Failure;
import io.llmgw.testkit.ScriptedStep.Hangs;
import io.llmgw.testkit.ScriptedStep.Plays;
import io.llmgw.testkit.ScriptedStep.Ranks;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A provider that does what a test tells it, without a network.
 *
 * <pre>{@code
 * ScriptedProvider openai = ScriptedProvider.named("openai").failsWith(503).times(2);
 * ScriptedProvider anthropic = ScriptedProvider.named("anthropic").answers("Paris").usage(12, 3);
 * }</pre>
 *
 * <p>The script is a list of <b>steps</b> ({@code answers}, {@code failsWith}, …); each call takes
 * the next one, and the last one repeats. <b>Modifiers</b> ({@link #times}, {@link #usage}, {@link
 * #takes}, …) apply to the step before them. The same script serves unstreamed chats, streams,
 * embeddings and rerank; a step of the wrong kind is an {@link AssertionError}. Without {@link
 * #usage} the provider reports no usage.
 *
 * <p>Time passes on the gateway's clock, so with a {@link TestClock} it takes none. One provider
 * can serve several gateways, which then share its script and its records. Safe for use by many
 * threads; the script may be continued while it is played.
 */
public final class ScriptedProvider implements ProviderSpec {
  private final String name;
  private final Script<ScriptedStep> script;
  private final Map<String, ModelInfo> models = new ConcurrentHashMap<>();
  private final Recorded<TargetRequest> requests = new Recorded<>();
  private final Recorded<EmbeddingRequest> embeddingRequests = new Recorded<>();
  private final Recorded<RerankRequest> rerankRequests = new Recorded<>();
  private final Recorded<Integer> keysUsed = new Recorded<>();
  private volatile BatchLimits batchLimits = BatchLimits.NONE;
  private volatile int keys = 1;
  private final AtomicLong requestIds = new AtomicLong();
  private final AtomicInteger openStreams = new AtomicInteger();
  private final AtomicInteger openClients = new AtomicInteger();

  private ScriptedProvider(String name) {
    this.name = name;
    this.script = new Script<>("scripted provider " + name);
  }

  /**
   * Starts a script without steps.
   *
   * @param name the name under which targets refer to the provider, not blank, without a slash
   * @return the provider
   */
  public static ScriptedProvider named(String name) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "a provider's name must not be blank or contain a slash: \"" + name + "\"");
    }
    return new ScriptedProvider(name);
  }

  /**
   * Step: answers with a text; as a stream in one piece.
   *
   * @param text the whole answer
   * @return this
   */
  public ScriptedProvider answers(String text) {
    return step(ScriptedStep.pieces(List.of(text), Ending.COMPLETE));
  }

  /**
   * Step: answers with a text in these pieces; unstreamed with all of them joined.
   *
   * @param pieces the pieces in order; empty ones are sent too, but are not visible
   * @return this
   */
  public ScriptedProvider streams(String... pieces) {
    return step(ScriptedStep.pieces(List.of(pieces), Ending.COMPLETE));
  }

  /**
   * Step: sends these pieces, then the stream breaks ({@link ErrorKind#STREAM_INTERRUPTED}).
   * Unstreamed, the connection breaks ({@link ErrorKind#NETWORK}).
   *
   * @param pieces the pieces in order
   * @return this
   */
  public ScriptedProvider cutsAfter(String... pieces) {
    return step(ScriptedStep.fails(List.of(pieces), Failure.CUT));
  }

  /**
   * Step: sends these pieces, then the stream fails in a way: with an event that says so, or one
   * that cannot be read. Unstreamed the answer fails so.
   *
   * @param kind what a provider can fail with; not one of the gateway's own refusals
   * @param pieces the pieces in order; none for a stream that opens and fails at once
   * @return this
   */
  public ScriptedProvider failsAfter(ErrorKind kind, String... pieces) {
    HttpStatuses.statusOf(kind); // checks the kind
    return step(ScriptedStep.fails(List.of(pieces), new Failure(kind, kind)));
  }

  /**
   * Step: opens the stream, which breaks before any piece has come. Unstreamed as {@link
   * #cutsAfter}.
   *
   * @return this
   */
  public ScriptedProvider cutsBeforeFirstText() {
    return cutsAfter();
  }

  /**
   * Step: sends these pieces and then nothing more until the call is cancelled or the stream
   * closed. Unstreamed it hangs.
   *
   * @param pieces the pieces in order
   * @return this
   */
  public ScriptedProvider hangsAfter(String... pieces) {
    return step(ScriptedStep.pieces(List.of(pieces), Ending.HANG));
  }

  /**
   * Step: does not respond until the call is cancelled, for instance by its deadline.
   *
   * @return this
   */
  public ScriptedProvider hangs() {
    return step(ScriptedStep.of(new Hangs()));
  }

  /**
   * Step: wants a tool called.
   *
   * @param id the call's id
   * @param tool the tool's name
   * @param arguments the arguments as JSON text
   * @return this
   */
  public ScriptedProvider callsTool(String id, String tool, String arguments) {
    ToolCall call = new ToolCall(id, tool, RawJson.of(arguments));
    return step(
        ScriptedStep.message(
            new AssistantMessage(List.of(call), ProviderState.NONE), FinishReason.TOOL_CALLS));
  }

  /**
   * Step: answers with whatever the function makes of the request; as a stream part by part.
   *
   * @param answer runs on the calling thread; it may throw a {@link ProviderFailure}
   * @return this
   */
  public ScriptedProvider answersWith(Function<TargetRequest, ProviderAnswer> answer) {
    return step(ScriptedStep.of(new Answers(answer, Optional.empty(), Ending.COMPLETE)));
  }

  /**
   * Step: does what the next step of another script says, so that a provider's behaviour can change
   * while it is used. One that is broken for a while:
   *
   * <pre>{@code
   * ScriptedProvider up = ScriptedProvider.named("up").answers("Paris").takes(Duration.ofMillis(500));
   * ScriptedProvider down = ScriptedProvider.named("down").failsWith(503);
   * ScriptedProvider openai =
   *     ScriptedProvider.named("openai")
   *         .plays(() -> clock.elapsed().toSeconds() < 60 ? up : down);
   * }</pre>
   *
   * <p>Only the other's script is used, modifiers included; the call is made at, and recorded by,
   * this provider. This step itself takes no modifier but {@link #times}.
   *
   * @param script says which script, at each call; runs on the calling thread
   * @return this
   */
  public ScriptedProvider plays(Supplier<ScriptedProvider> script) {
    return step(ScriptedStep.of(new Plays(script)));
  }

  /**
   * Step: turns each text into a vector of length 1 that depends on nothing but the text.
   *
   * @param dimension the vectors' dimension, unless a request wants another
   * @return this
   */
  public ScriptedProvider embeds(int dimension) {
    if (dimension < 1) {
      throw new IllegalArgumentException("embeds needs a dimension of at least 1: " + dimension);
    }
    return step(ScriptedStep.of(new Embeds(dimension)));
  }

  /**
   * Step: gives the first document the first score, and so on. Results are sent in the documents'
   * order; a document without a score is not among them.
   *
   * @param scores the scores
   * @return this
   */
  public ScriptedProvider ranks(double... scores) {
    return step(ScriptedStep.of(new Ranks(Arrays.stream(scores).boxed().toList())));
  }

  /**
   * Step: fails with an HTTP status. 401, 402, 403, 404, 408, 429, 503 and 529 have kinds of their
   * own; other 4xx are {@link ErrorKind#INVALID_REQUEST}, other 5xx {@link ErrorKind#SERVER_ERROR}.
   *
   * @param status 400 to 599
   * @return this
   */
  public ScriptedProvider failsWith(int status) {
    return failsWith(HttpStatuses.kindOf(status), status);
  }

  /**
   * Step: fails in a way, with the status a provider would send for it.
   *
   * @param kind what a provider can fail with; not one of the gateway's own refusals
   * @return this
   */
  public ScriptedProvider failsWith(ErrorKind kind) {
    return failsWith(kind, HttpStatuses.statusOf(kind));
  }

  private ScriptedProvider failsWith(ErrorKind kind, int status) {
    String message =
        "the script of " + name + " fails with " + (status == 0 ? kind : kind + " " + status);
    return step(
        ScriptedStep.of(new Fails(ProviderFailure.of(kind, message).withResponse(status, ""))));
  }

  /**
   * Modifier of {@code failsWith}: says when the provider wants to be asked again.
   *
   * @param delay the delay
   * @return this
   */
  public ScriptedProvider retryAfter(Duration delay) {
    return change("retryAfter", s -> s.withFailure("retryAfter", f -> f.withRetryAfter(delay)));
  }

  /**
   * Modifier of {@code failsWith}: says that the request never reached the provider.
   *
   * @return this
   */
  public ScriptedProvider nothingSent() {
    return change(
        "nothingSent", s -> s.withFailure("nothingSent", ProviderFailure::withNothingSent));
  }

  /**
   * Modifier: reports this usage, at the end of the answer; with a step that is cut or hangs, from
   * its beginning.
   *
   * @param input input tokens
   * @param output output tokens
   * @return this
   */
  public ScriptedProvider usage(long input, long output) {
    return usage(Usage.of(input, output));
  }

  /**
   * Modifier: reports this usage, as {@link #usage(long, long)}.
   *
   * @param usage the usage
   * @return this
   */
  public ScriptedProvider usage(Usage usage) {
    return change("usage", step -> step.withUsage(usage));
  }

  /**
   * Modifier: ends the answer for this reason instead of {@link FinishReason#STOP}.
   *
   * @param reason the reason
   * @return this
   */
  public ScriptedProvider finishesWith(FinishReason reason) {
    return change("finishesWith", step -> step.withFinishReason(reason));
  }

  /**
   * Modifier: lets time pass before the answer, the stream's opening or the failure. Cancelling the
   * call ends it at once.
   *
   * @param duration how long, on the gateway's clock
   * @return this
   */
  public ScriptedProvider takes(Duration duration) {
    return takes(() -> duration);
  }

  /**
   * Modifier: as {@link #takes(Duration)}, with a duration that is asked for at each call; for
   * instance one that is drawn at random.
   *
   * @param duration says how long, on the gateway's clock; runs on the calling thread
   * @return this
   */
  public ScriptedProvider takes(Supplier<Duration> duration) {
    return change("takes", step -> step.withTakes(duration));
  }

  /**
   * Modifier: lets time pass between two pieces of a stream.
   *
   * @param pause how long, on the gateway's clock
   * @return this
   */
  public ScriptedProvider piecesEvery(Duration pause) {
    return change("piecesEvery", step -> step.withEvery(pause));
  }

  /**
   * Modifier: repeats the step before the next one's turn.
   *
   * @param times how often in all, at least 1
   * @return this
   */
  public ScriptedProvider times(int times) {
    script.repeatLast(times);
    return this;
  }

  /**
   * Describes a model, for instance its prices. Not part of the script.
   *
   * @param model the model; replaces an earlier description of the same id
   * @return this
   */
  public ScriptedProvider knows(ModelInfo model) {
    models.put(model.id(), model);
    return this;
  }

  /**
   * Says how much one request for embeddings may hold. Not part of the script.
   *
   * @param limits default {@link BatchLimits#NONE}
   * @return this
   */
  public ScriptedProvider embedsAtMost(BatchLimits limits) {
    batchLimits = Objects.requireNonNull(limits, "limits");
    return this;
  }

  /**
   * Gives the provider several keys, of which the gateway picks one for each request; {@link
   * #keysUsed()} tells which. Not part of the script; to be set before a gateway is built.
   *
   * @param number at least 1, the default
   * @return this
   */
  public ScriptedProvider keys(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("keys needs a number of at least 1: " + number);
    }
    keys = number;
    return this;
  }

  private ScriptedProvider step(ScriptedStep step) {
    script.add(step);
    return this;
  }

  private ScriptedProvider change(String modifier, UnaryOperator<ScriptedStep> how) {
    script.changeLast(
        modifier,
        step -> {
          if (step.does() instanceof Plays) {
            throw new IllegalStateException(modifier + " belongs into the script that is played");
          }
          return how.apply(step);
        });
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ProviderClient connect(ProviderContext context) {
    openClients.incrementAndGet();
    return new ScriptedClient(this, context.time());
  }

  /**
   * Returns the chat requests, streamed or not, in the order in which they came.
   *
   * @return a copy of the last 10,000
   */
  public List<TargetRequest> requests() {
    return requests.all();
  }

  /**
   * Returns the embedding requests in the order in which they came.
   *
   * @return a copy of the last 10,000
   */
  public List<EmbeddingRequest> embeddingRequests() {
    return embeddingRequests.all();
  }

  /**
   * Returns the rerank requests in the order in which they came.
   *
   * @return a copy of the last 10,000
   */
  public List<RerankRequest> rerankRequests() {
    return rerankRequests.all();
  }

  /**
   * Returns which key each request was to use, counted from 0, in the order in which they came:
   * chats, streams, embeddings and rerank together.
   *
   * @return a copy of the last 10,000
   */
  public List<Integer> keysUsed() {
    return keysUsed.all();
  }

  /**
   * Returns how often the provider was called, successfully or not.
   *
   * @return chats, streams, embeddings and rerank together
   */
  public long calls() {
    return requests.count() + embeddingRequests.count() + rerankRequests.count();
  }

  /**
   * Returns how many streams were opened and not closed. After all calls have ended it is 0, or the
   * gateway leaks.
   *
   * @return the number of streams
   */
  public int openStreams() {
    return openStreams.get();
  }

  /**
   * Returns how many gateways are connected and have not closed their client.
   *
   * @return the number of clients
   */
  public int openClients() {
    return openClients.get();
  }

  /** Returns the name and how often it was called. */
  @Override
  public String toString() {
    return "ScriptedProvider[" + name + ", " + calls() + " calls]";
  }

  Optional<ModelInfo> known(String model) {
    return Optional.ofNullable(models.get(model));
  }

  ScriptedStep nextStep() {
    ScriptedStep step =
        script.next().orElseThrow(() -> wrongStep("it is called, but has no steps"));
    return step.does() instanceof Plays plays ? plays.script().get().nextStep() : step;
  }

  AssertionError wrongStep(String what) {
    return new AssertionError("scripted provider " + name + ": " + what);
  }

  String record(TargetRequest request, int key) {
    requests.add(request);
    return recorded(key);
  }

  String record(EmbeddingRequest request, int key) {
    embeddingRequests.add(request);
    return recorded(key);
  }

  String record(RerankRequest request, int key) {
    rerankRequests.add(request);
    return recorded(key);
  }

  private String recorded(int key) {
    if (key < 0 || key >= keys) {
      throw wrongStep("it is to use key " + key + ", counted from 0, but has " + keys);
    }
    keysUsed.add(key);
    return "scripted-" + requestIds.incrementAndGet();
  }

  int keys() {
    return keys;
  }

  BatchLimits batchLimits() {
    return batchLimits;
  }

  void streamOpened() {
    openStreams.incrementAndGet();
  }

  void streamClosed() {
    openStreams.decrementAndGet();
  }

  void clientClosed() {
    openClients.decrementAndGet();
  }
}
