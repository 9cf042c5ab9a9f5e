package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings English to one form where grammar allows two: contractions, articles, "is", the possessive
 * 's, a phrase in front of the question.
 *
 * <p>Other languages are compared as they are written: their articles tell gender and case apart
 * ("der Hund den Mann"), and leaving those out would make different questions alike.
 */
final class English {
  private static final Map<String, String> SAME =
      Words.map(
          "purchase=buy;purchasing=buying;automobile=car;automobiles=cars;commence=start"
              + ";begin=start;begins=starts;film=movie;films=movies;kids=children;kid=child"
              + ";photograph=photo;photographs=photos;physician=doctor;physicians=doctors"
              + ";utilize=use;utilise=use;telephone=phone;okay=ok;versus=vs;bicycle=bike"
              + ";bicycles=bikes;tv=television;largest=biggest;quickest=fastest;rapidly=quickly"
              + ";obtain=get;assist=help;erase=delete;mom=mother;mum=mother;dad=father;sofa=couch"
              + ";attorney=lawyer;drawbacks=disadvantages;repair=fix;occur=happen;occurs=happens"
              + ";inexpensive=cheap;gasoline=petrol;colour=color;colours=colors;flavour=flavor"
              + ";favourite=favorite;centre=center;organise=organize;analyse=analyze;grey=gray"
              + ";theatre=theater;usa=united-states;uk=united-kingdom;pct=percent");
  private static final Map<String, String> PHRASES =
      Words.map(
          "differences between=difference between;per cent=percent;e mail=email;e mails=emails"
              + ";wi fi=wifi;web site=website;united states of america=united-states"
              + ";united states=united-states;united kingdom=united-kingdom;a m=am;p m=pm"
              + ";in order to=to;log in=login;set up=setup");

  private static final Set<String> NEVER_AFTER_A = Words.set("few little lot couple bit while");

  /** The letter A, not the article, comes after these. */
  private static final Set<String> LETTERED =
      Words.set(
          "vitamin hepatitis influenza plan type grade class group section level option gate");

  private static final Set<String> JOINS = Words.set("and or vs versus between");
  private static final Set<String> EMPHASIS = Words.set("really actually exactly basically");
  private static final Set<String> WH = Words.set("how why what when where who which whom");
  private static final Set<String> LEADING =
      Words.set("in on for with using at under during within");

  private English() {}

  static List<Token> plain(List<Token> tokens, boolean oneSentence) {
    List<Token> ordered = Nouns.possessorsLast(oneSentence ? leadingPhraseLast(tokens) : tokens);
    return reduced(Nouns.formed(ordered));
  }

  /** "In Java, how do I sort a list?" asks "How do I sort a list in Java?". */
  private static List<Token> leadingPhraseLast(List<Token> tokens) {
    if (tokens.isEmpty() || !LEADING.contains(tokens.get(0).value())) {
      return tokens;
    }
    int comma = 1;
    while (comma < tokens.size() && tokens.get(comma).before() == Break.NONE) {
      comma++;
    }
    if (comma < 2 || comma > 7 || comma == tokens.size()) {
      return tokens;
    }
    List<Token> all = new ArrayList<>(tokens.subList(comma, tokens.size()));
    all.addAll(tokens.subList(0, comma));
    return all;
  }

  private static List<Token> reduced(List<Token> tokens) {
    List<Token> all = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      int length = token.isWord() ? phrase(tokens, i) : 0;
      if (length > 0) {
        String said = PHRASES.getOrDefault(joined(tokens, i, length), "");
        for (String word : Words.list(said)) {
          all.add(token.valued(Kind.WORD, word));
        }
        i += length - 1;
      } else if (!token.isWord()) {
        all.add(token);
      } else if (!isEmpty(tokens, i)) {
        all.add(token.valued(Kind.WORD, SAME.getOrDefault(token.value(), token.value())));
      }
    }
    return all;
  }

  private static boolean isEmpty(List<Token> tokens, int at) {
    Token token = tokens.get(at);
    Token last = at > 0 ? tokens.get(at - 1) : null;
    Token next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
    boolean goesOn = next != null && next.before() == Break.NONE;
    return switch (token.value()) {
      case "a", "an" ->
          next != null
              && goesOn
              && next.isWord()
              && (next.value().length() > 1 || next.is("e"))
              && !NEVER_AFTER_A.contains(next.value())
              && !Nouns.isSmall(next)
              && !(last != null && LETTERED.contains(last.value()))
              && !(token.shown().equals("A") && token.before() == Break.NONE);
      case "the" -> next != null && goesOn && !Nouns.isSmall(next);
      case "of" -> goesOn && last != null;
      case "is", "are" -> !isJoin(last) && !isJoin(next);
      case "am" -> last != null && last.is("i");
      case "do", "does" ->
          goesOn && last != null && WH.contains(last.value()) && token.before() == Break.NONE;
      default -> EMPHASIS.contains(token.value());
    };
  }

  /** Whether words are set side by side: "is or was". */
  private static boolean isJoin(@Nullable Token token) {
    return token != null && token.isWord() && JOINS.contains(token.value());
  }

  private static int phrase(List<Token> tokens, int at) {
    for (int length = 4; length > 1; length--) {
      if (PHRASES.containsKey(joined(tokens, at, length))) {
        return length;
      }
    }
    return 0;
  }

  private static String joined(List<Token> tokens, int from, int length) {
    StringBuilder words = new StringBuilder();
    for (int i = from; i < from + length; i++) {
      if (i >= tokens.size()
          || !tokens.get(i).isWord()
          || (i > from && tokens.get(i).before() != Break.NONE)) {
        return "";
      }
      words.append(i > from ? " " : "").append(tokens.get(i).value());
    }
    return words.toString();
  }
}
