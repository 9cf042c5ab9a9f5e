package io.llmgw.benchmarks;

import java.util.List;

/**
 * Prints what a call through the gateway, with everything on, costs against the same call made by
 * hand, on the same loopback server.
 */
public final class EndToEnd {
  private EndToEnd() {}

  /**
   * Runs for about three minutes, or for one with {@code -Dbench.quick=true}.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    Plan plan = Plan.chosen();
    Report report = new Report(System.out);
    report.head(plan);
    try (ServerProcess server = ServerProcess.start();
        Contender naive = new Naive(server.baseUrl());
        Contender least = new Least(server.baseUrl());
        Contender gateway = new Gateway(server.baseUrl())) {

      for (Scenario scenario : Scenario.ALL) {
        List<Contender> contenders = List.of(naive, least, gateway);
        report.scenario(scenario, new Rounds(scenario, contenders, plan).measure());
      }
    }
    report.end();
  }
}
