package io.llmgw.testkit;

import io.llmgw.testkit.WireStep.Answers;
import io.llmgw.testkit.WireStep.CallsTool;
import io.llmgw.testkit.WireStep.Embeds;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.WireStep.Fails;
import io.llmgw.testkit.WireStep.Hangs;
import io.llmgw.testkit.WireStep.Raw;
import io.llmgw.testkit.WireStep.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request and the response to it, as the step says. */
final class StandInExchange {
  private static final int DEFAULT_DIMENSION = 64;
  private static final WireFormat OPEN_AI = new OpenAiWire();
  private static final WireFormat ANTHROPIC = new AnthropicWire();

  private final long number;
  private final ReceivedRequest request;
  private final HttpReader reader;
  private final HttpWriter writer;

  StandInExchange(long number, ReceivedRequest request, HttpReader reader, HttpWriter writer) {
    this.number = number;
    this.request = request;
    this.reader = reader;
    this.writer = writer;
  }

  private static String path(ReceivedRequest request) {
    int query = request.path().indexOf('?');
    return query < 0 ? request.path() : request.path().substring(0, query);
  }

  private static boolean isMessages(ReceivedRequest request) {
    return path(request).endsWith("/messages");
  }

  private static boolean isEmbeddings(ReceivedRequest request) {
    return path(request).endsWith("/embeddings");
  }

  /** Tells whether the path is one of a provider's. */
  static boolean serves(ReceivedRequest request) {
    return isMessages(request)
        || isEmbeddings(request)
        || path(request).endsWith("/chat/completions");
  }

  /**
   * Responds that there is nothing under the path; returns whether the connection can be used
   * again.
   */
  boolean notFound() throws IOException {
    return json(404, OPEN_AI, OPEN_AI.error(404, requestId()), Map.of(), Ending.COMPLETE);
  }

  /** Responds as the step says; returns whether the connection can be used again. */
  boolean respond(WireStep step) throws IOException {
    WireFormat format = isMessages(request) ? ANTHROPIC : OPEN_AI;
    if (!reader.stays(step.takes())) {
      return false;
    }
    if (step.does() instanceof Fails fails) {
      String error = format.error(fails.status(), requestId());
      return json(fails.status(), format, error, step.headers(), Ending.COMPLETE);
    }
    if (step.does() instanceof Hangs) {
      reader.untilGone();
      return false;
    }
    if (step.does() instanceof Raw raw) {
      return raw(raw, step);
    }
    if (isEmbeddings(request)) {
      return json(200, format, embeddings(step), step.headers(), ending(step));
    }
    WireAnswer answer = answer(step);
    return flag("stream")
        ? stream(answer, format, step)
        : json(200, format, format.answer(answer), step.headers(), ending(step));
  }

  private String requestId() {
    return "req_standin" + number;
  }

  private Optional<String> field(String name) {
    return Json.field(request.body(), name);
  }

  private boolean flag(String name) {
    return field(name).filter("true"::equals).isPresent();
  }

  private String model() {
    return field("model").flatMap(Json::string).orElse("unknown");
  }

  private static Ending ending(WireStep step) {
    return step.does() instanceof Answers answers ? answers.ending() : Ending.COMPLETE;
  }

  private WireAnswer answer(WireStep step) {
    List<String> pieces;
    if (step.does() instanceof CallsTool tool) {
      pieces =
          TextPieces.equal(tool.call().arguments().text(), step.pieces() > 0 ? step.pieces() : 2);
    } else {
      Answers answers =
          step.does() instanceof Answers a
              ? a
              : (Answers) WireStep.DEFAULT.does(); // embeds, asked to chat
      pieces = answers.pieces().apply(model());
      if (step.pieces() > 0) {
        pieces = TextPieces.equal(String.join("", pieces), step.pieces());
      } else if (!answers.scripted()) {
        pieces = TextPieces.words(String.join("", pieces));
      }
    }
    Tokens tokens =
        step.tokens()
            .orElse(new Tokens(estimate(request.body()), estimate(String.join("", pieces))));
    boolean streamUsage =
        field("stream_options")
            .flatMap(options -> Json.field(options, "include_usage"))
            .filter("true"::equals)
            .isPresent();
    return new WireAnswer(
        number,
        model(),
        pieces,
        step.does() instanceof CallsTool tool ? Optional.of(tool.call()) : Optional.empty(),
        tokens.input(),
        tokens.output(),
        streamUsage);
  }

  private static long estimate(String text) {
    return Math.max(1, text.length() / 4);
  }

  private String embeddings(WireStep step) {
    String input = field("input").orElse("\"\"");
    List<String> elements = Json.elements(input);
    boolean texts = !elements.isEmpty() && Json.string(elements.get(0)).isPresent();
    List<String> inputs =
        texts
            ? elements.stream().map(e -> Json.string(e).orElse(e)).toList()
            : List.of(Json.string(input).orElse(input)); // one text, or one input as token numbers
    int dimension = step.does() instanceof Embeds embeds ? embeds.dimension() : DEFAULT_DIMENSION;
    int wanted = field("dimensions").map(Integer::parseInt).orElse(dimension);
    boolean base64 =
        field("encoding_format").flatMap(Json::string).filter("base64"::equals).isPresent();
    long tokens =
        step.tokens().map(Tokens::input).orElseGet(() -> estimate(String.join("", inputs)));
    return OpenAiWire.embeddings(model(), inputs, wanted, base64, tokens);
  }

  private boolean json(
      int status, WireFormat format, String body, Map<String, String> more, Ending ending)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int sent = ending == Ending.COMPLETE ? bytes.length : bytes.length / 2;
    Map<String, String> headers = headers("application/json", format, more);
    headers.put("content-length", String.valueOf(ending == Ending.TRUNCATED ? sent : bytes.length));
    writer.head(status, headers);
    writer.bytes(bytes, sent);
    return end(ending);
  }

  private Map<String, String> headers(
      String contentType, WireFormat format, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", contentType);
    headers.put(format.requestIdHeader(), requestId());
    headers.putAll(more);
    return headers;
  }

  private boolean stream(WireAnswer answer, WireFormat format, WireStep step) throws IOException {
    Map<String, String> headers =
        headers("text/event-stream; charset=utf-8", format, step.headers());
    headers.put("cache-control", "no-cache");
    headers.put("transfer-encoding", "chunked");
    writer.head(200, headers);
    for (String event : format.opening(answer)) {
      writer.chunk(event);
    }
    boolean first = true;
    for (String piece : answer.pieces()) {
      if (!first && !reader.stays(step.every())) {
        return false;
      }
      first = false;
      writer.chunk(format.piece(answer, piece));
    }
    if (ending(step) == Ending.COMPLETE) {
      for (String event : format.closing(answer)) {
        writer.chunk(event);
      }
    }
    if (ending(step) == Ending.COMPLETE || ending(step) == Ending.TRUNCATED) {
      writer.lastChunk();
    }
    return end(ending(step));
  }

  private boolean end(Ending ending) throws IOException {
    writer.flush();
    if (ending == Ending.HANG) {
      reader.untilGone();
    }
    return ending == Ending.COMPLETE || ending == Ending.TRUNCATED;
  }

  /**
   * Sends exactly what it was given. Only the end of the connection surely ends such a response.
   */
  private boolean raw(Raw raw, WireStep step) throws IOException {
    writer.head(raw.status(), step.headers());
    writer.flush();
    boolean first = true;
    for (byte[] piece : raw.pieces()) {
      if (!first && !reader.stays(step.every())) {
        return false;
      }
      first = false;
      writer.bytes(piece, piece.length);
      writer.flush();
    }
    return false;
  }
}
