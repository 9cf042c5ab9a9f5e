package io.llmgw.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * The least that a client written by hand needs: bytes scanned for lines, Jackson's streaming
 * parser, no tree. Shows what there is to gain; it has no feature at all, and no tolerance either.
 */
final class Least implements Contender {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int WINDOW = 16 * 1024;
  private static final int PREFIX = "data: ".length();

  private final JsonFactory factory = new JsonFactory();
  private final OkHttpClient client = Naive.client();
  private final HttpUrl url;

  Least(String baseUrl) {
    this.url = HttpUrl.get(baseUrl + "/chat/completions");
  }

  @Override
  public String name() {
    return "hand-written least";
  }

  @Override
  public Reply unary(long number) throws IOException {
    try (Response response = client.newCall(request(number, false)).execute()) {
      Naive.requireOk(response);
      Answer answer = new Answer();
      byte[] body = response.body().bytes();
      answer.read(factory.createParser(body));
      return answer.reply();
    }
  }

  @Override
  public Reply stream(long number) throws IOException {
    try (Response response = client.newCall(request(number, true)).execute()) {
      Naive.requireOk(response);
      Answer answer = new Answer();
      BufferedSource source = response.body().source();
      byte[] window = new byte[WINDOW];
      int start = 0;
      int limit = 0;
      int count;
      while ((count = source.read(window, limit, WINDOW - limit)) >= 0) {
        int scan = limit;
        limit += count;
        for (; scan < limit; scan++) {
          if (window[scan] == '\n') {
            if (scan - start > PREFIX && window[start + PREFIX] == '{') {
              answer.read(factory.createParser(window, start + PREFIX, scan - start - PREFIX));
            }
            start = scan + 1;
          }
        }
        limit -= start;
        System.arraycopy(window, start, window, 0, limit);
        start = 0;
      }
      return answer.reply();
    }
  }

  private Request request(long number, boolean stream) throws IOException {
    Buffer body = new Buffer();
    try (JsonGenerator out = factory.createGenerator(body.outputStream())) {
      out.writeStartObject();
      out.writeStringField("model", "gpt-4o-mini");
      out.writeArrayFieldStart("messages");
      message(out, "system", Texts.SYSTEM);
      message(out, "user", Texts.question(number));
      out.writeEndArray();
      if (stream) {
        out.writeBooleanField("stream", true);
        out.writeObjectFieldStart("stream_options");
        out.writeBooleanField("include_usage", true);
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer sk-no-key-needed-here")
        .post(new Body(body, body.size()))
        .build();
  }

  private static void message(JsonGenerator out, String role, String content) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", role);
    out.writeStringField("content", content);
    out.writeEndObject();
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  /** A body that is moved into the socket. */
  private static final class Body extends RequestBody {
    private final Buffer bytes;
    private final long length;

    Body(Buffer bytes, long length) {
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes, length);
    }
  }

  /** Collects an answer, whole or from chunks. */
  private static final class Answer {
    private final StringBuilder text = new StringBuilder();
    private int pieces;
    private long inputTokens;
    private long outputTokens;
    private String finishReason = "";

    Reply reply() {
      return new Reply(text.toString(), pieces, inputTokens, outputTokens, finishReason);
    }

    void read(JsonParser json) throws IOException {
      try (json) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          JsonToken value = json.nextToken();
          if (field.equals("choices")) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              choice(json);
            }
          } else if (field.equals("usage") && value == JsonToken.START_OBJECT) {
            usage(json);
          } else {
            json.skipChildren();
          }
        }
      }
    }

    private void choice(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("delta") || field.equals("message")) {
          message(json);
        } else if (field.equals("finish_reason") && value == JsonToken.VALUE_STRING) {
          finishReason = json.getText();
        } else {
          json.skipChildren();
        }
      }
    }

    private void message(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean content = json.currentName().equals("content");
        JsonToken value = json.nextToken();
        if (!content || value != JsonToken.VALUE_STRING) {
          json.skipChildren();
          continue;
        }
        String piece = json.getText();
        if (!piece.isEmpty()) {
          text.append(piece);
          pieces++;
        }
      }
    }

    private void usage(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("prompt_tokens")) {
          inputTokens = json.getLongValue();
        } else if (field.equals("completion_tokens")) {
          outputTokens = json.getLongValue();
        } else {
          json.skipChildren();
        }
      }
    }
  }
}
