package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Carries a {@link CountFormat} over HTTP. Safe for use by many threads. */
final class JsonTokenCount {
  private final JsonHttp http;
  private final ChatFormat chat;
  private final CountFormat count;

  JsonTokenCount(JsonHttp http, ChatFormat chat, CountFormat count) {
    this.http = http;
    this.chat = chat;
    this.count = count;
  }

  long count(TargetRequest request, CallContext context) {
    return http.ask(
        count.path(request),
        request.model(),
        context,
        out -> count.write(request, chatBody(request), out),
        (json, head) -> read(json, count.answerField(request)),
        chat::classify);
  }

  /** What the count changes of a request is not told: the attempt itself will. */
  private ChatBody chatBody(TargetRequest request) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(1_024);
    try (JsonGenerator out = Json.FACTORY.createGenerator(body)) {
      chat.writeRequest(request, false, out, new Adjustments());
    }
    return new ChatBody(body.toByteArray());
  }

  private static long read(JsonSlice json, String field) throws IOException {
    JsonParser parser = json.parser();
    long tokens = -1;
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
          tokens = parser.getLongValue();
        } else {
          parser.skipChildren();
        }
      }
    }
    if (tokens < 0) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no " + field);
    }
    return tokens;
  }
}
