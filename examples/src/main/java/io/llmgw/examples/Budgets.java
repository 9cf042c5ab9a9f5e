package io.llmgw.examples;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.budget.SpendRow;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.RefusedException;
import io.llmgw.limit.RequestLimit;
import io.llmgw.provider.OpenAi;
import io.llmgw.testkit.StandInServer;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.ZoneId;

/**
 * A service with paying tenants: each has a budget for the day and a number of calls a minute, and
 * gets a cheaper model when half of the money is spent. Needs no key: it talks to a stand-in
 * provider on this machine.
 */
public final class Budgets {
  private static final BigDecimal FREE = new BigDecimal("0.02");
  private static final BigDecimal PAID = new BigDecimal("1.00");

  private Budgets() {}

  /**
   * Spends the budget of one tenant, reaches the limit of another, and says what was spent.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (StandInServer server = StandInServer.openAi().answers("Yes.").usage(400, 900);
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(OpenAi.builder().baseUrl(server.baseUrl()).apiKey("stand-in").build())
                .route(
                    "assistant",
                    r ->
                        r.to("openai/gpt-5")
                            .whenDowngraded("openai/gpt-5-nano")
                            .maxOutputTokens(1_000))
                .budget(
                    Budget.usd(
                            "tenant-daily", caller -> caller.hasTag("plan", "free") ? FREE : PAID)
                        .perDay(ZoneId.of("Europe/Paris"))
                        .each(Scope.TENANT)
                        .downgradeFrom(50))
                .limit(RequestLimit.perMinute("tenant-rpm", 6).each(Scope.TENANT))
                .build()) {
      Caller acme = Caller.tenant("acme");
      Caller globex = Caller.tenant("globex").withTag("plan", "free");

      System.out.println("globex has a small budget: from half of it on a cheaper model answers");
      ask(gateway.as(globex), 5);
      System.out.println("it gets a larger one, while the gateway runs");
      gateway.budgets().set("tenant-daily", globex, "0.50");
      ask(gateway.as(globex), 1);
      System.out.println("acme has money, but asks too often");
      ask(gateway.as(acme), 7);

      System.out.println("what was spent");
      for (SpendRow row : gateway.spend().by(Scope.TENANT, Scope.TARGET).rows()) {
        System.out.printf(
            "    %-8s %-20s %d charges, $%s%n",
            row.value(Scope.TENANT),
            row.value(Scope.TARGET),
            row.total().charges(),
            row.total().usd().toPlainString());
      }
      System.out.println("    globex can spend " + left(gateway, globex) + " more today");
    }
  }

  private static void ask(LlmGateway gateway, int times) {
    for (int i = 0; i < times; i++) {
      try {
        ChatResponse answer = gateway.chat(ChatRequest.of("assistant", "Does it work?"));
        System.out.println("    " + answer.servedBy() + " for " + answer.cost());
      } catch (RefusedException e) {
        System.out.println("    refused: " + e.kind() + ", " + e.getMessage());
      }
    }
  }

  private static String left(LlmGateway gateway, Caller caller) {
    BigDecimal left = gateway.budgets().balance("tenant-daily", caller).remaining();
    return "$" + left.stripTrailingZeros().toPlainString();
  }
}
