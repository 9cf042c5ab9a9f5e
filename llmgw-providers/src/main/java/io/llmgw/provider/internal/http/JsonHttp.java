package io.llmgw.provider.internal.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.provider.HttpSettings;
import io.llmgw.provider.internal.json.Excerpt;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import okio.Buffer;

/** Sends one JSON object and gets a response of status 2xx, or a failure that says everything. */
public final class JsonHttp {
  /** The media type of an answer that is one JSON object. */
  public static final String JSON = "application/json";

  private final Endpoint endpoint;
  private final HttpTransport transport;
  private final TimeSource time;

  public JsonHttp(Endpoint endpoint, HttpTransport transport, TimeSource time) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.time = time;
  }

  /** Writes a body. */
  public interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  /** A response of status 2xx, and what says what is wrong with it. */
  public record Reply(HttpExchange exchange, WireFailures failures) implements AutoCloseable {
    @Override
    public void close() {
      exchange.close();
    }

    /** Reads the body as one JSON object. */
    public <T> T read(long limit, AnswerReader<T> reader) {
      ResponseHead head = exchange.head();
      byte[] body;
      try {
        body = exchange.readAll(limit);
      } catch (ProviderFailure e) {
        throw failures.completed(e, head);
      }
      if (body.length == 0) {
        throw failures.malformed("an empty body", body, head);
      }
      try (JsonBytes json = new JsonBytes()) {
        json.set(body, 0, body.length);
        T answer = reader.read(json, head);
        json.finish();
        return answer;
      } catch (IOException e) {
        String type = exchange.contentType();
        throw failures
            .malformed("no usable JSON (content type " + type + ")", body, head)
            .withCause(e);
      } catch (ProviderFailure e) {
        throw failures.fromFormat(e, head);
      }
    }
  }

  /** Reads an answer from its JSON. */
  public interface AnswerReader<T> {
    T read(JsonSlice json, ResponseHead head) throws IOException;
  }

  /**
   * Posts a request and waits for the head of its response.
   *
   * @param path the path below the base URL
   * @param accept the media types wanted as an answer
   * @param stream whether the answer comes piece by piece
   * @param model the provider's id of the model, for messages
   * @param context deadline, cancellation and which key to send
   * @param body writes the request; what it throws keeps everything from being sent
   * @param classifier says what an error response means
   * @throws ProviderFailure if the request cannot be written or sent, or the status is not 2xx
   */
  public Reply post(
      String path,
      String accept,
      boolean stream,
      String model,
      CallContext context,
      Body body,
      WireFailures.Classifier classifier) {
    Credentials.Grant grant = endpoint.grant(context.key());
    WireFailures failures = new WireFailures(endpoint, time, model, grant);
    Buffer buffer = write(body);
    long length = buffer.size();
    HttpExchange exchange =
        transport.send(endpoint.post(path, grant, buffer, accept, stream), length, context);
    if (exchange.isSuccess()) {
      return new Reply(exchange, failures);
    }
    try (exchange) {
      throw failures.status(exchange, classifier);
    }
  }

  /** Posts a request whose answer is one JSON object, and reads it. */
  public <T> T ask(
      String path,
      String model,
      CallContext context,
      Body body,
      AnswerReader<T> reader,
      WireFailures.Classifier classifier) {
    Reply reply = post(path, JSON, false, model, context, body, classifier);
    try (reply) {
      return reply.read(settings().maxAnswerBytes(), reader);
    }
  }

  /** Returns the provider's registered name. */
  public String name() {
    return endpoint.name();
  }

  /** Returns how many keys there are to choose from. */
  public int keys() {
    return endpoint.keys();
  }

  /** Returns how the provider is reached. */
  public HttpSettings settings() {
    return transport.settings();
  }

  /** Returns what the headers of a response say of the provider's rate limits. */
  public RateLimitStatus rateLimits(ResponseHead head) {
    return RateLimitHeaders.read(head.all(), time.now());
  }

  private static Buffer write(Body body) {
    Buffer buffer = new Buffer();
    try (JsonGenerator out = Json.FACTORY.createGenerator(buffer.outputStream())) {
      body.write(out);
    } catch (IOException e) {
      throw ProviderFailure.of(
              ErrorKind.INVALID_REQUEST,
              "the request cannot be written as JSON ("
                  + Excerpt.of(String.valueOf(e.getMessage()))
                  + "); nothing was sent")
          .withCause(e)
          .withNothingSent();
    }
    return buffer;
  }
}
