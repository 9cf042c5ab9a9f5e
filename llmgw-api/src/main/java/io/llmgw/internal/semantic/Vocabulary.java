package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.List;
import java.util.Set;

/** Says what a differing word is, so that people read why. It decides nothing. */
final class Vocabulary {
  private static final Set<String> NEGATIONS =
      Words.set(
          "not no never without except neither nor none nobody nothing cannot unless non nicht kein"
              + " keine keinen keiner nie niemals ohne außer weder pas jamais sans sauf ni aucun"
              + " aucune nunca sin excepto ningún ninguna non mai senza tranne nessun nessuna não"
              + " nem sem exceto niet geen nooit zonder не ни нет никогда без кроме لا ليس بدون غير"
              + " 不 没 沒 无 無 非 未");
  private static final Set<String> TIMES =
      Words.set(
          "today tomorrow yesterday tonight now monday tuesday wednesday thursday friday saturday"
              + " sunday january february march april may june july august september october"
              + " november december morning afternoon evening night noon midnight before after next"
              + " last previous current past future was were will did am pm spring summer autumn"
              + " fall winter weekend heute morgen gestern montag dienstag mittwoch donnerstag"
              + " freitag samstag sonntag januar februar märz mai juni juli oktober dezember vor"
              + " nach aujourd'hui demain hier lundi mardi mercredi jeudi vendredi samedi dimanche"
              + " avant après hoy mañana ayer lunes martes miércoles jueves viernes sábado domingo"
              + " antes después oggi domani ieri hoje amanhã ontem 今 明 昨 сегодня завтра вчера");
  private static final Set<String> UNITS =
      Words.set(
          "km m cm mm mile yard ft inch kg g mg lb pound oz ton tonne l ml gallon litre hour minute"
              + " second seconds day days week weeks month months year years celsius fahrenheit"
              + " kelvin c f k euro $ dollar usd eur gbp jpy chf yen £ € ¥ ₹ ₽ ° percent % cent"
              + " cents degree degrees kb mb gb tb mph kmh watt watts volt volts");
  private static final List<String> OPPOSITES =
      List.of("un", "in", "im", "il", "ir", "dis", "non", "de", "mis", "anti");

  private Vocabulary() {}

  static Kind kind(Token token) {
    if (token.kind() != Kind.WORD && token.kind() != Kind.SYMBOL) {
      return token.kind();
    }
    String word = token.value();
    if (UNITS.contains(word)) {
      return Kind.UNIT;
    }
    if (NEGATIONS.contains(word)) {
      return Kind.NEGATION;
    }
    if (TIMES.contains(word)) {
      return Kind.DATE;
    }
    boolean capital = Character.isUpperCase(token.shown().codePointAt(0));
    boolean acronym = token.shown().length() > 1 && Character.isUpperCase(token.shown().charAt(1));
    return capital && (acronym || token.before() != Break.SENTENCE) && !word.equals("i")
        ? Kind.NAME
        : token.kind();
  }

  static boolean opposite(Token a, Token b) {
    return OPPOSITES.stream()
        .anyMatch(
            prefix -> a.value().equals(prefix + b.value()) || b.value().equals(prefix + a.value()));
  }
}
