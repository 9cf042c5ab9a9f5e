package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider says a request cost arrives with the answer, exactly. */
class ReportedCostOverWireTest {
  private static <T> T ask(
      CompatibleServer server, String type, String body, Function<ProviderClient, T> ask)
      throws Exception {
    try (MockWebServer mock = new MockWebServer();
        Shared shared = new Shared()) {
      mock.start();
      mock.enqueue(
          new MockResponse.Builder()
              .setHeader("content-type", type)
              .body(body.replace('\'', '"'))
              .build());
      OpenAi spec =
          OpenAi.compatible(server)
              .baseUrl("http://127.0.0.1:" + mock.getPort())
              .apiKey("k")
              .build();
      try (ProviderClient client = spec.connect(shared)) {
        return ask.apply(client);
      }
    }
  }

  private static TargetRequest request() {
    return new TargetRequest(
        "m",
        Optional.empty(),
        ChatRequest.builder("r").user("hi").build(),
        new Delivery("", Map.of(), "", "", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "XAI | {'prompt_tokens':5,'completion_tokens':1,'cost_in_usd_ticks':1724000} | 0.0001724",
        "OPENROUTER | {'prompt_tokens':5,'completion_tokens':1,'cost':2.41e-4,'is_byok':false}"
            + " | 0.000241",
        "PERPLEXITY | {'prompt_tokens':5,'completion_tokens':1,'cost':{'total_cost':0.00614}}"
            + " | 0.00614",
      })
  void ofAChatWholeOrStreamed(CompatibleServer server, String usage, String usd) throws Exception {
    String whole =
        "{'choices':[{'message':{'content':'x'},'finish_reason':'stop'}],'usage':" + usage + "}";
    String chunks =
        "data: {'choices':[{'delta':{'content':'x'},'finish_reason':'stop'}]}\n\n"
            + ("data: {'choices':[],'usage':" + usage + "}\n\n")
            + "data: [DONE]\n\n";

    ProviderAnswer answer =
        ask(
            server,
            "application/json",
            whole,
            client -> ((ChatClient) client).answer(request(), new Cancellable()));
    ProviderAnswer streamed =
        ask(
            server,
            "text/event-stream",
            chunks,
            client -> {
              try (ProviderStream stream =
                  ((ChatClient) client).stream(request(), new Cancellable())) {
                while (stream.hasNext()) {
                  stream.next();
                }
                return stream.answer();
              }
            });

    assertThat(answer.reportedUsd().orElseThrow()).isEqualByComparingTo(usd);
    assertThat(streamed.reportedUsd()).isEqualTo(answer.reportedUsd());
  }

  @Test
  void ofEmbeddings() throws Exception {
    Optional<BigDecimal> usd =
        ask(
            CompatibleServer.OPENROUTER,
            "application/json",
            "{'data':[{'index':0,'embedding':[1,2]}],'usage':{'prompt_tokens':9,'cost':0.0001365}}",
            client ->
                ((EmbeddingClient) client)
                    .embed("e", EmbeddingRequest.of("p/e", "a"), new Cancellable())
                    .reportedUsd());

    assertThat(usd.orElseThrow()).isEqualByComparingTo("0.0001365");
  }
}
