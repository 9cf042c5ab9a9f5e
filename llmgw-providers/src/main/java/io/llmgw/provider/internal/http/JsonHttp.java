package io.llmgw.provider.internal.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Excerpt;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Secret;
import java.io.IOException;
import java.util.Optional;
import okio.Buffer;

/** Sends one JSON object and gets a response of status 2xx, or a failure that says everything. */
public final class JsonHttp {
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
   * Posts a request.
   *
   * @throws ProviderFailure if the request cannot be written or sent, or the status is not 2xx
   */
  public Reply post(
      String path,
      boolean stream,
      String model,
      CallContext context,
      Body body,
      WireFailures.Classifier classifier) {
    Optional<Secret> key = endpoint.key();
    WireFailures failures = new WireFailures(endpoint, time, model, key);
    Buffer buffer = write(body);
    long length = buffer.size();
    HttpExchange exchange =
        transport.send(
            endpoint.post(path, transport.settings(), key, buffer, stream), length, context);
    if (exchange.isSuccess()) {
      return new Reply(exchange, failures);
    }
    try (exchange) {
      throw failures.status(exchange, classifier);
    }
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
