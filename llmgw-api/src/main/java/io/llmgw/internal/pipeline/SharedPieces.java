package io.llmgw.internal.pipeline;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.internal.pipeline.SharedStream.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a reader has read of a shared stream, as a message. */
final class SharedPieces {
  private SharedPieces() {}

  static AssistantMessage message(Node first, Node until) {
    StringBuilder text = new StringBuilder();
    List<Part> parts = new ArrayList<>();
    Node node = first;
    while (node.number < until.number) {
      node = Objects.requireNonNull(node.next);
      if (node.event instanceof StreamEvent.Restarted) {
        text.setLength(0);
        parts.clear();
      } else if (node.event instanceof StreamEvent.TextDelta delta) {
        text.append(delta.text());
      } else if (node.event instanceof StreamEvent.PartDone done) {
        parts.add(done.part());
      }
    }
    if (text.length() > 0) {
      parts.add(new TextPart(text.toString()));
    }
    return new AssistantMessage(parts, ProviderState.NONE);
  }
}
