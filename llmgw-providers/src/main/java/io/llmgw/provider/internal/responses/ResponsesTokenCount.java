package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.client.ChatBody;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Set;

/** OpenAI's {@code /responses/input_tokens} ("Get input token counts"). */
public final class ResponsesTokenCount implements CountFormat {
  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "reasoning",
          "truncation",
          "conversation",
          "previous_response_id");

  /** Creates the format. */
  public ResponsesTokenCount() {}

  @Override
  public String path(TargetRequest request) {
    return "/responses/input_tokens";
  }

  @Override
  public void write(TargetRequest request, ChatBody chat, JsonGenerator out) throws IOException {
    out.writeStartObject();
    chat.copy(FIELDS, out);
    out.writeEndObject();
  }

  @Override
  public String answerField(TargetRequest request) {
    return "input_tokens";
  }
}
