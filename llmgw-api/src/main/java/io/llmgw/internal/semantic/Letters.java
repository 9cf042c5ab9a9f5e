package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds words that a capital letter makes another word of: us and US, polish and Polish. */
final class Letters {
  private static final Set<String> ACRONYMS =
      Set.of(
          "us", "it", "who", "aids", "ram", "aim", "nice", "pin", "led", "eta", "gut", "or", "mac",
          "sat");
  private static final Set<String> NAMES =
      Words.set(
          "polish turkey china march may august reading mobile bath job will mark bill"
              + " frank jack rose grace sie ihnen ihr ihre essen"
              + " apple amazon target oracle orange gap shell visa mac");

  private enum Case {
    LOWER,
    CAPITAL,
    UPPER
  }

  private Letters() {}

  static Optional<String> differ(List<Token> one, List<Token> other) {
    boolean lost = isAllUpper(one) || isAllUpper(other);
    for (int i = 0; i < one.size(); i++) {
      Token a = one.get(i);
      Token b = other.get(i);
      boolean afterNumber = i > 0 && one.get(i - 1).kind() == Kind.NUMBER;
      if (afterNumber && Tokens.isCasedUnit(a.value()) && !a.shown().equals(b.shown())) {
        return Optional.of("units differ: " + a.shown() + ", " + b.shown());
      }
      if (!lost && (isOtherAcronym(a, b) || isOtherName(a, b))) {
        return Optional.of("names differ: " + a.shown() + ", " + b.shown());
      }
    }
    return Optional.empty();
  }

  private static boolean isOtherAcronym(Token a, Token b) {
    return ACRONYMS.contains(a.value()) && (of(a) == Case.UPPER) != (of(b) == Case.UPPER);
  }

  private static boolean isOtherName(Token a, Token b) {
    boolean opening = a.before() == Break.SENTENCE || b.before() == Break.SENTENCE;
    return NAMES.contains(a.value()) && !opening && (of(a) == Case.LOWER) != (of(b) == Case.LOWER);
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
