package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;

/** Drives the format without a network. */
final class GeminiWire {
  static final ResponseHead HEAD = new ResponseHead(200, "", Headers.of());
  static final String SECOND = "gemini-2.5-flash";
  static final String THIRD = "gemini-3-flash-preview";

  private static final GeminiChatFormat FORMAT = new GeminiChatFormat(GeminiPlatform.DEVELOPER);
  private static final TargetRequest ASKED = new TargetRequest(THIRD, ChatRequest.of("r", "Hi"));

  private GeminiWire() {}

  /** What was written, and what was noted. */
  record Written(String json, List<Adjustment> adjustments) {
    List<String> changes() {
      return adjustments.stream().map(a -> a.setting() + ": " + a.change()).toList();
    }
  }

  static ChatRequest.Builder request() {
    return ChatRequest.builder("route");
  }

  static Written write(String model, ChatRequest.Builder request) {
    return write(FORMAT, model, request, Delivery.PLAIN);
  }

  static Written write(
      GeminiChatFormat format, String model, ChatRequest.Builder request, Delivery delivery) {
    StringWriter text = new StringWriter();
    Adjustments adjustments = new Adjustments();
    TargetRequest target = new TargetRequest(model, Optional.empty(), request.build(), delivery);
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      format.writeRequest(target, false, out, adjustments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(text.toString(), adjustments.all());
  }

  static ProviderAnswer read(String json) {
    try {
      return FORMAT.readAnswer(new TextSlice(json), ASKED, HEAD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer of one candidate with these parts. */
  static String answer(String parts) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"responseId\":\"r1\"}";
  }

  /** A piece of a stream. */
  static String piece(String parts) {
    return answer(parts).replace(",\"finishReason\":\"STOP\"", "");
  }

  /** A stream that is fed event by event. */
  static final class Stream {
    final StreamDecoder decoder = FORMAT.decoder(ASKED, HEAD);
    final List<StreamEvent> events = new ArrayList<>();

    Stream feed(String... data) {
      try {
        for (String json : data) {
          decoder.event("", new TextSlice(json), events::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    boolean end() {
      return decoder.end(false, events::add);
    }
  }
}
