package io.llmgw.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Prints medians, and ratios to the first contender with their spread over the rounds. */
final class Report {
  private final PrintStream out;
  private boolean missed;

  Report(PrintStream out) {
    this.out = out;
  }

  void head(Plan plan) {
    line(
        "%s %s, %d cores, %s %s, heap %d MB, %s",
        System.getProperty("java.vm.name"),
        System.getProperty("java.runtime.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().maxMemory() >> 20,
        java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
    line(
        "medians of %d rounds, turns of about %.1f s; ratios to the first line of each block, in brackets the smallest and largest of a round",
        plan.rounds(), plan.turnSeconds());
    line("");
    line(
        "%-20s %12s  %-19s %12s  %-22s %10s",
        "", "CPU us/call", "ratio", "bytes/call", "ratio", "us/call");
  }

  void scenario(Scenario scenario, Map<Contender, List<Meter.Cost>> costs) {
    line("%s", scenario);
    List<Meter.Cost> base = costs.values().iterator().next();
    costs.forEach((contender, own) -> contender(scenario, contender, own, base));
  }

  private void contender(
      Scenario scenario, Contender contender, List<Meter.Cost> own, List<Meter.Cost> base) {
    double[] cpu = ratios(own, base, Meter.Cost::cpu);
    double[] bytes = ratios(own, base, Meter.Cost::bytes);
    line(
        "  %-18s %12.1f  %-19s %12.0f  %-22s %10.1f",
        contender.name(),
        median(own, Meter.Cost::cpu),
        spread(cpu, 2),
        median(own, Meter.Cost::bytes),
        spread(bytes, 3),
        median(own, Meter.Cost::wall));
    if (contender instanceof Gateway) {
      target("CPU", median(cpu), scenario.streamed() ? 0.80 : 0.95);
      target("bytes", median(bytes), scenario.streamed() ? 0.35 : 1.00);
    }
  }

  private void target(String what, double ratio, double atMost) {
    boolean met = ratio <= atMost;
    missed |= !met;
    line("    target %-5s at most %.2f: %s (%.3f)", what, atMost, met ? "met" : "MISSED", ratio);
  }

  void end() {
    line("");
    line(missed ? "Not all targets were met." : "All targets were met.");
  }

  private static double[] ratios(
      List<Meter.Cost> own, List<Meter.Cost> base, ToDoubleFunction<Meter.Cost> of) {
    return IntStream.range(0, own.size())
        .mapToDouble(i -> of.applyAsDouble(own.get(i)) / of.applyAsDouble(base.get(i)))
        .sorted()
        .toArray();
  }

  private static double median(List<Meter.Cost> costs, ToDoubleFunction<Meter.Cost> of) {
    return median(costs.stream().mapToDouble(of).sorted().toArray());
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }

  private static String spread(double[] sorted, int digits) {
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT,
        number + " (" + number + "-" + number + ")",
        median(sorted),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
