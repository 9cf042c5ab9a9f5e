package io.llmgw.examples.inject;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.value.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A plain service: the gateway comes in through the constructor, as it would from any injection
 * framework. It answers a ticket and books what that cost, both in the caller's transaction.
 */
public final class SupportDesk {
  private final LlmGateway gateway;

  /**
   * Creates the service.
   *
   * @param gateway the application's one gateway
   */
  public SupportDesk(LlmGateway gateway) {
    this.gateway = Objects.requireNonNull(gateway, "gateway");
  }

  /**
   * Answers a ticket. Ticket and charges are stored together, or not at all.
   *
   * @param transaction the caller's transaction
   * @param tenant who pays
   * @param question the ticket's text
   * @return the answer
   */
  public String answer(Connection transaction, String tenant, String question) throws SQLException {
    ChatResponse response =
        gateway.as(Caller.tenant(tenant)).chat(ChatRequest.of("assistant", question));
    try (PreparedStatement insert =
        transaction.prepareStatement(
            "insert into ticket (tenant, question, answer) values (?, ?, ?)")) {
      insert.setString(1, tenant);
      insert.setString(2, question);
      insert.setString(3, response.text());
      insert.executeUpdate();
    }
    ChargeTable.insert(transaction, response.charges());
    return response.text();
  }
}
