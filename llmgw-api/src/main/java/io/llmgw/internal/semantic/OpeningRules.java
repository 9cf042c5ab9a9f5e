package io.llmgw.internal.semantic;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What questions are opened with, by language.
 *
 * <p>Rules are matched against the next words, each followed by a space, or by ", " where a pause
 * follows. The first that matches counts.
 */
final class OpeningRules {
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
  record Rule(Pattern opening, List<String> instead, boolean last) {}

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
    drop(
        Language.ENGLISH,
        "(?:please|kindly)(?:, (?=.)| (?!in |to |into |mean|vs |and |or |as )(?=.))");
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
    become(Language.ENGLISH, "(?:in )?(?:what|which) year (?=(?:did|was|were) )", "when");
    become(Language.ENGLISH, "what time is it (?=in )", "time");
    become(Language.ENGLISH, "write me (?=an? )", "write");
    become(Language.ENGLISH, "whether ", "whether");
    become(Language.ENGLISH, "(?:is|are|am|do|does) (?=.)", "whether");
    drop(Language.ENGLISH, "what (?:is|are) (?:some )?(?=.)");

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
        "(?:sag|sage|sagen sie|nenne?|nennen sie) mir(?: bitte)?,? (?=(?:der|die|das|den) )");
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
        "comment");

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
    become(Language.SPANISH, "cómo (?:puedo|se puede|podría) ", "cómo");

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
    become(Language.ITALIAN, "come (?:posso|si può|potrei) ", "come");

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
    become(Language.PORTUGUESE, "como (?:posso|se pode|poderia) ", "como");

    RULES.values().forEach(rules -> rules.add(ANYWHERE));
  }

  private OpeningRules() {}

  static List<Rule> of(Language language) {
    return RULES.getOrDefault(language, List.of());
  }

  private static void greetings(Language language, String words, String all, String openers) {
    String named = "(?:" + words + ")(?: (?:" + all + "))?";
    // "Hello in French" asks for the word.
    drop(language, named + "(?:, (?!(?:in|auf|en|em) \\S+ $)(?=.)| (?=(?:" + openers + "),? \\S))");
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
