package io.llmgw.benchmarks.streams;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Reads one format's stream over and over by both contenders, taking turns, in a JVM of its own so
 * that no other format shapes the compiled code.
 *
 * <p>Time is the CPU time of the one thread that reads. Unlike the clock it does not count the time
 * in which other processes have the core; nor the collector, which shows in the bytes.
 */
final class Trial {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  /** A turn is warm that leaves the compiler less to do than this, in milliseconds. */
  private static final long WARM = 2;

  private static final double TURN_NANOS = 20e6;

  /** How many warm turns in a row end the warming up, and how many turns end it in any case. */
  private static final int WARM_TURNS = 60;

  private static final int MOST_WARM_UP = 400;

  private final byte[] body;
  private final Contender handWritten;
  private final Contender library;

  Trial(Sample sample) throws IOException {
    body = sample.body();
    handWritten = sample.handWritten();
    library = new Library(sample.format());
    Answer expected = handWritten.read(new Arrivals(body), piece -> {});
    Answer actual = library.read(new Arrivals(body), piece -> {});
    if (!expected.equals(actual)) {
      throw new IllegalStateException(expected + "\nis not\n" + actual);
    }
  }

  /**
   * The medians of a trial.
   *
   * @param bytesOfBody how long the stream is
   * @param nanos CPU time of the hand-written parser for one stream
   * @param allocated bytes that it allocates for one stream
   * @param timeRatio the library's time as a multiple of that, in the same round
   * @param allocatedRatio the library's allocated bytes as a multiple of those
   */
  record Result(
      int bytesOfBody, double nanos, double allocated, double timeRatio, double allocatedRatio) {

    @Override
    public String toString() {
      return bytesOfBody + " " + nanos + " " + allocated + " " + timeRatio + " " + allocatedRatio;
    }

    static Result parse(String line) {
      String[] values = line.split(" ");
      return new Result(
          Integer.parseInt(values[0]),
          Double.parseDouble(values[1]),
          Double.parseDouble(values[2]),
          Double.parseDouble(values[3]),
          Double.parseDouble(values[4]));
    }
  }

  Result run(int rounds) throws IOException {
    int streams = warmUp();
    double[] nanos = new double[rounds];
    double[] allocated = new double[rounds];
    double[] timeRatios = new double[rounds];
    double[] allocatedRatios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean first = round % 2 == 0;
      Cost one = turn(first ? handWritten : library, streams);
      Cost other = turn(first ? library : handWritten, streams);
      Cost byHand = first ? one : other;
      Cost ours = first ? other : one;
      nanos[round] = byHand.nanos;
      allocated[round] = byHand.allocated;
      timeRatios[round] = ours.nanos / byHand.nanos;
      allocatedRatios[round] = ours.allocated / byHand.allocated;
    }
    return new Result(
        body.length, median(nanos), median(allocated), median(timeRatios), median(allocatedRatios));
  }

  /** Returns how many streams a turn has. */
  private int warmUp() throws IOException {
    int streams = 20;
    int quiet = 0;
    for (int turn = 0; turn < MOST_WARM_UP && quiet < WARM_TURNS; turn++) {
      long compiled = COMPILER.getTotalCompilationTime();
      Cost cost = turn(handWritten, streams);
      turn(library, streams);
      quiet = COMPILER.getTotalCompilationTime() - compiled <= WARM ? quiet + 1 : 0;
      streams = (int) Math.max(5, TURN_NANOS / cost.nanos);
    }
    return streams;
  }

  private record Cost(double nanos, double allocated) {}

  private Cost turn(Contender contender, int streams) throws IOException {
    Deltas deltas = new Deltas();
    long characters = 0;
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < streams; i++) {
      Answer answer = contender.read(new Arrivals(body), deltas);
      characters += answer.text().length() + answer.arguments().length();
    }
    nanos = THREADS.getCurrentThreadCpuTime() - nanos;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    if (deltas.characters() != characters) {
      throw new IllegalStateException("the pieces are not the whole");
    }
    return new Cost((double) nanos / streams, (double) allocated / streams);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
