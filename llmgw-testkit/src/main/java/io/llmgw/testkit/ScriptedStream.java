package io.llmgw.testkit;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.RefusalDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.testkit.ScriptedStep.Answers;
import io.llmgw.testkit.ScriptedStep.Ending;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** The stream of one step. Read by one thread; closed, or cancelled through its context, by any. */
final class ScriptedStream implements ProviderStream {
  private final List<StreamEvent> events;
  private final ProviderAnswer whole;
  private final Ending ending;
  private final ErrorKind failure;
  private final Duration every;
  private final ScriptedPause pause;
  private final Runnable closed;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private volatile int delivered;
  private volatile boolean ended;
  private boolean ready;

  ScriptedStream(
      List<StreamEvent> events,
      ProviderAnswer whole,
      Answers answers,
      Duration every,
      ScriptedPause pause,
      CallContext context,
      Runnable closed) {
    this.events = events;
    this.whole = whole;
    this.ending = answers.ending();
    this.failure = answers.failure().streamed();
    this.every = every;
    this.pause = pause;
    this.closed = closed;
    context.onCancel(stopped::countDown);
  }

  static List<StreamEvent> textEvents(List<String> pieces) {
    return pieces.stream().<StreamEvent>map(TextDelta::new).toList();
  }

  static List<StreamEvent> eventsOf(AssistantMessage message) {
    List<StreamEvent> events = new ArrayList<>();
    int toolCalls = 0;
    for (Part part : message.parts()) {
      boolean plain =
          part.state().isEmpty() && (part instanceof TextPart || part instanceof RefusalPart);
      if (part instanceof TextPart text) {
        events.add(new TextDelta(text.text()));
      } else if (part instanceof RefusalPart refusal) {
        events.add(new RefusalDelta(refusal.text()));
      } else if (part instanceof ReasoningPart reasoning) {
        events.add(new ReasoningDelta(reasoning.text()));
      } else if (part instanceof ToolCall call) {
        events.add(new ToolCallDelta(toolCalls++, call.id(), call.name(), call.arguments().text()));
      }
      if (!plain) {
        events.add(new PartDone(part));
      }
    }
    return events;
  }

  @Override
  public boolean hasNext() {
    if (ended) {
      return false;
    }
    if (ready) {
      return true;
    }
    if (stopped.getCount() == 0) {
      throw pause.cancelled();
    }
    if (delivered < events.size()) {
      if (delivered > 0) {
        pause.take(every, stopped);
      }
      ready = true;
      return true;
    }
    return switch (ending) {
      case COMPLETE -> {
        ended = true;
        yield false;
      }
      case FAIL ->
          throw ProviderFailure.of(
                  failure, "the script breaks the stream after " + delivered + " pieces")
              .withResponse(200, whole.requestId());
      case HANG -> throw pause.hang(stopped);
    };
  }

  @Override
  public StreamEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    ready = false;
    int next = delivered; // written by the reading thread alone
    delivered = next + 1;
    return events.get(next);
  }

  @Override
  public ProviderAnswer answer() {
    if (ended) {
      return whole;
    }
    // A step that ends early and has a usage is a provider that reports it at the beginning.
    Usage reported = ending == Ending.COMPLETE ? Usage.unknown() : whole.usage();
    return ProviderAnswer.of(new AssistantMessage(partsSoFar(), ProviderState.NONE))
        .usage(reported, RawJson.NONE)
        .model(whole.model())
        .requestId(whole.requestId())
        .adjustments(whole.adjustments())
        .build();
  }

  private List<Part> partsSoFar() {
    List<Part> parts = new ArrayList<>();
    for (StreamEvent event : events.subList(0, delivered)) {
      if (event instanceof TextDelta delta) {
        parts.add(new TextPart(delta.text()));
      } else if (event instanceof RefusalDelta refusal) {
        parts.add(new RefusalPart(refusal.text(), ProviderState.NONE));
      } else if (event instanceof PartDone done) {
        if (done.part() instanceof TextPart || done.part() instanceof RefusalPart) {
          parts.remove(
              parts.size() - 1); // its text came just before; this is the same with its state
        }
        parts.add(done.part());
      }
    }
    return joinText(parts);
  }

  /** Makes one part of neighbouring texts, as they are pieces of one. */
  private static List<Part> joinText(List<Part> parts) {
    List<Part> joined = new ArrayList<>();
    for (Part part : parts) {
      int last = joined.size() - 1;
      if (last >= 0
          && part instanceof TextPart text
          && part.state().isEmpty()
          && joined.get(last) instanceof TextPart before
          && before.state().isEmpty()) {
        joined.set(last, new TextPart(before.text() + text.text()));
      } else {
        joined.add(part);
      }
    }
    return joined;
  }

  @Override
  public void close() {
    stopped.countDown();
    if (open.compareAndSet(true, false)) {
      closed.run();
    }
  }
}
