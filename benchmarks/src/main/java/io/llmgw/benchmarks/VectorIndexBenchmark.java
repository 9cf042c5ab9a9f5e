package io.llmgw.benchmarks;

import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndex.Match;
import io.llmgw.spi.VectorIndexFactory;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The semantic cache's look-up: the nearest vector of 1,536 dimensions, on one thread.
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am compile exec:exec@bench \
 *     -Djmh.args="VectorIndexBenchmark -wi 2 -i 3 -w 3 -r 3"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1500m", "-Xmx1500m"})
public class VectorIndexBenchmark {
  private static final int DIMENSIONS = 1_536;
  private static final int QUESTIONS = 64;

  /** What the vectors have in common: how likely a wrong hit would be without comparing much. */
  public enum Data {
    /** Any direction: cosines near 0, which no embedding model has. */
    UNIFORM(0, 0),
    /** Unrelated ones at 0.2 to 0.8, half of all near to another one (0.9 to 0.99). */
    CLUSTERED(0.2, 0.8),
    /** Unrelated ones at 0.75, like those of older models, half of all near to another one. */
    NARROW(0.75, 0.75);

    private final double least;
    private final double most;

    Data(double least, double most) {
      this.least = least;
      this.most = most;
    }
  }

  @Param({"10000", "100000"})
  private int entries;

  @Param({"UNIFORM", "CLUSTERED", "NARROW"})
  private Data data;

  @Param("0.95")
  private double threshold;

  private final VectorIndex index =
      ServiceLoader.load(VectorIndexFactory.class).findFirst().orElseThrow().create(DIMENSIONS);
  private final float[][] questions = new float[QUESTIONS][];
  private int next;

  /** Fills the index. Every other question has an answer at 0.97, the rest at most at 0.8. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    float[] shared = near(random, new float[DIMENSIONS], 0);
    float[] base = shared;
    for (int i = 0; i < entries; i++) {
      float[] vector;
      if (i > 0 && data != Data.UNIFORM && random.nextBoolean()) {
        vector = near(random, base, 0.9 + 0.09 * random.nextDouble());
      } else {
        double share = data.least + (data.most - data.least) * random.nextDouble();
        vector = near(random, shared, Math.sqrt(share));
        base = vector;
      }
      index.put(i, vector);
      if (i % (entries / QUESTIONS) == 0 && i / (entries / QUESTIONS) < QUESTIONS) {
        int question = i / (entries / QUESTIONS);
        questions[question] = near(random, vector, question % 2 == 0 ? 0.97 : 0.8);
      }
    }
  }

  /** Returns a unit vector that has about this cosine with another one. */
  private static float[] near(Random random, float[] unit, double cosine) {
    double noise = Math.sqrt((1 - cosine * cosine) / DIMENSIONS);
    double squares = 0;
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) (cosine * unit[i] + noise * random.nextGaussian());
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  /** One look-up. */
  @Benchmark
  public List<Match> nearest() {
    next = (next + 1) % QUESTIONS;
    return index.nearest(questions[next], threshold, 8);
  }
}
