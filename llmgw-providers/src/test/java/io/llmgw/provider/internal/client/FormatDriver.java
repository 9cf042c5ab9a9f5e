package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;

/** Drives a chat format without a network; JSON is written with single quotes in tests. */
public final class FormatDriver {
  private static final ResponseHead HEAD = new ResponseHead(200, "req", Headers.of());
  private static final TargetRequest ASKED = new TargetRequest("m", ChatRequest.of("r", "Hi"));

  private final ChatFormat format;

  /** What was sent differently, after a request was written. */
  public final List<Adjustment> adjustments = new ArrayList<>();

  /** What a stream said. */
  public final List<StreamEvent> events = new ArrayList<>();

  public FormatDriver(ChatFormat format) {
    this.format = format;
  }

  public String write(ChatRequest.Builder request) {
    return write(new TargetRequest("m", request.build()), false);
  }

  public String write(TargetRequest request, boolean stream) {
    StringWriter text = new StringWriter();
    Adjustments made = new Adjustments();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      format.writeRequest(request, stream, out, made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    adjustments.addAll(made.all());
    return text.toString().replace('"', '\'');
  }

  public List<String> changes() {
    return adjustments.stream().map(a -> a.setting() + ": " + a.change()).toList();
  }

  public ProviderAnswer read(String json) {
    byte[] bytes = bytes(json);
    try (JsonBytes slice = new JsonBytes()) {
      slice.set(bytes, 0, bytes.length);
      return format.readAnswer(slice, ASKED, HEAD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Feeds events to a new stream and returns its decoder. */
  public StreamDecoder stream(String... data) {
    StreamDecoder decoder = format.decoder(ASKED, HEAD);
    JsonBytes slice = new JsonBytes();
    try {
      for (String json : data) {
        byte[] bytes = bytes(json);
        slice.set(bytes, 0, bytes.length);
        decoder.event("", slice, events::add);
        slice.finish();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return decoder;
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
