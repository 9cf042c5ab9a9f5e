package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.internal.tokens.TokenCounting;
import io.llmgw.model.ModelInfo;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Opens a stream and reads up to its first visible piece, so that whatever fails before it can
 * still fail over silently.
 */
final class StreamExchange implements Exchange<StreamExchange.Opened> {
  /** How many events are held back at most before the first visible one. */
  static final int MOST_EVENTS_HELD = 64;

  /** How many characters of them are held back at most. */
  static final int MOST_CHARACTERS_HELD = 256 * 1024;

  private final ChatExchange chat;
  private Optional<ProviderAnswer> partial = Optional.empty();

  StreamExchange(
      ChatRequest request,
      Call call,
      Function<Target, Optional<ModelInfo>> describe,
      TokenCounting counting) {
    this.chat = new ChatExchange(request, call, describe, counting);
  }

  /**
   * A stream that has begun.
   *
   * @param held the events read so far
   * @param stream where the others come from
   */
  record Opened(ArrayDeque<StreamEvent> held, ProviderStream stream) {}

  @Override
  public Class<? extends ProviderClient> kind() {
    return ChatClient.class;
  }

  @Override
  public long inputTokens(Target target) {
    return chat.inputTokens(target);
  }

  @Override
  public TokenCount countInput(Target target, CallContext context) {
    return chat.countInput(target, context);
  }

  @Override
  public int answers() {
    return chat.answers();
  }

  @Override
  public Demand demand() {
    return chat.demand();
  }

  @Override
  public void learn(Target target, Usage reported) {
    chat.learn(target, reported);
  }

  @Override
  public Optional<ProviderAnswer> partial() {
    return partial;
  }

  @Override
  public Opened ask(
      ProviderClient client, Target target, OptionalInt outputCap, CallContext context) {
    partial = Optional.empty();
    ProviderStream stream = ((ChatClient) client).stream(chat.to(target, outputCap), context);
    boolean begun = false;
    try {
      ArrayDeque<StreamEvent> held = readToFirstVisible(stream);
      begun = true;
      return new Opened(held, stream);
    } finally {
      if (!begun) {
        partial = Optional.of(stream.answer());
        stream.close();
      }
    }
  }

  private static ArrayDeque<StreamEvent> readToFirstVisible(ProviderStream stream) {
    ArrayDeque<StreamEvent> held = new ArrayDeque<>(4);
    int characters = 0;
    while (held.size() < MOST_EVENTS_HELD
        && characters < MOST_CHARACTERS_HELD
        && stream.hasNext()) {
      StreamEvent event = stream.next();
      held.add(event);
      if (event.visible()) {
        break;
      }
      if (event instanceof StreamEvent.PartDone done) {
        characters += done.part().state().data().text().length();
      }
    }
    return held;
  }
}
