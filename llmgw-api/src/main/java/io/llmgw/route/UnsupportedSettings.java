package io.llmgw.route;

/**
 * What happens when a target cannot honour something a request asks for, such as a seed, a service
 * tier or a JSON schema. Whatever happens, the answer's {@code adjustments()} say what was changed.
 *
 * <p>Provider state that another provider made is left out in any case: without that no call could
 * fail over in the middle of a conversation.
 */
public enum UnsupportedSettings {
  /**
   * The target is not called. A fallback that takes the request as it is may serve it; otherwise
   * the call fails with an {@link io.llmgw.error.InvalidRequestException}, and nothing was sent.
   */
  STRICT,
  /** It is sent without, or with what comes nearest, and logged once for each target. */
  WARN,
  /** It is sent without, or with what comes nearest. */
  DROP
}
