package io.llmgw.event;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.outcome.Purpose;
import io.llmgw.value.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * A call has ended: one of the application's, or one that the gateway made on its own.
 *
 * @param operation what was asked for
 * @param purpose what the call is for
 * @param parentId the id of the call it was made for, empty for a call of the application
 * @param requested the name in the request: a route, or {@code provider/model}
 * @param caller on whose behalf
 * @param tags the call's tags
 * @param outcome how it went
 * @param error what went wrong; empty if it was answered
 */
public record CallEvent(
    Operation operation,
    Purpose purpose,
    String parentId,
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
