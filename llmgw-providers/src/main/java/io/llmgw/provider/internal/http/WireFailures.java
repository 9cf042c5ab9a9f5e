package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Excerpt;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Says what went wrong in one exchange: what happened, to which model where, and what to do. Never
 * shows a key.
 */
public final class WireFailures {
  /**
   * How much of a body is looked at for an excerpt: more than a token is long, to redact it whole.
   */
  public static final int EXCERPT_SOURCE = 16 * 1024;

  private static final int MAX_ERROR_BODY = 64 * 1024;

  private final Endpoint endpoint;
  private final TimeSource time;
  private final String model;
  private final Credentials.Grant grant;

  WireFailures(Endpoint endpoint, TimeSource time, String model, Credentials.Grant grant) {
    this.endpoint = endpoint;
    this.time = time;
    this.model = model;
    this.grant = grant;
  }

  /** What classifies an error: a format's own table. */
  public interface Classifier {
    ErrorKind classify(ResponseHead head, ErrorBody error);
  }

  /** A response whose status is not 2xx. */
  ProviderFailure status(HttpExchange exchange, Classifier classifier) {
    ResponseHead head = exchange.head();
    if (head.status() >= 300 && head.status() < 400) {
      return failure(
          ErrorKind.INVALID_REQUEST,
          target()
              + " redirects (status "
              + head.status()
              + "), which is not followed; check baseUrl",
          head);
    }
    ErrorBody raw = ErrorBodies.read(exchange.readSome(MAX_ERROR_BODY));
    ErrorKind kind = classifier.classify(head, raw);
    String said = raw.message().startsWith("<") ? Excerpt.of(clean(raw.message())) : message(raw);
    String text =
        target()
            + " answered "
            + head.status()
            + (said.isEmpty() ? "" : ": " + said)
            + advice(kind);
    return withDelay(failure(kind, text, head), head, raw.retryAfter(), raw.message());
  }

  /**
   * A failure a format found in a response of status 200: completes what the format could not know.
   */
  public ProviderFailure fromFormat(ProviderFailure bare, ResponseHead head) {
    if (bare.status() != 0 || !bare.sent()) {
      return bare;
    }
    return bare.kind() == ErrorKind.MALFORMED_ANSWER ? completed(bare, head) : reported(bare, head);
  }

  private ProviderFailure reported(ProviderFailure bare, ResponseHead head) {
    String said = String.valueOf(bare.getMessage());
    String text =
        target() + " reports an error: " + Excerpt.message(clean(said)) + advice(bare.kind());
    return withDelay(failure(bare.kind(), text, head), head, bare.retryAfter(), said);
  }

  /** An I/O or size failure after the head: keeps its message, adds the target and the response. */
  public ProviderFailure completed(ProviderFailure bare, ResponseHead head) {
    ProviderFailure failure = failure(bare.kind(), target() + ": " + bare.getMessage(), head);
    Throwable cause = bare.getCause();
    return cause == null ? failure : failure.withCause(cause);
  }

  /** Something that is no answer of the format. */
  public ProviderFailure malformed(String what, byte[] body, ResponseHead head) {
    String begin =
        new String(body, 0, Math.min(body.length, EXCERPT_SOURCE), StandardCharsets.UTF_8);
    String excerpt = Excerpt.of(clean(begin));
    return failure(
        ErrorKind.MALFORMED_ANSWER,
        target()
            + " answered "
            + head.status()
            + " with "
            + what
            + (excerpt.isEmpty() ? "" : ": " + excerpt)
            + "; check baseUrl and what stands between",
        head);
  }

  /** A stream whose end was not the protocol's. */
  public ProviderFailure interrupted(String how, ResponseHead head) {
    return failure(ErrorKind.STREAM_INTERRUPTED, "the stream of " + target() + " " + how, head);
  }

  private String message(ErrorBody error) {
    return Excerpt.message(clean(error.message()));
  }

  private String clean(String text) {
    return endpoint.redact(text, grant);
  }

  private String target() {
    return endpoint.name() + "/" + model;
  }

  private ProviderFailure failure(ErrorKind kind, String text, ResponseHead head) {
    return ProviderFailure.of(kind, text)
        .withResponse(head.status(), head.requestId())
        .withRateLimits(RateLimitHeaders.read(head.all(), time.now()));
  }

  private ProviderFailure withDelay(
      ProviderFailure failure, ResponseHead head, Optional<Duration> told, String message) {
    boolean isAnswer = head.status() >= 200 && head.status() < 300; // its retry-after means nothing
    Optional<Duration> delay =
        RetryDelays.find(isAnswer ? name -> null : head::header, told, message, time.now());
    return delay.isPresent() ? failure.withRetryAfter(delay.get()) : failure;
  }

  private String advice(ErrorKind kind) {
    Optional<String> oneOfSeveral = grant.position();
    return switch (kind) {
      case AUTHENTICATION -> " (" + grant.advice() + ")";
      case PERMISSION_DENIED -> " (check what " + oneOfSeveral.orElse("the key") + " may do)";
      case MODEL_NOT_FOUND -> " (check the model's id)";
      case QUOTA_EXHAUSTED ->
          " (check the credit of the account"
              + oneOfSeveral.map(key -> " of " + key).orElse("")
              + ")";
      case RATE_LIMITED -> oneOfSeveral.map(key -> " (" + key + ")").orElse("");
      case CONTEXT_WINDOW_EXCEEDED -> " (shorten the conversation)";
      default -> "";
    };
  }
}
