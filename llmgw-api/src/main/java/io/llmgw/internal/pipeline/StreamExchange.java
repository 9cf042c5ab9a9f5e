package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.TokenCounting;
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

  StreamExchange(ChatRequest request, Call call, TokenCounting counting) {
    this(new ChatExchange(request, call, counting));
  }

  private StreamExchange(ChatExchange chat) {
    this.chat = chat;
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
  public TokenCount countInput(Leaf leaf, CallContext context) {
    return chat.countInput(leaf, context);
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
  public Optional<ChatRequest> chat() {
    return chat.chat();
  }

  @Override
  public boolean streams() {
    return true;
  }

  @Override
  public long inputAtMost() {
    return chat.inputAtMost();
  }

  @Override
  public StreamExchange twin() {
    return new StreamExchange(chat.twin());
  }

  @Override
  public Receipt discard(Opened answer) {
    answer.stream().close();
    return Receipt.cut(answer.stream().answer());
  }

  @Override
  public Opened ask(Leaf leaf, OptionalInt outputCap, CallContext context) {
    partial = Optional.empty();
    ChatClient client = (ChatClient) leaf.client();
    ProviderStream stream = client.stream(chat.to(leaf, outputCap), context);
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
