package io.llmgw.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * As much JSON as the wires need to read requests: it escapes strings, and finds fields without
 * building a tree. What is not JSON has no fields; it is not diagnosed.
 */
final class Json {
  private Json() {}

  /** Returns the text as a JSON string with its quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < ' ' || Character.isSurrogate(c)) {
            // Half a surrogate pair cannot be written in UTF-8, so it is escaped like a control
            // character.
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /**
   * Returns the raw text of a field of the object; empty if there is no such field or the text is
   * no object.
   */
  static Optional<String> field(String json, String name) {
    List<String> found = new ArrayList<>(1);
    new Scanner(json)
        .object(
            (key, value) -> {
              if (key.equals(name)) {
                found.add(value);
              }
              return found.isEmpty();
            });
    return found.stream().findFirst();
  }

  /** Returns a string's content; empty if the value is no string. */
  static Optional<String> string(String raw) {
    Scanner scanner = new Scanner(raw);
    scanner.skipSpace();
    return scanner.peek() == '"' ? scanner.string() : Optional.empty();
  }

  /** Returns the raw texts of an array's elements; empty if the value is no array. */
  static List<String> elements(String raw) {
    List<String> all = new ArrayList<>();
    new Scanner(raw).array(all);
    return all;
  }

  /** Reads one value from left to right. */
  private static final class Scanner {
    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    /** Returns the next character, 0 at the end. */
    char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    void skipSpace() {
      while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
        at++;
      }
    }

    private boolean skip(char expected) {
      skipSpace();
      if (peek() != expected) {
        return false;
      }
      at++;
      return true;
    }

    /** Visits the fields until the visitor returns false or something is not JSON. */
    void object(BiPredicate<String, String> visitor) {
      if (!skip('{')) {
        return;
      }
      do {
        skipSpace();
        Optional<String> key = peek() == '"' ? string() : Optional.empty();
        if (key.isEmpty() || !skip(':')) {
          return;
        }
        Optional<String> value = value();
        if (value.isEmpty() || !visitor.test(key.get(), value.get())) {
          return;
        }
      } while (skip(','));
    }

    void array(List<String> into) {
      if (!skip('[')) {
        return;
      }
      do {
        Optional<String> value = value();
        if (value.isEmpty()) {
          return;
        }
        into.add(value.get());
      } while (skip(','));
    }

    /** Skips a value and returns its text; empty if it has no end. */
    private Optional<String> value() {
      skipSpace();
      int start = at;
      int depth = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '"') {
          if (string().isEmpty()) {
            return Optional.empty();
          }
          if (depth == 0) {
            return Optional.of(text.substring(start, at));
          }
          continue;
        }
        if (c == '{' || c == '[') {
          depth++;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || c <= ' ')) {
          break; // the end of a number or literal
        } else if (c == '}' || c == ']') {
          depth--;
          if (depth == 0) {
            at++;
            break;
          }
        }
        at++;
      }
      return depth == 0 && at > start ? Optional.of(text.substring(start, at)) : Optional.empty();
    }

    /** Reads a string, from one quote to behind the other; empty if it has no end. */
    Optional<String> string() {
      StringBuilder out = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return Optional.of(out.toString());
        }
        out.append(c == '\\' ? escaped() : c);
      }
      return Optional.empty();
    }

    private char escaped() {
      char c = peek();
      at++;
      return switch (c) {
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> unicode();
        default -> c;
      };
    }

    private char unicode() {
      if (at + 4 > text.length()) {
        at = text.length();
        return '\uFFFD';
      }
      String digits = text.substring(at, at + 4);
      at += 4;
      try {
        return (char) Integer.parseInt(digits, 16);
      } catch (NumberFormatException notHex) {
        return '\uFFFD';
      }
    }
  }
}
