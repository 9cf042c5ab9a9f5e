package io.llmgw.internal.semantic;

import io.llmgw.internal.semantic.Token.Break;
import io.llmgw.internal.semantic.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a text apart. What is code or quoted stays as it was written, to the letter. */
final class Tokens {
  private static final String CJK = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー";
  private static final String LETTER = "[\\p{L}\\p{M}&&[^" + CJK + "]]";
  private static final String NAME = "[\\p{L}\\p{N}_]";
  private static final String UNITS =
      "km|cm|mm|m|mi|ft|in|kg|mg|g|lbs?|oz|ml|cl|l|[kmgt]i?b|[kmg]bps|hrs?|h|mins?|ms|secs?|s"
          + "|am|pm|mph|kmh|kwh?|mw|w|mv|v|ma|a|[kmg]?hz|usd|eur|gbp|k|c|f|x";

  /** The groups tell what it is; the order matters, the longer reading first. */
  private static final Pattern TOKEN =
      Pattern.compile(
          // 1: fenced, indented, a line that no prose has, between ticks
          "(```[\\s\\S]*?(?:```|\\z)|^(?: {4}|\\t).*\\S.*$"
              + "|^.*(?:;$|[{}]| = |[=!:+<>-]=|=>|->|&&|\\|\\||</|\\bSELECT\\b).*$|`[^`\\n]+`)"
              // 2: quoted
              + "|(\"[^\"\\n]+\"|«[^»\\n]+»|“[^”\\n]+”|„[^“”\\n]+[“”]|「[^」]*」|『[^』]*』"
              + "|'(?=\\S)[^'\\n]+(?:(?<=\\p{L})'(?=\\p{L})[^'\\n]+){0,20}'(?!"
              + NAME
              + "))"
              // 3: addresses, paths, options, calls, tags, assignments
              + "|((?:https?|ftp|file)://[^\\s<>\"]*[^\\s<>\".,;:!?)]|www\\.[^\\s<>\"]*[^\\s<>\".,;:!?)]"
              + "|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+|[A-Za-z]:\\\\\\S+"
              + "|(?:~|\\.{1,2})?/[\\w.-]*\\w(?:/[\\w.-]*\\w)*/?|[\\w.-]+(?:/[\\w.-]*\\w){2,}"
              + "|(?<!\\S)--?[A-Za-z][\\w-]*|[\\p{L}_][\\w.]*\\([^()\\n]*\\)|</?[A-Za-z][^>\\n]*>"
              + "|[\\w.]+=[^\\s?]+|(?i:c\\+\\+|[cf]#|\\.net\\b))"
              // 4: date or time
              + "|(\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2})?Z?)?|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}"
              + "|\\d{1,2}:\\d{2}(?::\\d{2})?)(?!"
              + NAME
              + ")"
              // 5: number, 6: its unit
              + "|(\\d+(?:[.,]\\d+)*(?:st|nd|rd|th)?+)((?i:"
              + UNITS
              + ")?)(?!"
              + NAME
              + ")"
              // 7: identifiers in which letters, digits and joints mix
              + "|((?=[\\p{L}_-]*+\\d)[\\p{L}\\p{N}_]+(?:[-.]"
              + NAME
              + "+)*|"
              + NAME
              + "*_"
              + NAME
              + "*|[\\p{L}_]"
              + NAME
              + "*(?:\\."
              + "[\\p{L}_]"
              + NAME
              + "*)+)"
              // 8: a character of a script without spaces, 9: a word, 10: anything else
              + "|(["
              + CJK
              + "])|("
              + LETTER
              + "+(?:'"
              + LETTER
              + "+)*)|(\\S)",
          Pattern.MULTILINE);

  private static final String PUNCTUATION = ",;:.?!-¿¡。、·•…؟،।";
  private static final Pattern CAMEL = Pattern.compile("\\p{Ll}+\\p{Lu}.*");
  private static final Pattern ACRONYM = Pattern.compile("\\p{L}(?:\\.\\p{L})+");
  private static final Pattern FOLDED_NAME =
      Pattern.compile("(?i)[\\p{L}\\p{N}-]+|.*\\.(?:js|com|net|org|io|ai|de)");
  private static final Set<String> BRANDS =
      Set.of("iphone", "ipad", "ipod", "ios", "imac", "icloud", "macos", "ebay", "itunes");
  private static final Set<String> LANGUAGES = Set.of("c++", "c#", "f#", ".net");
  private static final Set<String> CASED_UNITS =
      Set.of("b", "kb", "mb", "gb", "tb", "mbps", "gbps", "kbps", "mw", "m", "g", "k", "ma", "mv");

  private Tokens() {}

  static List<Token> of(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher match = TOKEN.matcher(text);
    Break before = Break.SENTENCE;
    int end = 0;
    while (match.find()) {
      if (text.substring(end, match.start()).indexOf('\n') >= 0) {
        before = Break.SENTENCE;
      }
      end = match.end();
      if (match.start(10) >= 0 && isPunctuation(text, match.start(), tokens)) {
        before = max(before, pause(text.charAt(match.start())));
      } else {
        add(tokens, match, before);
        before = Break.NONE;
      }
    }
    return tokens;
  }

