package io.llmgw.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.spi.VectorIndex;
import io.llmgw.spi.VectorIndex.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Some threads put, replace and remove vectors while others search. Each vector that is put under
 * an id is one of two, so a search that mixed up vectors, ids or versions would tell.
 */
class ScanVectorIndexStressTest {
  private static final int DIMENSIONS = 64;
  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int ROUNDS = 4_000;

  /** Ids below come and go; those from here on stay, but are moved to fill gaps. */
  private static final int STAYING = 3_000;

  private static final int STAY = 50;

  private final float[][][] vectors = new float[STAYING + STAY][2][];
  private final VectorIndex index = new ScanVectorIndex(DIMENSIONS);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void searchesFindWhatStaysAndOnlyWhatWasPut(long seed) throws Exception {
    Random random = new Random(seed);
    float[] shared = Directions.random(random, DIMENSIONS);
    for (int id = 0; id < vectors.length; id++) {
      double cosine = id < STAYING ? 0.5 : 0.97;
      vectors[id][0] = Directions.near(random, shared, cosine);
      vectors[id][1] = Directions.near(random, shared, cosine);
      index.put(id, vectors[id][0]);
    }
    AtomicInteger writing = new AtomicInteger(WRITERS);
    List<Callable<String>> jobs = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random own = new Random(seed * 100 + i);
      int remainder = i;
      jobs.add(() -> change(own, remainder, writing));
    }
    for (int i = 0; i < READERS; i++) {
      jobs.add(() -> search(shared, writing));
    }
    ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
    try {
      for (Future<String> wrong : threads.invokeAll(jobs)) {
        assertThat(wrong.get()).as("seed %d", seed).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(index.nearest(shared, -1, Integer.MAX_VALUE)).hasSize(index.size());
  }

  /** Each writer has ids of its own. */
  private String change(Random random, int remainder, AtomicInteger writing) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        int id = random.nextInt(STAYING / WRITERS) * WRITERS + remainder;
        // Between mostly full and mostly empty, so that what stays is moved again and again.
        if (random.nextInt(10) < (round / 500 % 2 == 0 ? 2 : 8)) {
          index.put(id, vectors[id][random.nextInt(2)]);
        } else {
          index.remove(id);
        }
        if (round % 10 == 0) {
          int staying = STAYING + random.nextInt(STAY);
          index.put(staying, vectors[staying][random.nextInt(2)]);
        }
      }
      return "";
    } finally {
      writing.decrementAndGet();
    }
  }

  private String search(float[] shared, AtomicInteger writing) {
    double norm = Vectors.norm(shared, DIMENSIONS);
    boolean last;
    do {
      last = writing.get() == 0;
      Set<Long> found = new HashSet<>();
      for (Match match : index.nearest(shared, 0.85, 1_000)) {
        if (!found.add(match.id())) {
          return match + " twice";
        }
        boolean right = false;
        for (float[] version : vectors[(int) match.id()]) {
          double cosine = Vectors.cosine(shared, norm, version, Vectors.norm(version, DIMENSIONS));
          right |= cosine == match.similarity();
        }
        if (!right) {
          return match + " is of no version";
        }
      }
      for (long id = STAYING; id < STAYING + STAY; id++) {
        if (!found.contains(id)) {
          return id + " was there and not found";
        }
      }
    } while (!last);
    return "";
  }
}
