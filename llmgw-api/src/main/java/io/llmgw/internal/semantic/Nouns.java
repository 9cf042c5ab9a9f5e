package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** English noun phrases: whose something is, and whether one or any number is meant. */
final class Nouns {
  /** What a noun phrase does not go across. */
  private static final Set<String> SMALL =
      Words.set(
          "in on at for with without from to by into onto over under about after before during"
              + " between through than as and or but if is are was were be been do does did have"
              + " has had can could should would will may might must i you he she it we they me us"
              + " them what who how why when where whether how-to not there using of");

  private static final Set<String> DETERMINERS =
      Words.set(
          "the this that these those my your his her its our their all both some any each every no"
              + " which most many more several other another few such same");
  private static final Set<String> ODD_PLURALS =
      Words.set(
          "glass custom good mean arm work new physic spirit damage wood content saving water");

  private Nouns() {}

  /** "France's capital" is "the capital of France". */
  static List<Token> possessorsLast(List<Token> tokens) {
    List<Token> all = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      int end = i + 1;
      while (token.possessive() && end < tokens.size() && isOwned(tokens.get(end))) {
        end++;
      }
      if (end == i + 1) {
        all.add(token);
        if (token.possessive()) {
          all.add(token.saying("'s").after(Break.NONE));
        }
      } else {
        all.addAll(ownerFrom(all, token), tokens.subList(i + 1, end));
        all.add(token);
      }
      i = end - 1;
    }
    return all;
  }

  /** Returns where the owner begins: "my brother's", "Queen Victoria's". */
  private static int ownerFrom(List<Token> before, Token last) {
    int from = before.size();
    Token next = last;
    while (from > 0 && next.before() == Break.NONE) {
      Token token = before.get(from - 1);
      boolean named = isCapital(last) && isCapital(token) && token.before() != Break.SENTENCE;
      if (!token.isWord() || !(named || DETERMINERS.contains(token.value()))) {
        break;
      }
      from--;
      next = token;
    }
    return from;
  }

  private static boolean isCapital(Token token) {
    return Character.isUpperCase(token.shown().codePointAt(0));
  }

  private static boolean isOwned(Token token) {
    return token.isWord()
        && token.before() == Break.NONE
        && !token.possessive()
        && !SMALL.contains(token.value());
  }

  static boolean isSmall(Token token) {
    return token.isWord() && SMALL.contains(token.value());
  }

  static List<Token> formed(List<Token> tokens) {
    List<Token> all = new ArrayList<>(tokens.size());
    Form form = Form.ANY_NUMBER;
    for (Token token : tokens) {
      String word = token.value();
      if (!token.isWord() || SMALL.contains(word) || token.before() != Break.NONE) {
        form = token.isWord() ? Form.ANY_NUMBER : Form.PLAIN;
      }
      if (DETERMINERS.contains(word)) {
        form = Form.PLAIN;
      } else if (token.isWord() && (word.equals("a") || word.equals("an"))) {
        form = Form.ANY_ONE;
      }
      all.add(token.formed(form));
    }
    return all;
  }

  /** Returns the plural, or the word itself where the plural is another word: glass, glasses. */
  static String plural(String noun) {
    if (ODD_PLURALS.contains(noun)) {
      return noun;
    }
    int last = noun.length() - 1;
    if (noun.endsWith("y") && last > 0 && "aeiou".indexOf(noun.charAt(last - 1)) < 0) {
      return noun.substring(0, last) + "ies";
    }
    boolean hissing =
        noun.endsWith("s") || noun.endsWith("x") || noun.endsWith("ch") || noun.endsWith("sh");
    return noun + (hissing ? "es" : "s");
  }
}
