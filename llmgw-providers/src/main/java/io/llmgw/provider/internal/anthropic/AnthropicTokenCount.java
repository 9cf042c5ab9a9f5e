package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.client.ChatBody;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Set;

/** Anthropic's {@code count_tokens}, which takes what is input and no sampling or limits. */
public final class AnthropicTokenCount implements CountFormat {
  /** The fields of "Count tokens in a Message", those of its beta version included. */
  public static final Set<String> FIELDS =
      Set.of(
          "anthropic_version", // Vertex AI has it in the body
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "cache_control",
          "mcp_servers",
          "context_management");

  /** Creates the format. */
  public AnthropicTokenCount() {}

  @Override
  public String path(TargetRequest request) {
    return "/v1/messages/count_tokens";
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
