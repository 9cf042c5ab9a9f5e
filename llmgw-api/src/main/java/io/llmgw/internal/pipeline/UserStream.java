package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatStream;
import org.jspecify.annotations.Nullable;

/** A stream in the user's hands that settles a call at its end. */
interface UserStream extends ChatStream {
  /** Ends it if its call is to be stopped and nobody is at it. */
  void stopped();

  /** Tells whether everything is settled. */
  boolean isOver();

  /** Why it ended early; null if it has not. */
  @Nullable Throwable interruption();
}
