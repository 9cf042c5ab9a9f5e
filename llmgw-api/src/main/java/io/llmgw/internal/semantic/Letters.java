package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds words that a capital letter makes another word of: us and US, polish and Polish. */
final class Letters {
  private static final Set<String> ACRONYMS =
      Set.of("us", "it", "who", "aids", "ram", "aim", "nice", "pin", "led", "eta", "gut", "or");
  private static final Set<String> NAMES =
      Words.set(
          "polish turkey china march may august reading mobile bath job will mark bill"
              + " frank jack rose grace sie ihnen ihr ihre essen");

  private enum Case {
    LOWER,
    CAPITAL,
    UPPER
  }

  private Letters() {}

  static Optional<String> differ(List<Token> one, List<Token> other) {
    if (isAllUpper(one) || isAllUpper(other)) {
      return Optional.empty();
    }
    for (int i = 0; i < one.size(); i++) {
      Token a = one.get(i);
      Token b = other.get(i);
      boolean acronym =
          ACRONYMS.contains(a.value()) && (of(a) == Case.UPPER) != (of(b) == Case.UPPER);
      boolean opening = a.before() == Break.SENTENCE || b.before() == Break.SENTENCE;
      boolean name =
          NAMES.contains(a.value()) && !opening && (of(a) == Case.LOWER) != (of(b) == Case.LOWER);
      if (acronym || name) {
        return Optional.of("names differ: " + a.shown() + ", " + b.shown());
      }
    }
    return Optional.empty();
  }

  private static boolean isAllUpper(List<Token> tokens) {
    return tokens.size() > 1
        && tokens.stream().filter(Token::isWord).allMatch(token -> isUpper(token.shown()));
  }

  private static boolean isUpper(String word) {
    return word.chars().noneMatch(Character::isLowerCase);
  }

  private static Case of(Token token) {
    String word = token.shown();
    if (!Character.isUpperCase(word.codePointAt(0))) {
      return Case.LOWER;
    }
    return word.length() > 1 && isUpper(word) ? Case.UPPER : Case.CAPITAL;
  }
}
