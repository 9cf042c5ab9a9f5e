package io.llmgw.examples.inject;

import io.llmgw.outcome.Charge;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.List;

/**
 * Charges in the application's own database. The charge's id is the key, so storing one twice
 * changes nothing.
 */
final class ChargeTable {
  private ChargeTable() {}

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table ticket (id identity primary key, tenant varchar, question varchar, answer varchar)");
      statement.execute(
          "create table charge (id varchar primary key, tenant varchar, target varchar, tokens bigint,"
              + " usd decimal(30, 15), settlement varchar, charged_at timestamp with time zone)");
    }
  }

  static void insert(Connection transaction, List<Charge> charges) throws SQLException {
    try (PreparedStatement merge =
        transaction.prepareStatement("merge into charge key (id) values (?, ?, ?, ?, ?, ?, ?)")) {
      for (Charge charge : charges) {
        merge.setString(1, charge.id());
        merge.setString(2, charge.caller().tenant());
        merge.setString(3, charge.target().toString());
        merge.setLong(4, charge.usage().totalTokens());
        merge.setBigDecimal(5, charge.cost().usd().orElse(null)); // an unknown cost is not zero
        merge.setString(6, charge.settlement().name());
        merge.setTimestamp(7, Timestamp.from(charge.at()));
        merge.addBatch();
      }
      merge.executeBatch();
    }
  }

  static BigDecimal total(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select coalesce(sum(usd), 0) from charge")) {
      rows.next();
      return rows.getBigDecimal(1);
    }
  }

  static int count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
