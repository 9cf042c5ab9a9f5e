package io.llmgw.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Tool;
import java.util.List;
import java.util.Optional;

/** Requests with the same beginning stay with their target. */
final class StickyByPrompt implements RoutingStrategy {
  static final StickyByPrompt INSTANCE = new StickyByPrompt();

  /** About 1,024 tokens, from which on providers cache. */
  private static final int PREFIX = 4_096;

  private StickyByPrompt() {}

  @Override
  public Preference prefer(RoutingCall call, List<Candidate> candidates) {
    Optional<ChatRequest> chat = call.chat();
    return chat.isPresent()
        ? Rendezvous.prefer(prefix(chat.get()), candidates)
        : Preference.equal(candidates.size());
  }

  /**
   * The order is that in which providers read a request: tools, then messages, of which only those
   * count that stay from turn to turn: a conversation that grows must not move.
   */
  private static long prefix(ChatRequest request) {
    long hash = Rendezvous.START;
    int left = PREFIX;
    for (Tool tool : request.tools()) {
      hash = add(hash, tool.name(), left);
      left -= tool.name().length();
      hash = add(hash, tool.parameters().text(), left);
      left -= tool.parameters().text().length();
    }
    for (Message message : request.messages()) {
      String text = message.text();
      hash = add(hash, text, left);
      left -= text.length();
      if (left <= 0 || !(message instanceof SystemMessage)) {
        break;
      }
    }
    return hash;
  }

  private static long add(long hash, String text, int atMost) {
    return Rendezvous.add(hash, text, Math.max(0, Math.min(text.length(), atMost)));
  }
}
