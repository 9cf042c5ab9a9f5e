package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads an answer that is not streamed. */
final class ResponsesAnswer implements ResponsesObject.Output {
  private final List<ResponsesItem> items = new ArrayList<>();

  private ResponsesAnswer() {}

  static ProviderAnswer read(JsonSlice body, String origin, ResponseHead head) throws IOException {
    if (body.parser().nextToken() != JsonToken.START_OBJECT) {
      throw new JsonBytes.NotJsonException("not a JSON object");
    }
    ResponsesAnswer answer = new ResponsesAnswer();
    ResponsesObject response = new ResponsesObject();
    response.read(body, answer);
    if (response.failed() || response.error().isPresent()) {
      throw ResponsesErrors.failure(response.error().orElse(new ErrorBody("", "", "")), head);
    }
    if (!response.hasOutput()) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no output");
    }
    return response.answer(answer.parts(origin, response.id()), answer.logprobs());
  }

  @Override
  public boolean wants(int index) {
    return true;
  }

  @Override
  public void item(int index, String raw) throws IOException {
    items.add(ResponsesItem.parse(raw));
  }

  private List<Part> parts(String origin, String responseId) {
    List<Part> parts = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      parts.addAll(items.get(i).parts(origin, ResponsesStreamItem.madeUpId(i, responseId)));
    }
    return parts;
  }

  private List<TokenLogprob> logprobs() {
    List<TokenLogprob> all = new ArrayList<>(0);
    items.forEach(item -> all.addAll(item.logprobs()));
    return all;
  }
}
