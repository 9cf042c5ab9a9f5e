package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;

/** A response whose head is there. Used by one thread, except {@link #cancel()}. */
public final class HttpExchange implements AutoCloseable {
  private static final String[] REQUEST_IDS = {
    "x-request-id",
    "request-id",
    "apim-request-id",
    "x-amzn-requestid",
    "x-goog-request-id",
    "x-debug-trace-id"
  };

  private final Call call;
  private final Response response;
  private final CallContext context;
  private final IdleTimer idle;
  private final Runnable leave;
  private final BufferedSource body;
  private final ResponseHead head;

  HttpExchange(Call call, Response response, CallContext context, IdleTimer idle, Runnable leave) {
    this.call = call;
    this.response = response;
    this.context = context;
    this.idle = idle;
    this.leave = leave;
    this.body = Okio.buffer(new Watched(response.body().source(), idle));
    idle.enter(Phase.BEGUN);
    this.head = new ResponseHead(response.code(), requestId(response), response.headers());
  }

  private static String requestId(Response response) {
    for (String name : REQUEST_IDS) {
      String value = response.header(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return "";
  }

  /** Returns status, request id and headers. */
  public ResponseHead head() {
    return head;
  }

  /** Returns whether the status is 2xx. */
  boolean isSuccess() {
    return response.code() >= 200 && response.code() < 300;
  }

  /** Returns the media type in lower case without parameters, empty if there is none. */
  public String contentType() {
    String value = response.header("content-type");
    if (value == null) {
      return "";
    }
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }

  /** Returns the host that answered. */
  public String host() {
    return call.request().url().host();
  }

  /** Returns the call's deadline and cancellation. */
  public CallContext context() {
    return context;
  }

  /** Returns the body. */
  public BufferedSource body() {
    return body;
  }

  /**
   * Reads the whole body.
   *
   * @param limit the most bytes to accept
   * @throws ProviderFailure if it is longer, or cut off
   */
  byte[] readAll(long limit) {
    Buffer buffer = new Buffer();
    try {
      BufferedSource source = body();
      while (source.read(buffer, 65_536) >= 0) {
        if (buffer.size() > limit) {
          throw ProviderFailure.of(
                  ErrorKind.MALFORMED_ANSWER,
                  "the answer of "
                      + host()
                      + " is longer than "
                      + limit
                      + " bytes; raise maxAnswerBytes to take it")
              .withResponse(head.status(), head.requestId());
        }
      }
    } catch (IOException e) {
      throw NetworkFailures.midAnswer(e, host(), context)
          .withResponse(head.status(), head.requestId());
    }
    return buffer.readByteArray();
  }

  /** Reads the beginning of an error's body; what cannot be read is left out. */
  byte[] readSome(int limit) {
    Buffer buffer = new Buffer();
    try {
      BufferedSource source = body();
      while (buffer.size() < limit && source.read(buffer, limit - buffer.size()) >= 0) {
        // read on
      }
    } catch (IOException e) {
      // The status alone says enough; a cut body only makes the message shorter.
    }
    return buffer.readByteArray();
  }

  /** Closes the socket at once. Any thread; does not block. */
  public void cancel() {
    call.cancel();
  }

  /**
   * Releases the connection: back to the pool if the body was read to its end or its end is there,
   * else closed. Called by the thread that reads, or after {@link #cancel()} when nobody reads.
   */
  @Override
  public void close() {
    try {
      response.close();
    } catch (RuntimeException e) {
      call.cancel(); // whatever is wrong with the body, the connection must not stay
    } finally {
      idle.stop();
      leave.run();
    }
  }

  /** Tells the timer of every byte that comes, and callers of the timer. */
  private static final class Watched extends ForwardingSource {
    private final IdleTimer idle;

    Watched(BufferedSource source, IdleTimer idle) {
      super(source);
      this.idle = idle;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      try {
        long count = super.read(sink, byteCount);
        idle.enter(Phase.ANSWERING);
        return count;
      } catch (IOException e) {
        throw idle.explain(e);
      }
    }
  }
}
