package io.llmgw.event;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.value.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * A call has ended.
 *
 * @param operation what was asked for
 * @param requested the name in the request: a route, or {@code provider/model}
 * @param caller on whose behalf
 * @param tags the call's tags
 * @param outcome how it went
 * @param error what went wrong; empty if it was answered
 */
public record CallEvent(
    Operation operation,
    String requested,
    Caller caller,
    Map<String, String> tags,
    Outcome outcome,
    Optional<ErrorKind> error) {

  /** What was asked for. */
  public enum Operation {
    /** An unstreamed chat answer. */
    CHAT,
    /** A streamed chat answer. */
    STREAM,
    /** Embeddings. */
    EMBED,
    /** An order of documents. */
    RERANK
  }
}
