package io.llmgw.internal.route;

import io.llmgw.route.RoutingCall;
import io.llmgw.spi.ProviderClient;
import io.llmgw.value.Target;
import org.jspecify.annotations.Nullable;

/** What the router wants to know of a call, beside what strategies may know. */
public interface Ask extends RoutingCall {
  /** A decision begins: latencies are those of this moment until the next one. */
  void decides();

  /**
   * Returns the interface a provider must have for this kind of call.
   *
   * @return the kind
   */
  Class<? extends ProviderClient> kind();

  /**
   * Estimates the input.
   *
   * @param target the target that counts it
   * @return tokens
   */
  long inputTokens(Target target);

  /**
   * Bounds the input without counting it.
   *
   * @return tokens; no target counts more
   */
  long inputAtMost();

  /**
   * Returns what a model must be able to do.
   *
   * @return made once for each call
   */
  Requirements requirements();

  /**
   * Returns the target that began the tool loop in which the call is.
   *
   * @return null if it is in none, or that is not known
   */
  @Nullable Target loopTarget();

  /**
   * Reports that a condition or strategy of the application failed.
   *
   * @param what what failed
   * @param error how
   */
  void failed(String what, Throwable error);
}