  private static void add(List<Token> tokens, Matcher match, Break before) {
    String text = match.group();
    if (match.start(1) >= 0) {
      String bare = text.length() > 2 && !text.startsWith("``") ? strip(text, '`') : text;
      tokens.add(Token.of(Kind.CODE, "`" + bare, text, before));
    } else if (match.start(2) >= 0) {
      tokens.add(
          Token.of(Kind.QUOTE, "\"" + text.substring(1, text.length() - 1).strip(), text, before));
    } else if (match.start(3) >= 0) {
      boolean folded = text.indexOf('@') > 0 || LANGUAGES.contains(lower(text));
      tokens.add(Token.of(Kind.CODE, "`" + (folded ? lower(text) : text), text, before));
    } else if (match.start(4) >= 0) {
      tokens.add(Token.of(Kind.DATE, text, text, before));
    } else if (match.start(5) >= 0) {
      String number = match.group(5);
      tokens.add(Token.of(Kind.NUMBER, number, number, before));
      if (!match.group(6).isEmpty()) {
        tokens.add(Token.of(Kind.UNIT, unit(match.group(6)), match.group(6), Break.NONE));
      }
    } else if (match.start(7) >= 0) {
      addName(tokens, text, before);
    } else if (match.start(9) >= 0) {
      addWord(tokens, text, before);
    } else {
      tokens.add(Token.of(match.start(8) >= 0 ? Kind.WORD : Kind.SYMBOL, text, text, before));
    }
  }

  private static void addName(List<Token> tokens, String text, Break before) {
    if (ACRONYM.matcher(text).matches()) {
      String letters = text.replace(".", "");
      tokens.add(Token.of(Kind.WORD, lower(letters), letters, before));
    } else {
      boolean folded = FOLDED_NAME.matcher(text).matches() && !CAMEL.matcher(text).matches();
      tokens.add(Token.of(Kind.CODE, "`" + (folded ? lower(text) : text), text, before));
    }
  }

  private static void addWord(List<Token> tokens, String text, Break before) {
    boolean afterNumber = !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Kind.NUMBER;
    String folded = lower(text);
    if (afterNumber && CASED_UNITS.contains(folded)) {
      tokens.add(Token.of(Kind.UNIT, text, text, before));
    } else if (CAMEL.matcher(text).matches() && !BRANDS.contains(folded)) {
      tokens.add(Token.of(Kind.CODE, "`" + text, text, before));
    } else {
      tokens.add(Token.of(Kind.WORD, folded, text, before));
    }
  }

  /** A byte is not a bit, and a milliwatt not a megawatt; kilometres are the same in any case. */
  private static String unit(String written) {
    String folded = lower(written);
    return CASED_UNITS.contains(folded) ? written : folded;
  }

  /** Whether a sign only separates. In doubt it is a token, so that it counts. */
  private static boolean isPunctuation(String text, int at, List<Token> tokens) {
    char sign = text.charAt(at);
    char next = at + 1 < text.length() ? text.charAt(at + 1) : '\n';
    char previous = at > 0 ? text.charAt(at - 1) : '\n';
    if (PUNCTUATION.indexOf(sign) < 0) {
      return false;
    }
    if (Character.isWhitespace(previous) && sign != '¿' && sign != '¡') {
      return previous == '\n'
          ? "-•·".indexOf(sign) >= 0 && next == ' '
          : "?!.".indexOf(sign) >= 0 && endsSentence(text, at + 1);
    }
    if (!tokens.isEmpty() && isKept(tokens.get(tokens.size() - 1), previous)) {
      return false;
    }
    return switch (sign) {
      case '?' -> !Character.isLetterOrDigit(next);
      case '!' -> !Character.isLetterOrDigit(next) && !Character.isDigit(previous);
      case '.' -> !Character.isDigit(next);
      case ':' -> tokens.isEmpty() || tokens.get(tokens.size() - 1).kind() != Kind.NUMBER;
      case '-' -> !Character.isDigit(next) && (tokens.isEmpty() || joins(tokens));
      default -> true;
    };
  }

  private static boolean endsSentence(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at == text.length()
        || text.charAt(at) == '\n'
        || (at > from && Character.isUpperCase(text.charAt(at)));
  }

  private static boolean isKept(Token last, char sign) {
    return last.kind() == Kind.SYMBOL
        && last.value().indexOf(sign) == 0
        && PUNCTUATION.indexOf(sign) >= 0;
  }

  /** A dash after a number or a letter may be a minus. */
  private static boolean joins(List<Token> tokens) {
    Token last = tokens.get(tokens.size() - 1);
    return last.isWord() && (last.value().length() > 1 || last.is("e"));
  }

  private static Break pause(char sign) {
    return switch (sign) {
      case '.', '?', '!', '。', '…', '؟', '।', ';', ':' -> Break.SENTENCE;
      case '-', '·' -> Break.NONE;
      default -> Break.COMMA;
    };
  }

  private static Break max(Break a, Break b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static String strip(String text, char sign) {
    boolean within = text.charAt(0) == sign && text.charAt(text.length() - 1) == sign;
    return within ? text.substring(1, text.length() - 1) : text;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
