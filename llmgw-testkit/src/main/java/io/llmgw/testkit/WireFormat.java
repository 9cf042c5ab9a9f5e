package io.llmgw.testkit;

import java.util.List;

/**
 * One provider's words for answers, streams and errors. Bodies are JSON; stream events are whole
 * SSE events.
 */
interface WireFormat {
  /** Returns the header in which the provider sends its id of the request. */
  String requestIdHeader();

  /** Returns the body of an unstreamed answer. */
  String answer(WireAnswer answer);

  /** Returns the events before the first piece of content. */
  List<String> opening(WireAnswer answer);

  /** Returns the event with one piece of content. */
  String piece(WireAnswer answer, String piece);

  /** Returns the events after the last piece, up to and including the protocol's end. */
  List<String> closing(WireAnswer answer);

  /** Returns the body of an error response. */
  String error(int status, String requestId);
}
