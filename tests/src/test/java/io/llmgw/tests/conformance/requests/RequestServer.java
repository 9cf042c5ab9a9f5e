package io.llmgw.tests.conformance.requests;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** Keeps the bodies of the requests it gets, and answers each of its base URLs in one way. */
final class RequestServer implements Closeable {
  private final MockWebServer server = new MockWebServer();
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  RequestServer() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return endpoints.get(request.getTarget().split("[/?]", 3)[1]).answer(request);
          }
        });
    server.start();
  }

  /** A base URL, whatever a client adds to it. */
  final class Endpoint implements Closeable {
    private final String id = "r" + ids.incrementAndGet();
    private final int status;
    private final String answer;
    private volatile String body;

    private Endpoint(int status, String answer) {
      this.status = status;
      this.answer = answer;
    }

    URI url() {
      return server.url("/" + id).uri();
    }

    /** Returns the body of the last request; empty if none came. */
    Optional<String> body() {
      return Optional.ofNullable(body);
    }

    private MockResponse answer(RecordedRequest request) {
      body = request.getBody() == null ? "" : request.getBody().utf8();
      return new MockResponse.Builder()
          .code(status)
          .addHeader("content-type", "application/json")
          .body(answer)
          .build();
    }

    @Override
    public void close() {
      endpoints.remove(id);
    }
  }

  /** Answers below a new base URL until the returned handle is closed. */
  Endpoint answering(int status, String json) {
    Endpoint endpoint = new Endpoint(status, json);
    endpoints.put(endpoint.id, endpoint);
    return endpoint;
  }

  @Override
  public void close() {
    server.close();
  }
}
