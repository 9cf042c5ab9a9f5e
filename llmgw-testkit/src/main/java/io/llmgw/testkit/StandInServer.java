package io.llmgw.testkit;

import io.llmgw.chat.FinishReason;
import io.llmgw.testkit.WireStep.CallsTool;
import io.llmgw.testkit.WireStep.Drops;
import io.llmgw.testkit.WireStep.Embeds;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.WireStep.Fails;
import io.llmgw.testkit.WireStep.Hangs;
import io.llmgw.testkit.WireStep.Raw;
import io.llmgw.testkit.WireStep.Sends;
import io.llmgw.testkit.WireStep.Shows;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.usage.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An HTTP server on the loopback interface that speaks like a provider, in any {@link WireFormat},
 * unstreamed and streamed as the request says. For tests and measurements of everything between the
 * gateway's API and the socket.
 *
 * <pre>{@code
 * try (StandInServer server = StandInServer.openAi().failsWith(503).answers("Paris").usage(12, 3)) {
 *   OpenAi.builder().baseUrl(server.baseUrl()).apiKey("any") …
 * }
 * }</pre>
 *
 * <p>The script is a list of <b>steps</b>; each request takes the next one, and the last one
 * repeats. <b>Modifiers</b> ({@link #times}, {@link #usage}, {@link #takes}, …) apply to the step
 * before them. Without steps it answers a friendly sentence that names the model; without {@link
 * #usage} tokens are characters divided by 4, at least 1. An embeddings request that meets a chat's
 * step gets vectors of 64 dimensions that depend only on the texts.
 *
 * <p>Time is real time. Connections are kept alive; any number may be open. Safe for use by many
 * threads; the script may be continued while it is played.
 */
public final class StandInServer implements AutoCloseable {
  private final List<WireFormat> formats;
  private final Script<WireStep> script = new Script<>("the stand-in server");
  private final Recorded<ReceivedRequest> requests = new Recorded<>();
  private final Gauge requestCount = new Gauge("requests");
  private final StandInConnections connections = new StandInConnections(this::respond);

  private StandInServer(List<WireFormat> formats) {
    this.formats = formats;
  }

  /**
   * Starts a server that speaks like OpenAI: Responses, Chat Completions and embeddings.
   *
   * @return the running server, with an empty script
   * @throws java.io.UncheckedIOException if there is no free port
   */
  public static StandInServer openAi() {
    return speaking(WireFormat.openAiChat(), WireFormat.openAiResponses());
  }

  /**
   * Starts a server that speaks like Anthropic.
   *
   * @return the running server, with an empty script
   * @throws java.io.UncheckedIOException if there is no free port
   */
  public static StandInServer anthropic() {
    return speaking(WireFormat.anthropic());
  }

  /**
   * Starts a server that speaks one provider's formats.
   *
   * @param first the format whose base URL is used, and in which unknown paths are not found
   * @param more formats of other paths
   * @return the running server, with an empty script
   * @throws java.io.UncheckedIOException if there is no free port
   */
  public static StandInServer speaking(WireFormat first, WireFormat... more) {
    List<WireFormat> formats = Stream.concat(Stream.of(first), Arrays.stream(more)).toList();
    StandInServer server = new StandInServer(formats);
    server.connections.start();
    return server;
  }

  /**
   * Returns the URL to configure a provider with.
   *
   * @return for example {@code http://127.0.0.1:41234/v1}, without a slash at the end
   */
  public String baseUrl() {
    return connections.address() + formats.get(0).basePath();
  }

  /**
   * Step: answers with a text; as a stream word by word, unless {@link #pieces} says otherwise.
   *
   * @param text the whole answer
   * @return this
   */
  public StandInServer answers(String text) {
    return step(WireStep.answers(List.of(text), false, Ending.COMPLETE));
  }

  /**
   * Step: answers with a text in these pieces; unstreamed with all of them joined.
   *
   * @param pieces the pieces in order
   * @return this
   */
  public StandInServer streams(String... pieces) {
    return step(WireStep.answers(List.of(pieces), true, Ending.COMPLETE));
  }

  /**
   * Step: sends these pieces, then closes the connection without an end of the body or the
   * protocol. Unstreamed, within the body.
   *
   * @param pieces the pieces in order
   * @return this
   */
  public StandInServer cutsAfter(String... pieces) {
    return step(WireStep.answers(List.of(pieces), true, Ending.CUT));
  }

  /**
   * Step: opens the stream (headers and the protocol's first events), then closes the connection
   * before any text.
   *
   * @return this
   */
  public StandInServer cutsBeforeFirstText() {
    return cutsAfter();
  }

  /**
   * Step: sends these pieces, then ends the body properly, but without the protocol's end (finish
   * reason and {@code [DONE]}, {@code message_stop}, …). Unstreamed: half of the JSON, with the
   * length of that half.
   *
   * @param pieces the pieces in order
   * @return this
   */
  public StandInServer truncatesAfter(String... pieces) {
    return step(WireStep.answers(List.of(pieces), true, Ending.TRUNCATED));
  }

  /**
   * Step: sends these pieces and then nothing more until the client closes the connection.
   * Unstreamed, within the body.
   *
   * @param pieces the pieces in order
   * @return this
   */
  public StandInServer hangsAfter(String... pieces) {
    return step(WireStep.answers(List.of(pieces), true, Ending.HANG));
  }

  /**
   * Step: sends nothing at all until the client closes the connection.
   *
   * @return this
   */
  public StandInServer hangs() {
    return step(WireStep.of(new Hangs()));
  }

  /**
   * Step: closes the connection without a word.
   *
   * @return this
   */
  public StandInServer drops() {
    return step(WireStep.of(new Drops()));
  }

  /**
   * Step: wants a tool called; as a stream with the arguments in two pieces, unless {@link #pieces}
   * says otherwise.
   *
   * @param id the call's id
   * @param tool the tool's name
   * @param arguments the arguments as JSON text
   * @return this
   */
  public StandInServer callsTool(String id, String tool, String arguments) {
    return step(WireStep.of(new CallsTool(id, tool, arguments)));
  }

  /**
   * Step: answers an embeddings request; a chat request gets the friendly sentence. Only formats
   * with embeddings take such requests.
   *
   * @param dimension the vectors' dimension, unless a request wants another
   * @return this
   */
  public StandInServer embeds(int dimension) {
    return step(WireStep.of(new Embeds(positive("embeds", dimension))));
  }

  /**
   * Step: fails with a status and an error body in the provider's shape.
   *
   * @param status 400 to 599
   * @return this
   */
  public StandInServer failsWith(int status) {
    HttpStatuses.kindOf(status); // checks the range
    return step(WireStep.of(new Fails(status)));
  }

  /**
   * Step: answers 200 with a web page, as a proxy or a captive portal does.
   *
   * @return this
   */
  public StandInServer html200() {
    byte[] page =
        "<!doctype html><html><body>Please log in to the network.</body></html>"
            .getBytes(StandardCharsets.UTF_8);
    return raw(200, Map.of("content-type", "text/html; charset=utf-8"), page);
  }

  /**
   * Step: sends exactly these bytes as the response's body, one piece at a time, and closes the
   * connection. A header {@code connection: close} is added; whether the body has a length, chunks,
   * or ends with the connection is up to the headers given here, and need not be true.
   *
   * @param status any status
   * @param headers the headers, as they are to be sent
   * @param pieces the body; each piece is sent before the next one is begun
   * @return this
   */
  public StandInServer raw(int status, Map<String, String> headers, byte[]... pieces) {
    List<byte[]> copy = Arrays.stream(pieces).map(byte[]::clone).toList();
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("connection", "close");
    return step(WireStep.of(new Raw(status, copy)).withHeaders(all));
  }

  /** Step: answers with these blocks. */
  StandInServer shows(FinishReason finish, WireBlock... blocks) {
    return step(WireStep.of(new Shows(List.of(blocks), finish)));
  }

  /** Step: sends exactly this. */
  StandInServer sends(WireResponse response, WireStep.Ending ending) {
    return step(WireStep.of(new Sends(response, ending)));
  }

  /** Modifier: reports this usage. */
  StandInServer usage(Usage usage) {
    return change("usage", step -> step.withUsage(usage));
  }

  /**
   * Modifier: reports this usage.
   *
   * @param input input tokens
   * @param output output tokens
   * @return this
   */
  public StandInServer usage(long input, long output) {
    return change("usage", step -> step.withUsage(Usage.of(input, output)));
  }

  /**
   * Modifier: streams the text in so many pieces of about equal length.
   *
   * @param number at least 1
   * @return this
   */
  public StandInServer pieces(int number) {
    positive("pieces", number);
    return change("pieces", step -> step.withPieces(number));
  }

  /**
   * Modifier: lets time pass between two pieces.
   *
   * @param pause real time, to the millisecond
   * @return this
   */
  public StandInServer piecesEvery(Duration pause) {
    return change("piecesEvery", step -> step.withEvery(pause));
  }

  /**
   * Modifier: lets time pass before the response begins.
   *
   * @param duration real time, to the millisecond
   * @return this
   */
  public StandInServer takes(Duration duration) {
    return change("takes", step -> step.withTakes(duration));
  }

  /**
   * Modifier: says when to come back, in the header {@code retry-after} (seconds, rounded up), and
   * for other than whole seconds also in {@code retry-after-ms}.
   *
   * @param delay the delay
   * @return this
   */
  public StandInServer retryAfter(Duration delay) {
    long millis = delay.toMillis();
    header("retry-after", String.valueOf((millis + 999) / 1000));
    return millis % 1000 == 0 ? this : header("retry-after-ms", String.valueOf(millis));
  }

  /**
   * Modifier: adds a header to the response.
   *
   * @param name the header's name
   * @param value its value
   * @return this
   */
  public StandInServer header(String name, String value) {
    return change("header", step -> step.withHeader(name, value));
  }

  /**
   * Modifier: repeats the step before the next one's turn.
   *
   * @param times how often in all, at least 1
   * @return this
   */
  public StandInServer times(int times) {
    script.repeatLast(times);
    return this;
  }

  private StandInServer step(WireStep step) {
    script.add(step);
    return this;
  }

  private StandInServer change(String modifier, UnaryOperator<WireStep> how) {
    script.changeLast(modifier, how);
    return this;
  }

  private static int positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + " needs a number of at least 1: " + number);
    }
    return number;
  }

  private boolean respond(ReceivedRequest request, HttpReader reader, HttpWriter writer)
      throws IOException {
    Optional<StandInTask> task = StandInTask.of(request, formats);
    Optional<WireStep> step;
    long number;
    synchronized (requests) {
      // The step is taken first: who has waited for a request can rely on its step not being the
      // next one's.
      step = task.isPresent() ? script.next() : Optional.empty();
      requests.add(request);
      number = requestCount.add(1);
    }
    WireFormat format = task.map(StandInTask::format).orElse(formats.get(0));
    StandInExchange exchange = new StandInExchange(number, format, reader, writer);
    return task.isPresent()
        ? exchange.respond(task.get(), step.orElse(WireStep.DEFAULT))
        : exchange.notFound();
  }

  /**
   * Returns the requests in the order in which they came, those to unknown paths included.
   *
   * @return a copy of the last 10,000
   */
  public List<ReceivedRequest> requests() {
    return requests.all();
  }

  /**
   * Returns how many requests have come.
   *
   * @return the number
   */
  public long requestCount() {
    return requestCount.value();
  }

  /**
   * Blocks until at least so many requests have come.
   *
   * @param number how many
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if it takes more than ten seconds
   */
  public void awaitRequests(long number) throws InterruptedException {
    requestCount.await(count -> count >= number, "at least " + number);
  }

  /**
   * Returns how many connections are open, idle ones included.
   *
   * @return the number
   */
  public long openConnections() {
    return connections.open().value();
  }

  /**
   * Blocks until exactly so many connections are open; 0 after a client has been closed shows that
   * it leaked none.
   *
   * @param number how many
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if it takes more than ten seconds
   */
  public void awaitOpenConnections(long number) throws InterruptedException {
    connections.open().await(count -> count == number, String.valueOf(number));
  }

  /**
   * Returns how many connections have been accepted since the start; fewer than requests means that
   * they were reused.
   *
   * @return the number
   */
  public long acceptedConnections() {
    return connections.accepted().value();
  }

  /** Closes the port and all connections. Responses that are being sent are cut. */
  @Override
  public void close() {
    connections.close();
  }

  /** Returns the URL and how many requests have come. */
  @Override
  public String toString() {
    return "StandInServer[" + baseUrl() + ", " + requestCount() + " requests]";
  }
}
