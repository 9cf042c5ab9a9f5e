package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
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

/** Drives the Messages format without a network. */
final class AnthropicWire {
  static final ResponseHead HEAD = new ResponseHead(200, "req_1", Headers.of());

  /** A model that thinks within a budget and takes every sampling parameter, one at a time. */
  static final String HAIKU = "claude-haiku-4-5";

  private static final ChatFormat FORMAT =
      AnthropicMessagesFormat.create(AnthropicDialect.ANTHROPIC);

  private static final TargetRequest ASKED =
      new TargetRequest(HAIKU, ChatRequest.of("route", "Hi"));

  private AnthropicWire() {}

  /** What was written, and what was noted. */
  record Written(String json, List<Adjustment> adjustments) {
    List<String> changes() {
      return adjustments.stream().map(a -> a.setting() + ": " + a.change()).toList();
    }
  }

  static Written write(ChatRequest.Builder request) {
    return write(HAIKU, request);
  }

  static Written write(String model, ChatRequest.Builder request) {
    Optional<ModelInfo> info =
        model.equals(HAIKU)
            ? Optional.of(ModelInfo.builder(HAIKU).maxOutputTokens(64_000).build())
            : Optional.empty();
    return write(new TargetRequest(model, info, request.build(), Delivery.PLAIN), false);
  }

  static Written write(TargetRequest request, boolean stream) {
    StringWriter text = new StringWriter();
    Adjustments adjustments = new Adjustments();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      FORMAT.writeRequest(request, stream, out, adjustments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(text.toString(), adjustments.all());
  }

  static ChatRequest.Builder request() {
    return ChatRequest.builder("route");
  }

  static ProviderAnswer read(String json) {
    try {
      return FORMAT.readAnswer(new TextSlice(json), ASKED, HEAD);
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
          decoder.event("", new TextSlice(json), events::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    Stream start() {
      return feed(
          """
          {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
          "model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":7,\
          "cache_read_input_tokens":3,"output_tokens":1}}}""");
    }

    Stream block(int index, String block) {
      return feed(
          "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}"
              .formatted(index, block));
    }

    Stream delta(int index, String delta) {
      return feed(
          "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":%s}  ".formatted(index, delta));
    }

    Stream stop(int index) {
      return feed("{\"type\":\"content_block_stop\",\"index\":%d }".formatted(index));
    }

    Stream end(String reason) {
      return feed(
          """
          {"type":"message_delta","delta":{"stop_reason":"%s","stop_sequence":null},\
          "usage":{"output_tokens":20}}"""
              .formatted(reason),
          "{\"type\":\"message_stop\"}");
    }

    ProviderAnswer answer() {
      return decoder.answer();
    }
  }

  static Stream stream() {
    return new Stream();
  }
}
