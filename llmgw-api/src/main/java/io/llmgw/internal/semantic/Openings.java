package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off what a question is opened and closed with ("could you tell me", "thanks") and brings
 * ways to ask the same to one form.
 *
 * <p>Rules are matched against the next words, each followed by a space, or by ", " where a pause
 * follows.
 */
final class Openings {
  private static final int AHEAD = 16;
  private static final int AT_MOST = 8;

  private static final String WH = "(?:how|why|what|when|where|who|whom|whose|which)";
  private static final String ASKED =
      "(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody) (?:please |kindly )?)?";
  private static final String REQUEST =
      "(?:tell|give|show|explain|describe|list|name|write|translate|convert|summarize|summarise"
          + "|recommend|suggest|compare|define|calculate|compute|solve|find|create|generate|provide"
          + "|fix|check|help|make|draw|rewrite|correct|proofread|identify|classify)";
  private static final String ENGLISH_WAYS =
      "(?:how (?:does|do|can|could|would|might) (?:i|one|someone|somebody|anyone|a person)"
          + "|how do you(?= (?:say|spell|pronounce|cook|bake|boil|fry|grill|clean|install|convert"
          + "|tie|reset|sort) )"
          + "|how to|what (?:is|are) (?:the |a )?(?:best )?(?:way|ways|method|steps|process"
          + "|procedure) (?:to|for me to)"
          + "|what (?:steps )?(?:do|can|must) i (?:have to |need to )?(?:do|take|follow)"
          + "(?: in order)? to|i (?:want|need|would like) to know how to)(?: go about)? ";

  /** A rule, and the words that take the place of what it matched. */
  private record Rule(Pattern opening, List<String> instead, boolean last) {}

  /** For languages that have no small words to know them by. */
  private static final Rule ANYWHERE =
      new Rule(Pattern.compile("请 问,? (?=.)|пожалуйста,? (?=.)"), List.of(), false);

  private static final Map<Language, List<Rule>> RULES = new EnumMap<>(Language.class);

