package io.llmgw.spi;

import io.llmgw.chat.StreamEvent;
import java.util.Iterator;

/** A stored answer in the pieces in which it came. */
final class ReplayedStream implements ProviderStream {
  private final ProviderAnswer answer;
  private final Iterator<StreamEvent> events;

  ReplayedStream(CacheEntry.Answer stored) {
    this.answer = stored.answer();
    this.events = stored.pieces().events();
  }

  @Override
  public boolean hasNext() {
    return events.hasNext();
  }

  @Override
  public StreamEvent next() {
    return events.next();
  }

  @Override
  public ProviderAnswer answer() {
    return answer;
  }

  @Override
  public void close() {
    // Nothing is open: the answer was stored.
  }
}
