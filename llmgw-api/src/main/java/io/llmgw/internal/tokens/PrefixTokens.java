package io.llmgw.internal.tokens;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Part;
import io.llmgw.chat.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the beginnings of a request are, estimated in one pass and rather too long than too
 * short: a token for three bytes of UTF-8, which is what Chinese takes and more than other
 * languages do. Immutable.
 */
public final class PrefixTokens {
  private static final int BYTES_PER_TOKEN = 3;

  private final long[] upTo;

  private PrefixTokens(long[] upTo) {
    this.upTo = upTo;
  }

  /**
   * Estimates all beginnings of a request.
   *
   * @param request the request
   * @return their lengths
   */
  public static PrefixTokens of(ChatRequest request) {
    TextProfile text = new TextProfile();
    for (Tool tool : request.tools()) {
      text.add(tool.name());
      text.add(tool.description());
      text.add(tool.parameters().text());
    }
    List<Message> messages = request.messages();
    long[] upTo = new long[messages.size() + 1];
    upTo[0] = text.utf8Bytes() / BYTES_PER_TOKEN;
    List<Part> media = new ArrayList<>(0);
    long opaque = 0;
    long mediaTokens = 0;
    for (int i = 0; i < messages.size(); i++) {
      opaque += RequestProfile.addAll(messages.get(i).parts(), text, media);
      for (Part part : media) {
        mediaTokens += MediaTokens.of(part, "").tokens();
      }
      media.clear();
      upTo[i + 1] = (text.utf8Bytes() + opaque) / BYTES_PER_TOKEN + mediaTokens;
    }
    return new PrefixTokens(upTo);
  }

  /**
   * Returns the length of a beginning.
   *
   * @param messages how many messages are in it beside the tools; 0 for the tools alone
   * @return tokens, as every model may count them
   */
  public long upTo(int messages) {
    return upTo[messages];
  }
}
