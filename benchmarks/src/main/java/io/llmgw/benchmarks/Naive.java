package io.llmgw.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * OkHttp and Jackson trees, as most applications that call a model by hand do it. No retry, no
 * failover, no deadline, no cost, no cache.
 */
final class Naive implements Contender {
  private static final MediaType JSON = MediaType.get("application/json");

  private final ObjectMapper mapper = new ObjectMapper();
  private final OkHttpClient client;
  private final String url;

  Naive(String baseUrl) {
    this.url = baseUrl + "/chat/completions";
    this.client = client();
  }

  /**
   * As many idle connections as the gateway keeps; OkHttp's five would be too few for 32 threads.
   */
  static OkHttpClient client() {
    return new OkHttpClient.Builder()
        .readTimeout(2, TimeUnit.MINUTES)
        .connectionPool(new ConnectionPool(64, 5, TimeUnit.MINUTES))
        .build();
  }

  @Override
  public String name() {
    return "OkHttp + tree";
  }

  @Override
  public Reply unary(long number) throws IOException {
    try (Response response = client.newCall(request(number, false)).execute()) {
      requireOk(response);
      JsonNode answer = mapper.readTree(response.body().string());
      JsonNode choice = answer.path("choices").path(0);
      JsonNode usage = answer.path("usage");
      return new Reply(
          choice.path("message").path("content").asText(),
          1,
          usage.path("prompt_tokens").asLong(),
          usage.path("completion_tokens").asLong(),
          choice.path("finish_reason").asText());
    }
  }

  @Override
  public Reply stream(long number) throws IOException {
    StringBuilder text = new StringBuilder();
    int pieces = 0;
    long inputTokens = 0;
    long outputTokens = 0;
    String finishReason = "";
    try (Response response = client.newCall(request(number, true)).execute()) {
      requireOk(response);
      BufferedSource source = response.body().source();
      String line;
      while ((line = source.readUtf8Line()) != null) {
        if (!line.startsWith("data:")) {
          continue;
        }
        String data = line.substring("data:".length()).trim();
        if (data.equals("[DONE]")) {
          break;
        }
        JsonNode chunk = mapper.readTree(data);
        JsonNode choice = chunk.path("choices").path(0);
        String piece = choice.path("delta").path("content").asText("");
        if (!piece.isEmpty()) {
          text.append(piece);
          pieces++;
        }
        if (choice.hasNonNull("finish_reason")) {
          finishReason = choice.get("finish_reason").asText();
        }
        if (chunk.hasNonNull("usage")) {
          inputTokens = chunk.get("usage").path("prompt_tokens").asLong();
          outputTokens = chunk.get("usage").path("completion_tokens").asLong();
        }
      }
    }
    return new Reply(text.toString(), pieces, inputTokens, outputTokens, finishReason);
  }

  private Request request(long number, boolean stream) throws IOException {
    ObjectNode body = mapper.createObjectNode();
    body.put("model", "gpt-4o-mini");
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", Texts.SYSTEM);
    messages.addObject().put("role", "user").put("content", Texts.question(number));
    if (stream) {
      body.put("stream", true);
      body.putObject("stream_options").put("include_usage", true);
    }
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer sk-no-key-needed-here")
        .post(RequestBody.create(mapper.writeValueAsString(body), JSON))
        .build();
  }

  static void requireOk(Response response) throws IOException {
    if (!response.isSuccessful()) {
      throw new IOException("HTTP " + response.code());
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
