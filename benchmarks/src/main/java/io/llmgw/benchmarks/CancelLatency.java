package io.llmgw.benchmarks;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.provider.OpenAi;
import io.llmgw.testkit.StandInServer;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how long it takes from cancelling a call until the server sees its socket closed: for a
 * future that waits for the head of an answer, and for a stream that waits for its next piece. The
 * goal is at most 20 ms.
 */
public final class CancelLatency {
  private static final int WARM_UP = 50;
  private static final int MEASURED = 300;
  private static final double GOAL_MILLIS = 20;
  private static final ChatRequest QUESTION = ChatRequest.of("openai/gpt-5-mini", "?");

  private CancelLatency() {}

  /** One call that is cancelled while it waits. */
  private interface Scene {
    Runnable begin(LlmGateway gateway, StandInServer server, long number)
        throws InterruptedException;
  }

  /**
   * Measures and prints.
   *
   * @param args none
   */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = System.out;
    out.println("from cancel() to a closed socket, in ms (goal: at most " + GOAL_MILLIS + ")");
    try (StandInServer server = StandInServer.openAi().hangs()) {
      print(out, "future", measure(server, CancelLatency::future));
    }
    try (StandInServer server = StandInServer.openAi().hangsAfter("Pa")) {
      print(out, "stream", measure(server, CancelLatency::stream));
    }
  }

  private static Runnable future(LlmGateway gateway, StandInServer server, long number)
      throws InterruptedException {
    CompletableFuture<ChatResponse> future = gateway.chatAsync(QUESTION);
    server.awaitRequests(number);
    return () -> future.cancel(true);
  }

  private static Runnable stream(LlmGateway gateway, StandInServer server, long number) {
    ChatStream stream = gateway.stream(QUESTION);
    return stream::close;
  }

  private static double[] measure(StandInServer server, Scene scene) throws InterruptedException {
    double[] millis = new double[MEASURED];
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(
                OpenAi.builder()
                    .api(OpenAi.Api.CHAT_COMPLETIONS)
                    .baseUrl(server.baseUrl())
                    .apiKey("any")
                    .build())
            .build()) {
      for (int i = -WARM_UP; i < MEASURED; i++) {
        Runnable cancel = scene.begin(gateway, server, i + WARM_UP + 1L);
        long start = System.nanoTime();
        cancel.run();
        server.awaitOpenConnections(0);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.sort(millis);
    return millis;
  }

  private static void print(PrintStream out, String name, double[] sorted) {
    out.printf(
        "  %-8s median %.2f   p99 %.2f   longest %.2f   %s%n",
        name,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1],
        sorted[sorted.length * 99 / 100] <= GOAL_MILLIS ? "met" : "MISSED");
  }
}
