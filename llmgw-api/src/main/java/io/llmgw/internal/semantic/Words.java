package io.llmgw.internal.semantic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Word lists written as text. */
final class Words {
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final Pattern SEMICOLON = Pattern.compile(";");

  private Words() {}

  static List<String> list(String words) {
    return List.of(SPACE.split(words, -1));
  }

  static Set<String> set(String words) {
    return Set.copyOf(list(words));
  }

  /** Reads "one=first;two=second". */
  static Map<String, String> map(String pairs) {
    Map<String, String> map = new HashMap<>();
    for (String pair : SEMICOLON.split(pairs, -1)) {
      int equals = pair.indexOf('=');
      map.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return Map.copyOf(map);
  }

  /** Reads "km kilometre kilometres;kg kilogram": every word of a group stands for its first. */
  static Map<String, String> groups(String groups) {
    Map<String, String> map = new HashMap<>();
    for (String group : SEMICOLON.split(groups, -1)) {
      List<String> words = list(group);
      words.forEach(word -> map.put(word, words.get(0)));
    }
    return Map.copyOf(map);
  }
}
