package io.llmgw.cache.internal;

import io.llmgw.spi.VectorIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An exact index in memory: looks at a {@linkplain Sketches sketch} of every vector, and at the few
 * vectors that their sketch does not rule out, in double precision.
 *
 * <p>Searches run side by side. A change waits for the scan of one chunk at most, not for whole
 * searches: a search holds the lock for one chunk at a time.
 */
final class ScanVectorIndex implements VectorIndex {
  private static final int FIRST_CAPACITY = 16;
  private static final int CAPACITY = 1_024;

  /** So many chunks double in capacity until they have the usual one. */
  private static final int GROWING = Integer.numberOfTrailingZeros(CAPACITY / FIRST_CAPACITY);

  /** A node of the hash table, its slot and its boxed key and value. */
  private static final long BYTES_PER_ID = 32 + 8 + 24 + 16;

  private static final long BYTES_PER_ARRAY = 16;

  /** The index itself, its lock, lists, maps and turn. */
  private static final long BYTES_OF_ALL = 640;

  private final int dimensions;
  private final Rotation rotation;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** All but the last are full. The first ones are small, for an index that stays small. */
  private final List<Chunk> chunks = new ArrayList<>();

  /** Where a vector is: chunk × {@link #CAPACITY} + place. */
  private final Map<Long, Integer> places = new HashMap<>();

  private long bytesOfChunks;

  ScanVectorIndex(int dimensions) {
    this.dimensions = dimensions;
    rotation = new Rotation(dimensions);
  }

  @Override
  public void put(long id, float[] vector) {
    float[] copy = vector.clone();
    double norm = Vectors.norm(copy, dimensions);
    double[] turned = rotation.turn(copy, 1 / norm);
    lock.writeLock().lock();
    try {
      Integer place = places.get(id);
      if (place != null) {
        chunks.get(place / CAPACITY).set(place % CAPACITY, id, copy, norm, turned);
      } else {
        Chunk last = lastWithRoom();
        places.put(id, (chunks.size() - 1) * CAPACITY + last.add(id, copy, norm, turned));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Chunk lastWithRoom() {
    int count = chunks.size();
    if (count > 0 && !chunks.get(count - 1).isFull()) {
      return chunks.get(count - 1);
    }
    int capacity = FIRST_CAPACITY << Math.min(count, GROWING);
    Chunk chunk =
        new Chunk(capacity, rotation.length(), MeanDirection.of(chunks, places.size(), rotation));
    chunks.add(chunk);
    bytesOfChunks += chunk.bytes();
    return chunk;
  }

  /** Fills the gap with the last vector. Searches go backwards, so none misses it. */
  @Override
  public void remove(long id) {
    lock.writeLock().lock();
    try {
      Integer place = places.remove(id);
      if (place == null) {
        return;
      }
      int index = chunks.size() - 1;
      Chunk last = chunks.get(index);
      int end = last.size() - 1;
      if (place != index * CAPACITY + end) {
        long moved = last.id(end);
        float[] vector = last.vector(end);
        double norm = last.norm(end);
        double[] turned = rotation.turn(vector, 1 / norm);
        chunks.get(place / CAPACITY).set(place % CAPACITY, moved, vector, norm, turned);
        places.put(moved, place);
      }
      last.dropLast();
      if (last.size() == 0) {
        bytesOfChunks -= last.bytes();
        chunks.remove(index);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public List<Match> nearest(float[] vector, double threshold, int most) {
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be from -1 to 1: " + threshold);
    }
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1: " + most);
    }
    float[] copy = vector.clone();
    double norm = Vectors.norm(copy, dimensions);
    Question question = new Question(rotation.turn(copy, 1 / norm));
    Best best = new Best(threshold, most);
    int next = Integer.MAX_VALUE;
    while (next > 0) {
      lock.readLock().lock();
      try {
        next = Math.min(next, chunks.size()) - 1;
        if (next >= 0) {
          chunks.get(next).search(copy, norm, question, best);
        }
      } finally {
        lock.readLock().unlock();
      }
    }
    return best.toList();
  }

  @Override
  public int size() {
    lock.readLock().lock();
    try {
      return places.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public long bytes() {
    long vector = BYTES_PER_ARRAY + (4L * dimensions + 7) / 8 * 8;
    lock.readLock().lock();
    try {
      return BYTES_OF_ALL + bytesOfChunks + places.size() * (vector + BYTES_PER_ID);
    } finally {
      lock.readLock().unlock();
    }
  }
}
