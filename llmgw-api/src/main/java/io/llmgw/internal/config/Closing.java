package io.llmgw.internal.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what others wrote: a failure is logged and keeps nothing else open. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      LOG.warn("closing {} failed", one.getClass().getName(), e);
    }
  }
}
