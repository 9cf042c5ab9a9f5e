package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Part;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A stored answer as a stream: each part as one piece. */
final class Replay implements ChatStream {
  private final ChatResponse response;
  private final Iterator<StreamEvent> events;

  Replay(ChatResponse response) {
    this.response = response;
    this.events = events(response).iterator();
  }

  private static List<StreamEvent> events(ChatResponse response) {
    List<StreamEvent> events = new ArrayList<>();
    int toolCalls = 0;
    for (Part part : response.message().parts()) {
      if (part instanceof Part.TextPart text) {
        events.add(new StreamEvent.TextDelta(text.text()));
        continue;
      }
      if (part instanceof Part.ReasoningPart reasoning) {
        events.add(new StreamEvent.ReasoningDelta(reasoning.text()));
      } else if (part instanceof Part.RefusalPart refusal) {
        events.add(new StreamEvent.RefusalDelta(refusal.text()));
      } else if (part instanceof Part.ToolCall call) {
        events.add(
            new StreamEvent.ToolCallDelta(
                toolCalls++, call.id(), call.name(), call.arguments().text()));
      }
      events.add(new StreamEvent.PartDone(part));
    }
    return events;
  }

  @Override
  public Iterator<StreamEvent> iterator() {
    return events;
  }

  @Override
  public ChatResponse response() {
    if (events.hasNext()) {
      throw new IllegalStateException(
          "the stream has not been read to its end; outcome() is there at any time");
    }
    return response;
  }

  @Override
  public Outcome outcome() {
    return response.outcome();
  }

  @Override
  public void close() {
    // Nothing is open: the answer was stored.
  }
}
