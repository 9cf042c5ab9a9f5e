package io.llmgw.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used so far.
 *
 * @param cpuNanos CPU time of the whole process: every thread, the collector, the compiler, and the
 *     kernel on its behalf
 * @param bytes allocated by all threads that are alive
 * @param nanos monotonic time
 */
record Meter(long cpuNanos, long bytes, long nanos) {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Meter read() {
    long bytes = 0;
    for (long allocated : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      bytes += Math.max(0, allocated); // -1 for a thread that has just ended
    }
    return new Meter(PROCESS.getProcessCpuTime(), bytes, System.nanoTime());
  }

  /** Returns what was used for each call since an earlier reading. */
  Cost since(Meter before, int calls) {
    return new Cost(
        (cpuNanos - before.cpuNanos) / (double) calls / 1_000,
        (bytes - before.bytes) / (double) calls,
        (nanos - before.nanos) / (double) calls / 1_000);
  }

  /**
   * What one call used on average.
   *
   * @param cpu microseconds of CPU
   * @param bytes bytes allocated
   * @param wall microseconds from one call to the next over all threads
   */
  record Cost(double cpu, double bytes, double wall) {}
}
