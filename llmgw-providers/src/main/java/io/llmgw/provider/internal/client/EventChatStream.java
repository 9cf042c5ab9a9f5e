package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.provider.internal.http.NetworkFailures;
import io.llmgw.provider.internal.http.WireFailures;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer, whatever frames its events.
 *
 * <p>Read by one thread; {@link #close()} may come from any. Whoever is last to hold the body (the
 * reader inside {@link #hasNext()}, else the closer) releases it, because OkHttp's bodies are not
 * safe for two threads.
 */
public final class EventChatStream implements ProviderStream {
  private final HttpExchange exchange;
  private final WireFailures failures;
  private final StreamDecoder decoder;
  private final EventReader events;
  private final UnaryOperator<ProviderAnswer> complete;
  private final long maxBytes;
  private final WireFailures.Classifier classifier;
  private final JsonBytes json = new JsonBytes();
  private final ArrayDeque<StreamEvent> ready = new ArrayDeque<>();
  private final Consumer<StreamEvent> out = ready::add;

  /** Held while the body is read, and for good once it is released. */
  private final AtomicBoolean body = new AtomicBoolean();

  private volatile boolean closed;
  private long received;
  private boolean ended;
  private @Nullable ProviderFailure failure;

  EventChatStream(
      JsonHttp.Reply reply,
      EventReader events,
      StreamDecoder decoder,
      UnaryOperator<ProviderAnswer> complete,
      long maxBytes,
      WireFailures.Classifier classifier) {
    this.maxBytes = maxBytes;
    this.classifier = classifier;
    this.events = events;
    this.complete = complete;
    this.exchange = reply.exchange();
    this.failures = reply.failures();
    this.decoder = decoder;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty()) {
      if (ended) {
        return false;
      }
      ProviderFailure broken = failure;
      if (broken != null) {
        throw broken;
      }
      read();
    }
    return true;
  }

  private void read() {
    if (!body.compareAndSet(false, true)) {
      failure = closedEarly();
      return;
    }
    try {
      ended = advance();
    } catch (ProviderFailure e) {
      failure = e;
    } finally {
      if (ended || failure != null || closed) {
        release();
      } else {
        body.set(false);
        if (closed && body.compareAndSet(false, true)) {
          release();
        }
      }
    }
  }

  private ProviderFailure closedEarly() {
    return failures.completed(
        ProviderFailure.of(ErrorKind.CANCELLED, "the stream was closed"), exchange.head());
  }

  /** Reads one event; true at the protocol's end. */
  private boolean advance() {
    try {
      if (!events.next()) {
        return endOfBody();
      }
      if (events.isDone()) {
        return end(true);
      }
      count(events.length());
      ErrorBody error = events.error();
      if (error != null) {
        throw reported(error);
      }
      if (events.length() == 0) {
        return false; // a message of headers only, such as an initial-response
      }
      json.set(events.data(), events.offset(), events.length());
      decoder.event(events.name(), json, out);
      json.finish();
      return decoder.finished() && end(false);
    } catch (JsonProcessingException | JsonBytes.NotJsonException e) {
      throw notJson(e);
    } catch (IOException e) {
      if (closed) {
        throw closedEarly();
      }
      throw failures.completed(
          NetworkFailures.midStream(e, exchange.host(), exchange.context()), exchange.head());
    } catch (ProviderFailure e) {
      throw failures.fromFormat(e, exchange.head());
    }
  }

  private ProviderFailure reported(ErrorBody error) {
    String said = error.message().isEmpty() ? error.type() : error.message();
    return ProviderFailure.of(classifier.classify(exchange.head(), error), said);
  }

  /**
   * The body's own end. With chunked transfer, a content length or HTTP/2 a cut body is an error
   * that OkHttp throws; a body that only ends with its connection cannot be told from a cut one, so
   * there the finish reason has to suffice, unless the framing has an end of its own.
   */
  private boolean endOfBody() {
    if (events.isDelimited() && !events.terminated()) {
      throw failures.interrupted("was cut in the middle", exchange.head());
    }
    return end(false);
  }

  private boolean end(boolean doneMarker) {
    if (decoder.end(doneMarker, out)) {
      return true;
    }
    if (events.isDelimited() && received == 0) {
      throw failures.malformed("a stream of nothing", new byte[0], exchange.head());
    }
    throw failures.interrupted(
        doneMarker ? "ended without an answer" : "ended before the answer was complete",
        exchange.head());
  }

  /** A stream that never ends would fill the memory with its text. */
  private void count(int length) {
    received += length;
    if (received > maxBytes) {
      throw ProviderFailure.of(
          ErrorKind.MALFORMED_ANSWER,
          "the stream is longer than " + maxBytes + " bytes; raise maxAnswerBytes to take it");
    }
  }

  private ProviderFailure notJson(IOException e) {
    if (!events.terminated()) {
      return failures
          .interrupted("was cut in the middle of an event", exchange.head())
          .withCause(e);
    }
    int from = events.offset();
    int length = Math.min(events.length(), WireFailures.EXCERPT_SOURCE);
    byte[] data = Arrays.copyOfRange(events.data(), from, from + length);
    return failures
        .malformed("an event that is no JSON object", data, exchange.head())
        .withCause(e);
  }

  @Override
  public StreamEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    return ready.remove();
  }

  @Override
  public ProviderAnswer answer() {
    return complete.apply(decoder.answer());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (body.compareAndSet(false, true)) {
      exchange.cancel(); // nobody reads: the rest of the body is not wanted
      release();
    } else if (!ended && failure == null) {
      exchange.cancel(); // wakes the reader, which releases
    }
  }

  private void release() {
    if (failure != null || !ended) {
      exchange.cancel();
    }
    json.close();
    exchange.close();
  }
}
