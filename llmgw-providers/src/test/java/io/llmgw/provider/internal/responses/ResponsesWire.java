package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;

/** Drives the Responses format without a network; JSON in single quotes. */
final class ResponsesWire {
  static final ResponseHead HEAD = new ResponseHead(200, "req_1", Headers.of());

  private static final ResponsesFormat FORMAT = new ResponsesFormat(ResponsesDialect.openAi());
  private static final TargetRequest ASKED =
      new TargetRequest("gpt-5", ChatRequest.of("route", "Hi"));

  private ResponsesWire() {}

  /** What was written, and what was noted. */
  record Written(String json, List<Adjustment> adjustments) {
    List<String> changes() {
      return adjustments.stream().map(a -> a.setting() + ": " + a.change()).toList();
    }
  }

  static Written write(String model, ChatRequest.Builder request) {
    return write(ResponsesDialect.openAi(), new TargetRequest(model, request.build()), false);
  }

  static Written write(ResponsesDialect dialect, TargetRequest request, boolean stream) {
    StringWriter text = new StringWriter();
    Adjustments adjustments = new Adjustments();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      new ResponsesFormat(dialect).writeRequest(request, stream, out, adjustments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(text.toString().replace('"', '\''), adjustments.all());
  }

  static ProviderAnswer read(String json) {
    try {
      return FORMAT.readAnswer(new TextSlice(json.replace('\'', '"')), ASKED, HEAD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stream that is fed event by event. */
  static final class Stream {
    final StreamDecoder decoder = FORMAT.decoder(ASKED, HEAD);
    final List<StreamEvent> events = new ArrayList<>();

    Stream feed(String... data) {
      try {
        for (String json : data) {
          decoder.event("", new TextSlice(json.replace('\'', '"')), events::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }
  }
}
