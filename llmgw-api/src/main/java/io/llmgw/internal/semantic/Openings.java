package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off what a question is opened and closed with ("could you tell me", "thanks") and brings
 * ways to ask the same to one form.
 */
final class Openings {
  private static final int AHEAD = 16;
  private static final int AT_MOST = 8;

  /** After "tell me": the "is" at the end is left out with all others. */
  private static final Pattern WHAT_IT_IS =
      Pattern.compile("what (?!(?:is|are|you|i|he|she|they|we|it) )[^,]* (?:is|are) ");

  private static final Pattern CLOSING =
      Pattern.compile(
          ".*?(,?) ((?:please|thanks|thank you|many thanks|thx|cheers|bitte|danke|vielen dank|merci"
              + "|s'il (?:vous|te) plaît|svp|stp|por favor|gracias|per favore|per piacere|grazie"
              + "|obrigado|obrigada|пожалуйста|спасибо|谢 谢)"
              + "(?: (?:so|very) much| a lot| in advance| beaucoup| d'avance| im voraus)?),? ");

  /** Where one of these is, the question may be about the words themselves: they all count. */
  private static final Set<String> ABOUT_WORDS =
      Words.set(
          "say says saying said translate translation word words phrase mean means"
              + " meaning spell spelled spelling pronounce pronunciation define definition"
              + " synonym synonyms antonym term called stand stands abbreviation acronym symbol"
              + " letter letters rhyme rhymes syllable syllables vowel vowels anagram etymology"
              + " grammar grammatical noun verb plural singular sentence sagt sagen heißt"
              + " bedeutet wort wörter reimt dit dire mot signifie dice decir palabra significa"
              + " dici dire parola diz dizer palavra 说 翻");

  /** After these, a word of thanks may be what the question is about. */
  private static final Set<String> MENTIONS =
      Words.set(
          "write between reply respond answer sign vs or and than not use und oder auf et"
              + " ou y o e в на и или");

  private Openings() {}

  static boolean isAboutWords(List<Token> tokens) {
    return anyOf(ABOUT_WORDS, tokens);
  }

  private static boolean anyOf(Set<String> words, List<Token> tokens) {
    return tokens.stream().anyMatch(token -> token.isWord() && words.contains(token.value()));
  }

  static List<Token> strip(List<Token> asked, Language language) {
    boolean aboutWords = isAboutWords(asked);
    List<Token> tokens = aboutWords ? asked : withoutClosing(asked);
    List<OpeningRules.Rule> rules = OpeningRules.of(language);
    List<Token> kept = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Break before = tokens.get(i).before();
      if (i == 0 || (before != Break.NONE && !aboutWords)) {
        int known = kept.size();
        int next = open(tokens, i, rules, kept);
        if (next == tokens.size()) {
          break;
        }
        Token first = tokens.get(next);
        boolean dropped = next > i && kept.size() == known;
        // What an opening stood before does not begin the sentence: its capital letter counts.
        kept.add(next == i ? first : first.after(dropped ? Break.COMMA : Break.NONE));
        i = next;
      } else {
        kept.add(tokens.get(i));
      }
    }
    return kept;
  }

  private static int open(
      List<Token> tokens, int from, List<OpeningRules.Rule> rules, List<Token> kept) {
    int at = from;
    boolean asked = false;
    for (int i = 0; i < AT_MOST && at < tokens.size(); i++) {
      if (asked && tokens.get(at).is("if")) {
        kept.add(tokens.get(at).saying("whether").after(tokens.get(from).before()));
        return at + 1;
      }
      String ahead = ahead(tokens, at);
      if (asked && WHAT_IT_IS.matcher(ahead).matches()) {
        return at + 1;
      }
      OpeningRules.Rule rule = null;
      Matcher match = null;
      for (OpeningRules.Rule each : rules) {
        match = each.opening().matcher(ahead);
        if (match.lookingAt()) {
          rule = each;
          break;
        }
      }
      if (rule == null || match == null) {
        break;
      }
      Break before = tokens.get(from).before();
      for (String word : rule.instead()) {
        kept.add(tokens.get(at).saying(word).after(before));
        before = Break.NONE;
      }
      at += (int) ahead.substring(0, match.end()).chars().filter(c -> c == ' ').count();
      asked = true;
      if (rule.last()) {
        break;
      }
    }
    return at;
  }

  private static List<Token> withoutClosing(List<Token> tokens) {
    int from = Math.max(0, tokens.size() - 7);
    Matcher match = CLOSING.matcher(ahead(tokens, from));
    if (from == tokens.size() || !match.matches()) {
      return tokens;
    }
    int words = (int) match.group(2).chars().filter(c -> c == ' ').count() + 1;
    List<Token> rest = tokens.subList(0, tokens.size() - words);
    return !match.group(1).isEmpty() || !anyOf(MENTIONS, rest) ? rest : tokens;
  }

  private static String ahead(List<Token> tokens, int from) {
    StringBuilder words = new StringBuilder();
    for (int i = from; i < tokens.size() && i < from + AHEAD; i++) {
      Token token = tokens.get(i);
      words.append(token.isWord() ? token.value() : "#");
      boolean pause = i + 1 < tokens.size() && tokens.get(i + 1).before() != Break.NONE;
      words.append(pause ? ", " : " ");
    }
    return words.toString();
  }
}
