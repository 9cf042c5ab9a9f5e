package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether two questions that an embedder calls alike may have the same answer.
 *
 * <p>Embedders hardly see a small word: "5 mg" and "50 mg", "is" and "is not", "from Paris to Rome"
 * and back are near one another. So the guard lets a pair pass only if all that differs can be
 * explained: politeness, ways to begin a question, letter case, spacing, articles, how a number, a
 * unit or a date is written, words of one meaning. Whatever is left over on either side, or stands
 * in another order, refuses: a refused pair costs a call, a wrong one a wrong answer.
 *
 * <p>Pure functions, safe for use by many threads. The result does not depend on which question
 * comes first.
 */
public final class SemanticGuard {
  /** Texts of more characters than this pass only if they are equal. */
  static final int MAX_LENGTH = 8_192;

  private SemanticGuard() {}

  /**
   * Says why an answer to {@code stored} must not be given for {@code asked}.
   *
   * @return a short reason for people, which may quote a few words of both questions; or empty if
   *     the answer will do
   */
  public static Optional<String> refuses(String asked, String stored) {
    if (asked.equals(stored)) {
      return Optional.empty();
    }
    if (asked.length() > MAX_LENGTH || stored.length() > MAX_LENGTH) {
      return Optional.of("too long to compare");
    }
    Question one = Question.of(asked);
    Question other = Question.of(stored);
    if (one.text().equals(other.text())) {
      return Optional.empty();
    }
    if (!one.language().goesWith(other.language())) {
      return Optional.of(
          "languages differ: " + one.language().title() + ", " + other.language().title());
    }
    if (one.says().isEmpty() || other.says().isEmpty()) {
      return Optional.of("nothing to compare");
    }
    return Difference.between(one.says(), other.says());
  }

  /** A question, and what is left of it when all is taken off that does not matter. */
  private record Question(String text, Language language, List<Token> says) {
    static Question of(String written) {
      String text = PlainText.of(written);
      List<Token> tokens = Tokens.of(text);
      boolean oneSentence =
          tokens.stream().filter(token -> token.before() == Break.SENTENCE).count() <= 1;
      Language language = Language.of(tokens);
      boolean english = language == Language.ENGLISH || language == Language.UNKNOWN;
      List<Token> apart = english ? Contractions.apart(tokens) : tokens;
      List<Token> asked = Openings.strip(apart, language);
      List<Token> plain = language == Language.ENGLISH ? English.plain(asked, oneSentence) : asked;
      return new Question(text, language, Measures.named(Numbers.inDigits(plain, language)));
    }
  }
}
