package io.llmgw.benchmarks.streams;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.aws.EventStreamReader;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.NdjsonReader;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.http.SseReader;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import okhttp3.Headers;

/** What the library does with a stream's body: framing, decoding, and the whole answer. */
final class Library implements Contender {
  private static final int LONGEST_EVENT = 1 << 20;
  private static final ResponseHead HEAD = new ResponseHead(200, "", Headers.of());

  private final ChatFormat format;
  private final TargetRequest request =
      new TargetRequest("a-model", ChatRequest.of("a-model", "My rear wheel clicks."));

  Library(ChatFormat format) {
    this.format = format;
  }

  @Override
  public Answer read(InputStream body, Consumer<String> deltas) throws IOException {
    EventReader events = events(body);
    StreamDecoder decoder = format.decoder(request, HEAD);
    Consumer<StreamEvent> out = event -> pass(event, deltas);
    try (JsonBytes json = new JsonBytes()) {
      boolean done = false;
      while (!done && !decoder.finished() && events.next()) {
        done = events.isDone();
        if (!done && events.error() == null) {
          json.set(events.data(), events.offset(), events.length());
          decoder.event(events.name(), json, out);
          json.finish();
        }
      }
      if (!decoder.end(done, out)) {
        throw new IllegalStateException("the stream has no end");
      }
    }
    return answer(decoder.answer());
  }

  private EventReader events(InputStream body) {
    return switch (format.framing()) {
      case SSE, SSE_OR_ARRAY -> new SseReader(body, LONGEST_EVENT);
      case NDJSON -> new NdjsonReader(body, LONGEST_EVENT);
      case EVENT_STREAM -> new EventStreamReader(body, LONGEST_EVENT);
    };
  }

  private static void pass(StreamEvent event, Consumer<String> deltas) {
    if (event instanceof TextDelta more) {
      deltas.accept(more.text());
    } else if (event instanceof ToolCallDelta more && !more.arguments().isEmpty()) {
      deltas.accept(more.arguments());
    }
  }

  private static Answer answer(ProviderAnswer answer) {
    ToolCall call = null;
    String text = "";
    for (Part part : answer.message().parts()) {
      if (part instanceof Part.TextPart more) {
        text = text.isEmpty() ? more.text() : text + more.text();
      } else if (part instanceof ToolCall only) {
        call = only;
      }
    }
    if (call == null) {
      throw new IllegalStateException("the tool call is missing: " + answer);
    }
    return new Answer(
        text,
        call.id(),
        call.name(),
        call.arguments().text(),
        answer.rawFinishReason(),
        answer.usage().inputTokens(),
        answer.usage().outputTokens());
  }
}
