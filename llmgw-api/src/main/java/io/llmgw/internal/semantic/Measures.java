package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One name for each unit, currency and month: "5 kilometres", "$5", "the 5th of May". */
final class Measures {
  private static final Map<String, String> NAMES =
      Words.groups(
          "km kilometer kilometers kilometre kilometres kms;cm centimeter centimeters centimetre"
              + " centimetres;mm millimeter millimeters millimetre millimetres;mile miles;kg"
              + " kilogram kilograms kilo kilos;hour hours;minute minutes;liter liters litre"
              + " litres;meter meters metre metres;euro euros eur €;percent %;gram grams;pound"
              + " pounds;mph;kmh kph");
  private static final Map<String, String> AFTER_NUMBER =
      Words.groups(
          "mile mi;hour h hr hrs;minute min mins;$ dollar dollars;second seconds s sec secs 2nd;ft"
              + " feet foot;inch inches;day days;week weeks;year years;month months;liter l;lb"
              + " lbs");
  private static final Set<String> CURRENCIES = Set.of("$", "€", "£", "¥", "₹", "euro");
  private static final Map<String, String> MONTHS =
      Words.groups(
          "january jan;february feb;march;april apr;may;june jun;july jul;august aug;september sep"
              + " sept;october oct;november nov;december dec");
  private static final Set<String> VERBS = Set.of("may", "march");

  private Measures() {}

  static List<Token> named(List<Token> tokens) {
    List<Token> all = new ArrayList<>(tokens.size());
    for (Token token : tokens) {
      if (all.isEmpty()) {
        all.add(named(token, false));
        continue;
      }
      Token last = all.get(all.size() - 1);
      boolean afterNumber = last.kind() == Kind.NUMBER && token.before() == Break.NONE;
      Token named = named(token, afterNumber);
      if (token.kind() == Kind.NUMBER && isMonth(last)) {
        all.add(token.valued(Kind.NUMBER, cardinal(token.value())));
      } else if (token.kind() == Kind.NUMBER && isCurrency(last)) {
        all.set(all.size() - 1, token.after(last.before()));
        all.add(last.after(Break.NONE));
      } else if (afterNumber && isMonth(named) && last.value().length() <= 4) {
        all.set(all.size() - 1, named.after(last.before()));
        all.add(last.valued(Kind.NUMBER, cardinal(last.value())).after(Break.NONE));
      } else {
        all.add(named);
      }
    }
    return all;
  }

  private static Token named(Token token, boolean afterNumber) {
    String value = token.value();
    if (token.kind() == Kind.CODE || token.kind() == Kind.QUOTE || isCased(token)) {
      return token;
    }
    String unit = NAMES.get(value);
    if (unit == null && afterNumber) {
      unit = AFTER_NUMBER.get(value);
    }
    if (unit != null) {
      return token.valued(token.isWord() ? Kind.WORD : Kind.UNIT, unit);
    }
    String month = token.isWord() ? MONTHS.get(value) : null;
    return month == null ? token : token.valued(Kind.WORD, month);
  }

  /** A unit that a capital letter makes another one of. */
  private static boolean isCased(Token token) {
    return token.kind() == Kind.UNIT
        && token.value().length() == 1
        && "mgk".contains(token.value());
  }

  private static boolean isCurrency(Token token) {
    return CURRENCIES.contains(token.value()) && token.shown().length() == 1;
  }

  private static boolean isMonth(Token token) {
    boolean lower = Character.isLowerCase(token.shown().codePointAt(0));
    return token.isWord()
        && MONTHS.containsValue(token.value())
        && !(lower && VERBS.contains(token.value()));
  }

  private static String cardinal(String number) {
    return number.replaceFirst("(?<=\\d)(?:st|nd|rd|th)$", "");
  }
}
