package io.llmgw.provider.internal.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.List;

/**
 * One provider API for chat: how a request is written and how answers, streams and errors are read.
 * Stateless; everything about HTTP is the {@link JsonChatClient}'s.
 */
public interface ChatFormat {
  /**
   * Names the format: the origin of the provider state it makes and accepts, and the name under
   * which extras are given.
   *
   * @return for example {@code anthropic}
   */
  String origin();

  /**
   * Returns where a request goes.
   *
   * @param model the provider's id of the model
   * @param stream whether the answer is streamed
   * @return the path below the base URL, for example {@code /chat/completions}
   */
  String path(String model, boolean stream);

  /**
   * Writes the body of a request.
   *
   * @param request what to ask
   * @param stream whether the answer is to be streamed
   * @param out where to write the one JSON object
   * @param adjustments gets what is written differently from how the request has it
   */
  void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, List<Adjustment> adjustments)
      throws IOException;

  /**
   * Reads a whole answer of status 200.
   *
   * @param body the JSON object
   * @param head status, request id and the like
   * @param adjustments what was written differently
   * @return the answer
   * @throws ProviderFailure if the body is an error, or no answer of this format
   */
  ProviderAnswer readAnswer(JsonSlice body, ResponseHead head, List<Adjustment> adjustments)
      throws IOException;

  /**
   * Starts reading a stream.
   *
   * @param head status, request id and the like
   * @param adjustments what was written differently
   * @return a decoder for this one stream
   */
  StreamDecoder decoder(ResponseHead head, List<Adjustment> adjustments);

  /**
   * Says what an error response means.
   *
   * @param head status and headers; the retry delay has been read from them already
   * @param error the fields of the error, as far as the body had them
   * @return the kind; the caller adds status, request id and retry delay
   */
  ErrorKind classify(ResponseHead head, ErrorBody error);
}
