package io.llmgw.testkit;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into the pieces in which it is streamed. No piece ends within a character. */
final class TextPieces {
  private TextPieces() {}

  /** Cuts behind every space, roughly as tokens are. */
  static List<String> words(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
      pieces.add(text.substring(start, space + 1));
      start = space + 1;
    }
    if (start < text.length()) {
      pieces.add(text.substring(start));
    }
    return pieces;
  }

  /** Cuts into so many pieces of about equal length, or fewer if the text has fewer characters. */
  static List<String> equal(String text, int number) {
    int characters = text.codePointCount(0, text.length());
    int wanted = Math.min(number, characters);
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= wanted; i++) {
      int end = text.offsetByCodePoints(0, (int) ((long) characters * i / wanted));
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
