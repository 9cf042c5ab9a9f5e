package io.llmgw.testkit.wire;

import java.util.Objects;

/**
 * What a chat request asks for, as far as the answer's form depends on it.
 *
 * @param model the model, as the request names it
 * @param stream whether the answer is to be streamed
 * @param streamUsage whether a stream is to report usage (OpenAI's Chat Completions does only if it
 *     is asked to)
 */
public record WireQuestion(String model, boolean stream, boolean streamUsage) {
  /** Refuses null. */
  public WireQuestion {
    Objects.requireNonNull(model, "model");
  }
}
