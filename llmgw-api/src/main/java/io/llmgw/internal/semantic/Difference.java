package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Form;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what two questions say, token by token, and tells people what differs. */
final class Difference {
  private static final int SHOWN = 32;

  /** A question that begins so is about any of a kind: "a dog" and "dogs" ask for the same. */
  private static final Set<String> GENERAL =
      Set.of("how-to", "whether", "can", "should", "may", "why", "must");

  private Difference() {}

  static Optional<String> between(List<Token> one, List<Token> other) {
    boolean general = !one.isEmpty() && !other.isEmpty() && GENERAL.contains(one.get(0).value());
    int head = 0;
    int shorter = Math.min(one.size(), other.size());
    while (head < shorter && same(one.get(head), other.get(head), general)) {
      head++;
    }
    if (head == one.size() && head == other.size()) {
      return Letters.differ(one, other);
    }
    int tail = 0;
    while (tail < shorter - head
        && same(one.get(one.size() - 1 - tail), other.get(other.size() - 1 - tail), general)) {
      tail++;
    }
    return Optional.of(
        reason(
            one.subList(head, one.size() - tail),
            other.subList(head, other.size() - tail),
            Math.max(one.size(), other.size())));
  }

  private static boolean same(Token a, Token b, boolean general) {
    return a.value().equals(b.value())
        || (general && a.isWord() && b.isWord() && (oneOfMany(a, b) || oneOfMany(b, a)));
  }

  private static boolean oneOfMany(Token one, Token many) {
    return one.form() == Form.ANY_ONE
        && many.form() == Form.ANY_NUMBER
        && Nouns.plural(one.value()).equals(many.value());
  }

  private static String reason(List<Token> one, List<Token> other, int longer) {
    List<Token> here = without(one, other);
    List<Token> there = without(other, one);
    if (here.isEmpty() && there.isEmpty()) {
      return told("order differs", one, other);
    }
    List<Token> all = new ArrayList<>(here);
    all.addAll(there);
    Kind kind = all.stream().map(Vocabulary::kind).min(Comparator.naturalOrder()).orElseThrow();
    if (kind != Kind.WORD) {
      return told(kind.reason, only(kind, here), only(kind, there));
    }
    if (here.size() == 1 && there.size() == 1 && Vocabulary.opposite(here.get(0), there.get(0))) {
      return told(Kind.NEGATION.reason, here, there);
    }
    if (Math.max(one.size(), other.size()) * 5 > longer * 3) {
      return "worded too differently to tell";
    }
    return here.isEmpty() || there.isEmpty()
        ? "a word was added: " + shown(here.isEmpty() ? there : here)
        : told(kind.reason, here, there);
  }

  private static List<Token> without(List<Token> tokens, List<Token> others) {
    List<String> left = others.stream().map(Token::value).collect(Collectors.toList());
    return tokens.stream().filter(token -> !left.remove(token.value())).toList();
  }

  private static List<Token> only(Kind kind, List<Token> tokens) {
    return tokens.stream().filter(token -> Vocabulary.kind(token) == kind).toList();
  }

  private static String told(String what, List<Token> one, List<Token> other) {
    return what + ": " + shown(one) + ", " + shown(other);
  }

  private static String shown(List<Token> tokens) {
    if (tokens.isEmpty()) {
      return "none";
    }
    String all =
        tokens.stream()
            .limit(SHOWN)
            .map(Token::shown)
            .collect(Collectors.joining(" "))
            .replaceAll("\\s+", " ");
    return all.length() <= SHOWN
        ? all
        : all.substring(0, all.offsetByCodePoints(0, SHOWN / 2)) + "…";
  }
}
