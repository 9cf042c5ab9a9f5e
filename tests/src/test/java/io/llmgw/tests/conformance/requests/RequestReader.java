package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.Message.AssistantMessage;

/** Says a recorded request of one wire format in the words of our API, as an application would. */
interface RequestReader {
  /**
   * Reads a request. What the API has no field for becomes an extra, at the top level only.
   *
   * @param recorded what was sent
   * @param turns makes the assistant's turns
   * @throws IllegalArgumentException if the API cannot say it
   */
  Asked read(RecordedRequest recorded, Turns turns);

  /**
   * Makes earlier answers of the model: the client under test reads them, so that they carry the
   * provider state which an application would have got.
   */
  interface Turns {
    /**
     * Lets the client read an answer.
     *
     * @param answer the body of a whole answer in the format's own shape
     */
    AssistantMessage read(ObjectNode answer);
  }
}
