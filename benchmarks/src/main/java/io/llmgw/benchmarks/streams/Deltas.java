package io.llmgw.benchmarks.streams;

import java.util.function.Consumer;

/** Looks at every piece, so that nobody can leave out making it. */
final class Deltas implements Consumer<String> {
  private long characters;

  @Override
  public void accept(String piece) {
    characters += piece.length();
  }

  long characters() {
    return characters;
  }
}
