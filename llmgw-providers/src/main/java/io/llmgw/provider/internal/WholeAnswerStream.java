package io.llmgw.provider.internal;

import io.llmgw.chat.Part;
import io.llmgw.chat.StreamEvent;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import java.util.ArrayDeque;

/** A whole answer told as a stream, for servers that do not stream although they were asked to. */
final class WholeAnswerStream implements ProviderStream {
  private final ProviderAnswer answer;
  private final ArrayDeque<StreamEvent> events = new ArrayDeque<>();

  WholeAnswerStream(ProviderAnswer answer) {
    this.answer = answer;
    int call = 0;
    for (Part part : answer.message().parts()) {
      if (part instanceof Part.TextPart text) {
        events.add(new StreamEvent.TextDelta(text.text()));
      } else if (part instanceof Part.RefusalPart refusal) {
        events.add(new StreamEvent.RefusalDelta(refusal.text()));
      } else if (part instanceof Part.ToolCall tool) {
        events.add(
            new StreamEvent.ToolCallDelta(call++, tool.id(), tool.name(), tool.arguments().text()));
        events.add(new StreamEvent.PartDone(part));
      } else {
        if (part instanceof Part.ReasoningPart reasoning && !reasoning.text().isEmpty()) {
          events.add(new StreamEvent.ReasoningDelta(reasoning.text()));
        }
        events.add(new StreamEvent.PartDone(part));
      }
    }
  }

  @Override
  public boolean hasNext() {
    return !events.isEmpty();
  }

  @Override
  public StreamEvent next() {
    return events.remove();
  }

  @Override
  public ProviderAnswer answer() {
    return answer;
  }

  @Override
  public void close() {}
}
