package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/**
 * One provider API for chat: how a request is written and how answers, streams and errors are read.
 * Stateless; everything about HTTP is {@link JsonChat}'s, which also adds to an answer what the
 * response's head and the writing of the request said.
 */
public interface ChatFormat {
  /**
   * Returns where a request goes.
   *
   * @param request what to ask
   * @param stream whether the answer is streamed
   * @return the path below the base URL, for example {@code /chat/completions}, URL-encoded
   */
  String path(TargetRequest request, boolean stream);

  /**
   * Writes the body of a request.
   *
   * @param request what to ask
   * @param stream whether the answer is to be streamed
   * @param out where to write the one JSON object
   * @param adjustments gets what is written differently from how the request has it
   */
  void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException;

  /**
   * Reads a whole answer of status 200.
   *
   * @param body the JSON object
   * @param request what was asked
   * @param head status and headers
   * @return the answer as its body has it
   * @throws ProviderFailure if the body is an error, or no answer of this format
   */
  ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException;

  /**
   * Returns how streams are framed.
   *
   * @return by default server-sent events
   */
  default Framing framing() {
    return Framing.SSE;
  }

  /**
   * Starts reading a stream.
   *
   * @param request what was asked
   * @param head status and headers
   * @return a decoder for this one stream
   */
  StreamDecoder decoder(TargetRequest request, ResponseHead head);

  /**
   * Says what an error response means.
   *
   * @param head status and headers; the retry delay is read from them by the caller
   * @param error the fields of the error, as far as the body had them
   * @return the kind; the caller adds status, request id and retry delay
   */
  ErrorKind classify(ResponseHead head, ErrorBody error);
}
