package io.llmgw.tests.conformance;

import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.RerankClient;
import io.llmgw.spi.TargetRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Asks a provider client what a recording answers, and notes all that comes back. */
final class Client {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ProviderClient client;
  private final WireContext context;

  Client(ProviderClient client, WireContext context) {
    this.client = client;
    this.context = context;
  }

  Observed answer(String model) {
    try (WireContext.Call call = context.call(DEADLINE)) {
      return Observed.answered(((ChatClient) client).answer(request(model), call));
    } catch (RuntimeException e) {
      return Observed.failed(e);
    }
  }

  Observed stream(String model) {
    try (WireContext.Call call = context.call(DEADLINE);
        ProviderStream stream = ((ChatClient) client).stream(request(model), call)) {
      return read(stream);
    } catch (RuntimeException e) {
      return Observed.failed(e);
    }
  }

  private static Observed read(ProviderStream stream) {
    Deltas deltas = new Deltas();
    try {
      while (stream.hasNext()) {
        deltas.add(stream.next());
      }
      return Observed.streamed(stream.answer(), deltas);
    } catch (RuntimeException e) {
      return Observed.streamed(stream.answer(), deltas).with(e);
    }
  }

  Observed embed(String model, int inputs) {
    List<String> texts = IntStream.range(0, inputs).mapToObj(i -> "input " + i).toList();
    try (WireContext.Call call = context.call(DEADLINE)) {
      EmbeddingRequest request = EmbeddingRequest.of(model, texts);
      return Observed.answered(((EmbeddingClient) client).embed(model, request, call));
    } catch (RuntimeException e) {
      return Observed.failed(e);
    }
  }

  Observed rerank(String model, int documents) {
    List<String> texts = IntStream.range(0, documents).mapToObj(i -> "document " + i).toList();
    try (WireContext.Call call = context.call(DEADLINE)) {
      RerankRequest request = RerankRequest.of(model, "query", texts);
      return Observed.answered(((RerankClient) client).rerank(model, request, call));
    } catch (RuntimeException e) {
      return Observed.failed(e);
    }
  }

  private static TargetRequest request(String model) {
    return new TargetRequest(model, ChatRequest.of(model, "Hello"));
  }
}
