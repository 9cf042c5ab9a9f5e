package io.llmgw.examples;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.outcome.Attempt;
import io.llmgw.provider.Anthropic;
import io.llmgw.provider.OpenAi;
import io.llmgw.route.Branch;
import io.llmgw.route.Hedging;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.StandInServer;
import io.llmgw.testkit.wire.WireFormat;
import java.time.Duration;

/**
 * A route over three targets: what a plan says before a call, what the attempts say after it, and
 * what the gateway knows of its targets. Needs no key: it talks to stand-in providers on this
 * machine.
 */
public final class Routing {
  private static final Duration SLOW = Duration.ofMillis(1_500);

  private Routing() {}

  /**
   * Shows a canary, a rate limit, a hedge, and a snapshot.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (StandInServer one =
            StandInServer.openAi()
                .answers("From one.")
                .failsWith(429)
                .retryAfter(Duration.ofSeconds(20))
                .answers("From one again.");
        StandInServer two =
            StandInServer.openAi().answers("From two.").answers("Late, from two.").takes(SLOW);
        StandInServer three =
            StandInServer.speaking(WireFormat.anthropic()).answers("From three.");
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(openAi("one", one))
                .provider(openAi("two", two))
                .provider(Anthropic.builder().baseUrl(three.baseUrl()).apiKey("any").build())
                .route(
                    "assistant",
                    r ->
                        r.to("one/gpt-5-mini")
                            .fallbackTo("two/gpt-5-mini", "anthropic/claude-haiku-4-5")
                            .when(
                                "long",
                                call -> call.estimatedTokens() > 100_000,
                                Branch.to("anthropic/claude-haiku-4-5"))
                            .hedge(Hedging.after(Duration.ofMillis(300))))
                .build()) {
      ChatRequest question = ChatRequest.of("assistant", "Who are you?");
      System.out.println("what a short and a long question would do");
      System.out.println(gateway.plan(question));
      System.out.println(gateway.plan(ChatRequest.of("assistant", "long ".repeat(120_000))));
      ask(gateway, question, "the first target answers");
      ask(gateway, question, "it is over its limit: the second one answers");
      ask(gateway, question, "the first is left alone; the second is slow, so a third is asked");
      System.out.println("what the gateway knows now");
      System.out.println(gateway.snapshot());
    }
  }

  private static ProviderSpec openAi(String name, StandInServer server) {
    return OpenAi.builder().name(name).baseUrl(server.baseUrl()).apiKey("any").build();
  }

  private static void ask(LlmGateway gateway, ChatRequest question, String what) {
    System.out.println(what);
    ChatResponse answer = gateway.chat(question, CallOptions.timeout(Duration.ofSeconds(10)));
    System.out.println("    " + answer.text());
    for (Attempt attempt : answer.attempts()) {
      System.out.println("    " + attempt + " [" + attempt.reason() + "]");
    }
  }
}
