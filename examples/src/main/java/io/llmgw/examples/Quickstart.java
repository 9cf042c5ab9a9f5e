package io.llmgw.examples;

import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Attempt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * The gateway in two minutes: a streamed answer, a failover, a cached answer, and what it all cost.
 *
 * <p>Without keys it talks to two stand-in providers on this machine, over real HTTP. With {@code
 * OPENAI_API_KEY} or {@code ANTHROPIC_API_KEY} in the environment it talks to the real ones.
 */
public final class Quickstart {
  private static final int CACHED_CALLS = 2_000;

  private Quickstart() {}

  /**
   * Runs the four scenes.
   *
   * @param args none
   */
  public static void main(String[] args) {
    PrintStream out = System.out;
    CallTable table = new CallTable();
    try (Providers providers = Providers.fromEnv(System.getenv())) {
      try (LlmGateway gateway =
          LlmGateway.builder()
              .provider(providers.openAi())
              .provider(providers.anthropic())
              .provider(providers.unstable())
              .route(
                  "assistant",
                  r -> r.to("openai/gpt-5-mini").fallbackTo("anthropic/claude-haiku-4-5"))
              .route(
                  "shaky",
                  r ->
                      r.to("unstable/gpt-5-mini")
                          .fallbackTo("anthropic/claude-haiku-4-5")
                          .retries(1))
              .models(ModelCatalog.empty().with("unstable/gpt-5-mini", m -> m.price("0.25", "2")))
              .cache(CaffeinePromptCache.ofMegabytes(16), CachePolicy.shared())
              .onCost(table::add)
              .listener(table)
              .build()) {
        out.println("llmgw quickstart: " + providers.description());
        stream(gateway, out);
        failOver(gateway, out);
        cache(gateway, out);
        out.println("\n(d) every call, and what it cost");
        table.print(out);
      }
    }
  }

  /** (a) An answer that arrives piece by piece. */
  private static void stream(LlmGateway gateway, PrintStream out) {
    out.println("\n(a) a streamed answer, piece by piece (| marks where a piece begins)");
    try (ChatStream stream =
        gateway.stream(ChatRequest.of("assistant", "What does a gateway do?"))) {
      out.print("    ");
      for (StreamEvent event : stream) {
        if (event instanceof TextDelta delta) {
          out.print("|" + delta.text());
          out.flush();
        }
      }
      ChatResponse response = stream.response();
      out.println();
      out.println(
          "    first piece after "
              + millis(response.outcome().timeToFirst())
              + ", all after "
              + millis(response.outcome().elapsed())
              + ", from "
              + response.servedBy());
    }
  }

  /**
   * (b) The first provider fails with 503, then cuts the stream before any text; the second one
   * serves.
   */
  private static void failOver(LlmGateway gateway, PrintStream out) {
    out.println(
        "\n(b) the first provider fails, then cuts the stream before its first text; the call is served all the same");
    try (ChatStream stream = gateway.stream(ChatRequest.of("shaky", "Are you still there?"))) {
      StringBuilder text = new StringBuilder();
      for (StreamEvent event : stream) {
        if (event instanceof TextDelta delta) {
          text.append(delta.text());
        }
      }
      out.println("    " + text);
      for (Attempt attempt : stream.response().attempts()) {
        out.println("    attempt " + attempt);
      }
    }
  }

  /** (c) The same question again is answered from memory. */
  private static void cache(LlmGateway gateway, PrintStream out) {
    out.println("\n(c) the same question again is served from the prompt cache");
    ChatRequest question = ChatRequest.of("assistant", "What is the capital of France?");
    ChatResponse made = gateway.chat(question);
    out.println(
        "    asked:  "
            + made.text()
            + " ("
            + millis(made.outcome().elapsed())
            + ", "
            + made.cost()
            + ")");
    long[] nanos = new long[CACHED_CALLS];
    ChatResponse cached = made;
    for (int i = 0; i < CACHED_CALLS; i++) {
      cached = gateway.chat(question);
      nanos[i] = cached.outcome().elapsed().toNanos();
    }
    Arrays.sort(nanos);
    out.println(
        "    cached: "
            + cached.text()
            + " ("
            + nanos[CACHED_CALLS / 2] / 1_000.0
            + " µs, median of "
            + CACHED_CALLS
            + "; saved "
            + cached.cache().saved()
            + " each)");
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + " ms";
  }
}
