package io.llmgw.benchmarks;

/** Makes the same calls over and over, for a profiler to look at. */
public final class Repeat {
  private Repeat() {}

  /**
   * Runs.
   *
   * @param arguments the contender ({@code naive}, {@code least} or {@code gateway}), {@code unary}
   *     or {@code stream}, the number of threads, and for how many seconds
   */
  public static void main(String[] arguments) throws Exception {
    Scenario scenario = new Scenario(arguments[1].equals("stream"), Integer.parseInt(arguments[2]));
    long end = System.nanoTime() + (long) (1e9 * Double.parseDouble(arguments[3]));
    try (ServerProcess server = ServerProcess.start();
        Contender contender = contender(arguments[0], server.baseUrl())) {
      while (System.nanoTime() < end) {
        Meter.Cost cost = scenario.run(contender, 2_000);
        System.out.printf(
            "%s, %s: %.1f us CPU, %.0f bytes, %.1f us%n",
            contender.name(), scenario, cost.cpu(), cost.bytes(), cost.wall());
      }
    }
  }

  private static Contender contender(String name, String baseUrl) {
    return switch (name) {
      case "naive" -> new Naive(baseUrl);
      case "least" -> new Least(baseUrl);
      case "gateway" -> new Gateway(baseUrl);
      default -> throw new IllegalArgumentException("no such contender: " + name);
    };
  }
}
