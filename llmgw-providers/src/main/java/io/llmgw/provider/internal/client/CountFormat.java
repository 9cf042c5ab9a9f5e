package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/**
 * One provider API that counts the tokens of a chat request. The request is the one that the chat
 * format writes; this says which part of it the endpoint takes, and how.
 */
public interface CountFormat {
  /**
   * Returns where a count is asked for.
   *
   * @param request what would be asked
   * @return the path below the base URL, URL-encoded
   */
  String path(TargetRequest request);

  /**
   * Writes the body of a count.
   *
   * @param request what would be asked
   * @param chat the chat request as it would be sent
   * @param out where to write the one JSON object
   */
  void write(TargetRequest request, ChatBody chat, JsonGenerator out) throws IOException;

  /**
   * Returns the field of the answer that has the count.
   *
   * @param request what was asked
   * @return a field at the top level
   */
  String answerField(TargetRequest request);
}
