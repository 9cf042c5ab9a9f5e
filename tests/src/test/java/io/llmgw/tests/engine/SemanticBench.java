package io.llmgw.tests.engine;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.caching.Embedder;
import io.llmgw.caching.SemanticCache;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.CacheReport;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Purpose;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A gateway with a semantic cache: {@code p/m} answers with the question, {@code e/embed} embeds.
 * All questions are alike unless {@link #vectors} says otherwise, so only the guard tells them
 * apart.
 */
final class SemanticBench implements Embedder {
  static final ChatRequest QUESTION = ask("What is the capital of France?");
  static final ChatRequest PARAPHRASE = ask("Tell me the capital of France");
  static final ChatRequest OTHER = ask("What is the capital of Spain?");

  final TestClock clock;
  final ScriptedProvider p =
      ScriptedProvider.named("p").answersWith(SemanticBench::echo).usage(100, 50);
  final ScriptedProvider e = ScriptedProvider.named("e");
  final CaffeinePromptCache cache;
  final Map<String, float[]> vectors = new ConcurrentHashMap<>();
  final List<List<String>> embedded = new CopyOnWriteArrayList<>();
  final List<CallEvent> calls = new CopyOnWriteArrayList<>();
  final List<Charge> charges = new CopyOnWriteArrayList<>();
  final List<Throwable> reported = new CopyOnWriteArrayList<>();

  SemanticBench() {
    this(TestClock.at("2026-11-22T10:00:00Z"));
  }

  SemanticBench(TestClock clock) {
    this.clock = clock;
    cache = CaffeinePromptCache.builder().maximumBytes(1 << 26).clock(clock).build();
  }

  static ChatRequest ask(String question) {
    return ChatRequest.of("p/m", question);
  }

  static String answerTo(ChatRequest request) {
    List<Message> messages = request.messages();
    return "about: " + messages.get(messages.size() - 1).text();
  }

  private static ProviderAnswer echo(TargetRequest request) {
    return ProviderAnswer.of(new AssistantMessage(answerTo(request.chat())))
        .finish(FinishReason.STOP, "")
        .model(request.model())
        .build();
  }

  float[] vector(String text) {
    return vectors.getOrDefault(text, new float[] {1, 0, 0});
  }

  /** As an embedder of the application's own. */
  @Override
  public List<float[]> embed(List<String> texts) {
    embedded.add(List.copyOf(texts));
    return texts.stream().map(this::vector).toList();
  }

  LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .executor(clock.executor())
        .provider(p)
        .provider(new AlikeProvider(e, this::vector))
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("10", "90"))
                .with("e/embed", m -> m.price("100", "0")))
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                calls.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                reported.add(error);
              }
            })
        .cache(cache, CachePolicy.shared().timeToLive(Duration.ofMinutes(10)));
  }

  /** With an embedder of the application's own. */
  LlmGateway gateway() {
    return gateway(SemanticCache.embedWith(this));
  }

  LlmGateway gateway(SemanticCache semantic) {
    return builder().semanticCache(semantic).build();
  }

  /** Lets what is done after an answer be done. */
  void settle() {
    clock.advance(Duration.ZERO);
  }

  List<CallEvent> callsFor(Purpose purpose) {
    return calls.stream().filter(call -> call.purpose() == purpose).toList();
  }

  static CacheReport report(LlmGateway gateway) {
    return gateway.snapshot().cache().orElseThrow();
  }
}
