package io.llmgw.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A call that is being routed, as conditions and strategies see it. What takes work, such as the
 * number of tokens, is worked out when it is asked for, once for each call. Used by one thread.
 */
public interface RoutingCall {
  /**
   * Returns the name in the request.
   *
   * @return the route's name
   */
  String route();

  /**
   * Returns what is asked.
   *
   * @return empty for embeddings and rankings
   */
  Optional<ChatRequest> chat();

  /**
   * Returns on whose behalf the call is made.
   *
   * @return the caller
   */
  Caller caller();

  /**
   * Returns the call's tags.
   *
   * @return unmodifiable; the caller's own tags are in {@link #caller()}
   */
  Map<String, String> tags();

  /**
   * Returns what the call has of a scope that is about the caller.
   *
   * @param scope tenant, user (with its tenant) or a tag
   * @return empty if it has none
   */
  Optional<String> value(Scope scope);

  /**
   * Returns the estimated input, as the route's first target counts it.
   *
   * @return tokens; the error is a few percent for text
   */
  long estimatedTokens();

  /**
   * Returns what this call would cost at a target: its estimated input, of which as much is read
   * from the provider's prompt cache as lately was, and the output that this route's answers have
   * (the request's own limit if that is lower).
   *
   * @param candidate the target
   * @return USD; empty if the target has no price
   */
  OptionalDouble estimatedUsd(Candidate candidate);

  /**
   * Returns how long a target lately took to answer calls of this kind: for a stream until its
   * first visible piece, else until the whole answer. Peaks count at once and fade with time; a
   * target that is not asked comes to look faster, so that it is tried again.
   *
   * @param candidate the target
   * @return milliseconds; empty if nothing is known
   */
  OptionalDouble latencyMillis(Candidate candidate);
}
