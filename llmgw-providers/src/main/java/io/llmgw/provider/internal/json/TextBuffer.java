package io.llmgw.provider.internal.json;

import org.jspecify.annotations.Nullable;

/** Text that often comes in one piece: copies nothing until there is a second. */
public final class TextBuffer {
  private String first = "";
  private @Nullable StringBuilder all;

  public void append(String piece) {
    StringBuilder many = all;
    if (many != null) {
      many.append(piece);
    } else if (first.isEmpty()) {
      first = piece;
    } else if (!piece.isEmpty()) {
      all = new StringBuilder(Math.max(256, 2 * first.length())).append(first).append(piece);
    }
  }

  public boolean isEmpty() {
    return first.isEmpty();
  }

  @Override
  public String toString() {
    StringBuilder many = all;
    return many == null ? first : many.toString();
  }
}
