package io.llmgw.internal.semantic;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The language that a question is written in, as far as its small words tell. */
enum Language {
  ENGLISH(
      "the a an of is are was were do does did how what which who when where why can could should"
          + " would will i you my your it this that these to in for on at with from by and or not"
          + " be have has had if there me we they into about please tell give show write list explain"
          + " translate convert summarize"),
  GERMAN(
      "der die das dem den des ein eine einen einem einer ist sind war waren wie was welche welcher"
          + " welches wer wann wo warum wieso kann können kannst könnte ich du sie mein meine dein"
          + " ihr es zu in für auf mit von nach und oder nicht kein keine wenn im am zum zur gibt"
          + " mir bitte viel viele kosten kostet heißt wird werden hat über aus bei"),
  FRENCH(
      "le la les l'eau un une des du de est sont était comment que quoi quel quelle quels quelles"
          + " qui quand où pourquoi peut puis je tu vous mon ma mes votre il elle ce cette à dans"
          + " pour sur avec et ou ne pas si au aux en combien moi c'est faire faut y"),
  SPANISH(
      "el la los las un una de del es son era cómo como qué que cuál cual quién quien cuándo cuando"
          + " dónde donde por puedo puede debo yo tú mi su lo este esta a en para con y o no si al"
          + " cuánto cuántos cuesta me hay está"),
  ITALIAN(
      "il lo la i gli le un una di del della dello dei è sono era come che cosa qual quale chi"
          + " quando dove perché posso può devo io tu mio mia tuo questo questa a in per su con e o"
          + " non se al nel quanto quanti mi c'è"),
  PORTUGUESE(
      "o a os as um uma de do da dos das é são era como que qual quem quando onde por posso pode"
          + " devo eu meu minha seu este esta em no na para com e ou não se ao quanto quantos custa"
          + " me há"),
  DUTCH(
      "de het een is zijn was hoe wat welke wie wanneer waar waarom kan ik je mijn van voor op met"
          + " en of niet geen als in naar uit bij");

  private static final Map<String, Set<Language>> WORDS = new HashMap<>();

  static {
    for (Language language : values()) {
      for (String word : Words.list(language.words)) {
        WORDS.computeIfAbsent(word, any -> EnumSet.noneOf(Language.class)).add(language);
      }
    }
  }

  private final String words;

  Language(String words) {
    this.words = words;
  }

  /** Returns those that most of the small words belong to; bare terms count as English. */
  static Set<Language> of(List<Token> tokens) {
    Map<Language, Integer> found = new EnumMap<>(Language.class);
    for (Token token : tokens) {
      if (token.isWord()) {
        WORDS.getOrDefault(token.value(), Set.of()).forEach(in -> found.merge(in, 1, Integer::sum));
      }
    }
    int most = found.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    found.values().removeIf(count -> count < most);
    return found.isEmpty() ? EnumSet.of(ENGLISH) : EnumSet.copyOf(found.keySet());
  }

  /** Returns those of some languages, for people. */
  static String titles(Set<Language> languages) {
    return languages.stream().map(Language::title).limit(2).collect(Collectors.joining(" or "));
  }

  private String title() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}
