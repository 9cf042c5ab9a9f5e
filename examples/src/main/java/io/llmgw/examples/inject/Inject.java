package io.llmgw.examples.inject;

import io.llmgw.LlmGateway;
import io.llmgw.provider.OpenAi;
import io.llmgw.testkit.StandInServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Costs in the application's own transaction, and a cost callback beside it.
 *
 * <p>The table holds what was committed; the callback is told of everything the provider bills,
 * also when the application rolls its own work back.
 */
public final class Inject {
  private Inject() {}

  /**
   * Answers two tickets, one committed and one rolled back.
   *
   * @param args none
   * @throws SQLException if the database in memory fails
   */
  public static void main(String[] args) throws SQLException {
    AtomicReference<BigDecimal> toldOf = new AtomicReference<>(BigDecimal.ZERO);
    try (StandInServer server =
            StandInServer.openAi().answers("Have you tried turning it off and on?").usage(40, 12);
        Connection database = DriverManager.getConnection("jdbc:h2:mem:desk");
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(OpenAi.builder().baseUrl(server.baseUrl()).apiKey("stand-in").build())
                .route("assistant", r -> r.to("openai/gpt-5-mini"))
                .onCost(
                    charge ->
                        toldOf.accumulateAndGet(
                            charge.cost().usd().orElse(BigDecimal.ZERO), BigDecimal::add))
                .build()) {
      ChargeTable.create(database);
      database.setAutoCommit(false);
      SupportDesk desk = new SupportDesk(gateway);

      System.out.println("answer: " + desk.answer(database, "acme", "It does not work."));
      database.commit();
      report("after commit", database, toldOf.get());

      desk.answer(database, "acme", "It still does not work.");
      database.rollback();
      report("after rollback", database, toldOf.get());
    }
  }

  private static void report(String when, Connection database, BigDecimal toldOf)
      throws SQLException {
    System.out.printf(
        "%-15s %d tickets and %d charges stored, $%s; the callback was told of $%s%n",
        when + ":",
        ChargeTable.count(database, "ticket"),
        ChargeTable.count(database, "charge"),
        ChargeTable.total(database).stripTrailingZeros().toPlainString(),
        toldOf.stripTrailingZeros().toPlainString());
  }
}
