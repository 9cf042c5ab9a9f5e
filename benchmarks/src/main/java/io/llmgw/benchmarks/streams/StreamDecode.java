package io.llmgw.benchmarks.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Prints what reading a stream costs for each format, against a parser written by hand. */
public final class StreamDecode {
  private static final List<Sample> SAMPLES =
      List.of(
          new OpenAiChatSample(),
          new ResponsesSample(),
          new AnthropicSample(),
          new GeminiSample(),
          new BedrockSample(),
          new CohereSample(),
          new OllamaSample());

  private static final double TARGET = 1.15;

  private StreamDecode() {}

  /**
   * Runs for about five minutes on a quiet machine, or for two with {@code -Dbench.quick=true}.
   *
   * @param arguments which formats, by parts of their names; none for all
   */
  public static void main(String[] arguments) throws Exception {
    int forks = Boolean.getBoolean("bench.quick") ? 1 : 3;
    if (arguments.length == 2 && arguments[0].equals("--trial")) {
      System.out.println(new Trial(SAMPLES.get(Integer.parseInt(arguments[1]))).run(101));
      return;
    }
    line(
        "%-24s %8s %12s %-19s %12s %-6s",
        "", "KB", "by hand us/KB", "  ratio", "by hand B/KB", "ratio");
    boolean met = true;
    for (int i = 0; i < SAMPLES.size(); i++) {
      String name = SAMPLES.get(i).name();
      if (arguments.length == 0
          || Arrays.stream(arguments)
              .anyMatch(part -> name.toLowerCase(Locale.ROOT).contains(part))) {
        met &= report(name, trials(i, forks));
      }
    }
    line(met ? "At most %.2f everywhere." : "More than %.2f somewhere.", TARGET);
  }

  private static List<Trial.Result> trials(int sample, int forks)
      throws IOException, InterruptedException {
    List<Trial.Result> results = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xms256m",
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "-XX:-BackgroundCompilation",
                  "-cp",
                  System.getProperty("java.class.path"),
                  StreamDecode.class.getName(),
                  "--trial",
                  String.valueOf(sample))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (process.waitFor() != 0) {
        throw new IOException("a trial failed");
      }
      results.add(Trial.Result.parse(output.strip()));
    }
    return results;
  }

  private static boolean report(String name, List<Trial.Result> trials) {
    double kilobytes = trials.get(0).bytesOfBody() / 1024.0;
    double[] times = trials.stream().mapToDouble(Trial.Result::timeRatio).sorted().toArray();
    double ratio = Trial.median(times);
    line(
        "%-24s %8.1f %12.2f   %.2f (%.2f-%.2f)    %12.0f  %.2f",
        name,
        kilobytes,
        median(trials, Trial.Result::nanos) / 1_000 / kilobytes,
        ratio,
        times[0],
        times[times.length - 1],
        median(trials, Trial.Result::allocated) / kilobytes,
        median(trials, Trial.Result::allocatedRatio));
    return ratio <= TARGET;
  }

  private static double median(List<Trial.Result> trials, ToDoubleFunction<Trial.Result> of) {
    return Trial.median(trials.stream().mapToDouble(of).toArray());
  }

  private static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
