package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<Language> common = EnumSet.copyOf(one.languages());
    common.retainAll(other.languages());
    if (common.isEmpty()) {
      return Optional.of(
          "languages differ: "
              + Language.titles(one.languages())
              + ", "
              + Language.titles(other.languages()));
    }
    Language language = common.iterator().next();
    List<Token> first = one.in(language);
    List<Token> second = other.in(language);
    return first.isEmpty() || second.isEmpty()
        ? Optional.of("nothing to compare")
        : Difference.between(first, second);
  }

  /** A question taken apart, before it is known which language both are read in. */
  private record Question(String text, List<Token> tokens, Set<Language> languages) {
    static Question of(String written) {
      String text = PlainText.of(written);
      List<Token> tokens = Tokens.of(text);
      return new Question(text, tokens, Language.of(Contractions.apart(tokens)));
    }

    /** Returns what is left when all is taken off that does not matter. */
    List<Token> in(Language language) {
      boolean english = language == Language.ENGLISH;
      List<Token> asked = Openings.strip(english ? Contractions.apart(tokens) : tokens, language);
      if (Openings.isAboutWords(asked)) {
        return asked;
      }
      List<Token> plain = english ? English.plain(asked, sentences() == 1) : asked;
      return Measures.named(Numbers.inDigits(plain, language));
    }

    private long sentences() {
      return tokens.stream().filter(token -> token.before() == Break.SENTENCE).count();
    }
  }
}