  static {
    greetings(
        Language.ENGLISH,
        "hi|hello|hey|ok|okay|so|well|sorry|excuse me|good morning"
            + "|good afternoon|good evening|quick question|i have a question",
        "there|everyone|all",
        "how|what|which|who|when|where|why|can|could|would|will|please|tell|is|are|do|does|i");
    drop(Language.ENGLISH, "(?:please|kindly),? (?!in |to |into |mean|vs |and |or |as )(?=.)");
    become(Language.ENGLISH, ENGLISH_WAYS, "how-to");
    drop(
        Language.ENGLISH,
        ASKED
            + "(?:tell me|give me|show me|help me(?: to)?(?: understand)?)"
            + "(?: please)?,? (?!about )(?=.)");
    drop(Language.ENGLISH, "(?:can|could|would|will) you (?:please |kindly )?(?=" + REQUEST + " )");
    drop(
        Language.ENGLISH,
        "i (?:want|need|would like) to (?:know|find out|understand),? (?=" + WH + "|if|whether)");
    drop(
        Language.ENGLISH,
        "i (?:wonder|am wondering|was wondering|am curious),? (?=" + WH + "|if|whether)");
    drop(
        Language.ENGLISH,
        "(?:do|does) (?:you|anyone|anybody|someone|somebody) (?:happen to )?know,? (?="
            + WH
            + "|if|whether)");
    drop(Language.ENGLISH, "explain(?: to me)?,? (?=" + WH + " )");
    become(Language.ENGLISH, "(?:how come|what is the reason (?:why|that|for why)) ", "why");
    become(Language.ENGLISH, "why is it that ", "why");
    become(
        Language.ENGLISH,
        "(?:is it possible (?:for me )?to|am i able to|is there (?:a|any) way (?:for me )?to) ",
        "can",
        "i");
    become(Language.ENGLISH, "is it true that ", "whether");
    become(Language.ENGLISH, "who (?:is|was) the (?:author|writer) of ", "who", "wrote");
    become(Language.ENGLISH, "how tall is ", "height");
    become(Language.ENGLISH, "how old is ", "age");
    become(Language.ENGLISH, "how deep is ", "depth");
    become(Language.ENGLISH, "how many people live in ", "population");
    become(Language.ENGLISH, "whether ", "whether");
    become(Language.ENGLISH, "(?:is|are|am|do|does) (?=.)", "whether");
    drop(Language.ENGLISH, "what (?:is|are) (?=.)");
    drop(Language.ENGLISH, "what (?=(?:the|an?|my|this|that) [^,]*\\b(?:is|are),? $)");

    greetings(
        Language.GERMAN,
        "hallo|hi|guten tag|guten morgen|guten abend",
        "zusammen",
        "wie|was|welche|wer|wann|wo|warum|kann|kannst|können|bitte|ist|ich");
    drop(Language.GERMAN, "bitte,? (?!auf )(?=.)");
    drop(
        Language.GERMAN,
        "(?:kannst du|könntest du|können sie|könnten sie|kann) mir (?:jemand )?(?:bitte )?"
            + "(?:sagen|verraten|erklären),? (?=wie|was|wer|wann|wo|warum|welche|ob)");
    drop(
        Language.GERMAN,
        "(?:sag|sage|sagen sie|erkläre?|erklären sie) mir(?: bitte)?,? "
            + "(?=wie|was|wer|wann|wo|warum|welche|ob)");
    drop(
        Language.GERMAN,
        "(?:ich (?:möchte|würde gerne?|will) wissen|weißt du|wissen sie),? "
            + "(?=wie|was|wer|wann|wo|warum|welche|ob)");
    become(Language.GERMAN, "wie (?:kann|könnte) (?:ich|man) ", "wie", "kann", "ich");
    drop(Language.GERMAN, "was (?:ist|sind) (?=.)");

    greetings(
        Language.FRENCH,
        "bonjour|bonsoir|salut",
        "à tous",
        "comment|quel|quelle|qui|quand|où|pourquoi|pouvez|peux|est|combien");
    drop(
        Language.FRENCH,
        "(?:pouvez vous|peux tu|pourriez vous|pourrais tu) me dire,? (?=.)|(?:dis|dites) moi,? (?=.)"
            + "|je (?:veux|voudrais|aimerais) savoir,? (?=.)");
    drop(Language.FRENCH, "quel(?:le)?s? (?:est|sont) (?=.)");
    become(
        Language.FRENCH,
        "comment (?:puis je|je peux|peut on|on peut|est ce que je peux|faire pour) ",
        "comment",
        "puis");

    greetings(
        Language.SPANISH,
        "hola|buenos días|buenas tardes",
        "a todos",
        "cómo|qué|cuál|quién|cuándo|dónde|por|puedo|puedes|cuánto");
    drop(
        Language.SPANISH,
        "(?:puedes|podrías|puede|podría) decirme,? (?=.)|(?:dime|dígame),? (?=.)"
            + "|(?:quiero|quisiera|me gustaría) saber,? (?=.)|por favor,? (?=.)");
    drop(Language.SPANISH, "(?:cuál|cuáles) (?:es|son) (?=.)");
    become(Language.SPANISH, "cómo (?:puedo|se puede|podría) ", "cómo", "puedo");

    greetings(
        Language.ITALIAN,
        "ciao|buongiorno|salve",
        "a tutti",
        "come|che|cosa|qual|quale|chi|quando|dove|perché|posso|puoi|quanto");
    drop(
        Language.ITALIAN,
        "(?:puoi|potresti|può|potrebbe) dirmi,? (?=.)|(?:dimmi|mi dica),? (?=.)"
            + "|vorrei sapere,? (?=.)|per (?:favore|piacere),? (?=.)");
    drop(Language.ITALIAN, "(?:qual|quale|quali) (?:è|sono) (?=.)");
    become(Language.ITALIAN, "come (?:posso|si può|potrei) ", "come", "posso");

    greetings(
        Language.PORTUGUESE,
        "olá|oi|bom dia|boa tarde",
        "a todos",
        "como|que|qual|quem|quando|onde|por|posso|pode|quanto");
    drop(
        Language.PORTUGUESE,
        "(?:você )?(?:pode|podes|poderia) (?:me )?dizer(?: me)?,? (?=.)|(?:diga me|me diga),? (?=.)"
            + "|(?:quero|gostaria de) saber,? (?=.)|por favor,? (?=.)");
    drop(Language.PORTUGUESE, "(?:qual|quais) (?:é|são) (?=.)");
    become(Language.PORTUGUESE, "como (?:posso|se pode|poderia) ", "como", "posso");

    RULES.values().forEach(rules -> rules.add(ANYWHERE));
  }

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
    List<Rule> rules = RULES.getOrDefault(language, List.of());
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

  private static int open(List<Token> tokens, int from, List<Rule> rules, List<Token> kept) {
    int at = from;
    boolean asked = false;
    for (int i = 0; i < AT_MOST && at < tokens.size(); i++) {
      if (asked && tokens.get(at).is("if")) {
        kept.add(tokens.get(at).saying("whether").after(tokens.get(from).before()));
        return at + 1;
      }
      String ahead = ahead(tokens, at);
      Rule rule = null;
      Matcher match = null;
      for (Rule each : rules) {
        match = each.opening.matcher(ahead);
        if (match.lookingAt()) {
          rule = each;
          break;
        }
      }
      if (rule == null || match == null) {
        break;
      }
      Break before = tokens.get(from).before();
      for (String word : rule.instead) {
        kept.add(tokens.get(at).saying(word).after(before));
        before = Break.NONE;
      }
      at += (int) ahead.substring(0, match.end()).chars().filter(c -> c == ' ').count();
      asked = true;
      if (rule.last) {
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

  private static void greetings(Language language, String words, String all, String openers) {
    drop(language, "(?:" + words + ")(?: (?:" + all + "))?(?:, (?=.)| (?=(?:" + openers + ") ))");
  }

  private static void drop(Language language, String opening) {
    rules(language).add(new Rule(Pattern.compile(opening), List.of(), false));
  }

  private static void become(Language language, String opening, String... instead) {
    rules(language).add(new Rule(Pattern.compile(opening), List.of(instead), true));
  }

  private static List<Rule> rules(Language language) {
    return RULES.computeIfAbsent(language, any -> new ArrayList<>());
  }
}
