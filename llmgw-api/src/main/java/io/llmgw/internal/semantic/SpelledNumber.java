package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.List;
import java.util.Map;

/** Reads "two hundred and five thousand" word by word. */
final class SpelledNumber {
  private final List<Token> tokens;
  private final Map<String, Integer> words;
  private final int from;
  private int at;

  SpelledNumber(List<Token> tokens, int from, Map<String, Integer> words) {
    this.tokens = tokens;
    this.from = from;
    this.at = from;
    this.words = words;
  }

  int read() {
    int value = belowThousand();
    if (sees("thousand")) {
      at++;
      value *= 1_000;
      skipAnd();
      value += known() || sees("hundred") ? belowThousand() : 0;
    }
    return value;
  }

  /** Returns the place of the first word that does not belong to the number. */
  int end() {
    return at;
  }

  private int belowThousand() {
    int value = known() ? belowHundred() : 1;
    if (sees("hundred") && value < 100) {
      at++;
      value *= 100;
      skipAnd();
      value += known() ? belowHundred() : 0;
    }
    return value;
  }

  private int belowHundred() {
    int tens = next();
    int ones = known() ? words.getOrDefault(tokens.get(at).value(), 0) : 0;
    return tens >= 20 && ones > 0 && ones < 10 ? tens + next() : tens;
  }

  private int next() {
    return words.getOrDefault(tokens.get(at++).value(), 0);
  }

  private void skipAnd() {
    if (sees("and") && at + 1 < tokens.size() && words.containsKey(tokens.get(at + 1).value())) {
      at++;
    }
  }

  private boolean known() {
    return within() && words.containsKey(tokens.get(at).value());
  }

  private boolean sees(String word) {
    return within() && tokens.get(at).is(word);
  }

  private boolean within() {
    return at < tokens.size() && (at == from || tokens.get(at).before() == Break.NONE);
  }
}
