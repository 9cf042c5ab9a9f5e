package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings numbers to digits: "five", "1,000", "2nd", "World War II".
 *
 * <p>Digits after a point are left as they are: version 3.10 is not version 3.1.
 */
final class Numbers {
  private static final Pattern COMMAS = Pattern.compile("[1-9]\\d{0,2}(?:,\\d{3})+");
  private static final Pattern POINTS = Pattern.compile("[1-9]\\d{0,2}(?:\\.\\d{3})+");
  private static final Pattern TWO_GROUPS = Pattern.compile("\\d+([.,])\\d{3}\\1.*");

  /** In brackets a comma may part two numbers. */
  private static final Set<String> BRACKETS = Set.of("(", "[");

  private static final Set<Language> POINTED =
      Set.of(
          Language.GERMAN, Language.SPANISH, Language.ITALIAN, Language.PORTUGUESE, Language.DUTCH);

  private static final Map<Language, Map<String, Integer>> CARDINALS =
      Map.of(
          Language.ENGLISH,
          counted(
              "zero one two three four five six seven eight nine ten eleven twelve thirteen"
                  + " fourteen fifteen sixteen seventeen eighteen nineteen",
              "twenty thirty forty fifty sixty seventy eighty ninety"),
          Language.GERMAN,
          counted(
              "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn"
                  + " vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
              "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
          Language.FRENCH,
          counted(
              "zéro ? deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze"
                  + " quinze seize",
              "vingt trente quarante cinquante soixante"),
          Language.SPANISH,
          counted(
              "cero ? dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
                  + " quince",
              "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
          Language.ITALIAN,
          counted(
              "zero ? due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
                  + " quattordici quindici",
              "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"),
          Language.PORTUGUESE,
          counted(
              "zero ? dois três quatro cinco seis sete oito nove dez onze doze treze catorze"
                  + " quinze",
              "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"));

  private static final List<String> ORDINALS =
      Words.list(
          "first second third fourth fifth sixth seventh eighth ninth tenth eleventh"
              + " twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
              + " nineteenth twentieth");
  private static final List<String> ROMAN =
      Words.list("- - II III IV - VI VII VIII IX - XI XII XIII XIV XV XVI XVII XVIII XIX XX");

  private Numbers() {}

  static List<Token> inDigits(List<Token> tokens, Language language) {
    Map<String, Integer> words = CARDINALS.getOrDefault(language, Map.of());
    List<Token> all = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.NUMBER) {
        boolean listed = i > 0 && BRACKETS.contains(tokens.get(i - 1).value());
        all.add(listed ? token : token.valued(Kind.NUMBER, grouped(token.value(), language)));
      } else if (!token.isWord()) {
        all.add(token);
      } else if (i > 0 && ROMAN.contains(token.shown()) && namesOne(tokens.get(i - 1))) {
        all.add(token.valued(Kind.NUMBER, Integer.toString(ROMAN.indexOf(token.shown()))));
      } else if (words.containsKey(token.value()) || token.is("hundred")) {
        SpelledNumber spelled = new SpelledNumber(tokens, i, words);
        int value = spelled.read();
        all.add(token.valued(Kind.NUMBER, Integer.toString(value)));
        i = spelled.end() - 1;
      } else if (ORDINALS.contains(token.value())) {
        int value = ORDINALS.indexOf(token.value()) + 1;
        String suffix = value > 3 ? "th" : List.of("st", "nd", "rd").get(value - 1);
        all.add(token.valued(Kind.NUMBER, value + suffix));
      } else {
        all.add(token);
      }
    }
    return all;
  }

  /** A comma is a decimal one in some languages: where that is in doubt, it stays. */
  private static String grouped(String number, Language language) {
    boolean sure = TWO_GROUPS.matcher(number).matches();
    boolean pointed = POINTED.contains(language);
    if (COMMAS.matcher(number).matches() && (sure || language == Language.ENGLISH)) {
      return number.replace(",", "");
    }
    return POINTS.matcher(number).matches() && pointed ? number.replace(".", "") : number;
  }

  private static boolean namesOne(Token before) {
    return Character.isUpperCase(before.shown().codePointAt(0));
  }

  private static Map<String, Integer> counted(String ones, String tens) {
    Map<String, Integer> all = new HashMap<>();
    List<String> one = Words.list(ones);
    for (int i = 0; i < one.size(); i++) {
      all.put(one.get(i), i);
    }
    List<String> ten = Words.list(tens);
    for (int i = 0; i < ten.size(); i++) {
      all.put(ten.get(i), (i + 2) * 10);
    }
    all.remove("?");
    return Map.copyOf(all);
  }
}
