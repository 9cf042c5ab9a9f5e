package io.llmgw.budget;

import io.llmgw.budget.LedgerSnapshot.Entry;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A snapshot as text: a line with version, time and number of accounts, then a line for each. Words
 * are separated by spaces, names encoded as in a query, so that they have none.
 */
final class SnapshotText {
  private static final String FORMAT = "llmgw-ledger";
  private static final String VERSION = "1";
  private static final String NONE = "-";
  private static final int HEAD = 4;
  private static final int WORDS = 9;

  private SnapshotText() {}

  static String write(LedgerSnapshot snapshot) {
    List<Entry> accounts = snapshot.accounts();
    StringBuilder text = new StringBuilder();
    line(text, FORMAT, VERSION, snapshot.taken().toString(), String.valueOf(accounts.size()));
    for (Entry entry : accounts) {
      line(
          text,
          encoded(entry.account().budget()),
          values(entry.account().values()),
          entry.unit().name(),
          entry.windowEnd().map(Instant::toString).orElse(NONE),
          entry.spent().toPlainString(),
          entry.debt().toPlainString(),
          entry.override().map(BigDecimal::toPlainString).orElse(NONE),
          entry.extra().toPlainString(),
          marks(entry.marks()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String... words) {
    text.append(String.join(" ", words)).append('\n');
  }

  private static String values(Map<Scope, String> values) {
    return values.isEmpty()
        ? NONE
        : values.entrySet().stream()
            .map(value -> encoded(value.getKey().name()) + "=" + encoded(value.getValue()))
            .collect(Collectors.joining("&"));
  }

  private static String marks(List<Integer> marks) {
    return marks.isEmpty()
        ? NONE
        : marks.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static LedgerSnapshot read(String text) {
    List<String> lines = text.lines().toList();
    String[] head = lines.isEmpty() ? new String[0] : words(lines.get(0));
    if (head.length != HEAD || !head[0].equals(FORMAT)) {
      throw new IllegalArgumentException(
          "this is not a ledger's snapshot: its first line is wrong");
    }
    if (!head[1].equals(VERSION)) {
      throw new IllegalArgumentException(
          "a ledger's snapshot of version " + head[1] + " cannot be read, only " + VERSION);
    }
    List<Entry> accounts = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      accounts.add(entry(i + 1, lines.get(i)));
    }
    Instant taken = Instant.EPOCH;
    try {
      taken = Instant.parse(head[2]);
      if (Integer.parseInt(head[HEAD - 1]) != accounts.size()) {
        throw new IllegalArgumentException(
            "it should have " + head[HEAD - 1] + " accounts, but has " + accounts.size());
      }
    } catch (RuntimeException e) {
      throw wrong(1, e);
    }
    return new LedgerSnapshot(taken, accounts);
  }

  private static Entry entry(int line, String text) {
    String[] words = words(text);
    try {
      if (words.length != WORDS) {
        throw new IllegalArgumentException("it has " + words.length + " words, not " + WORDS);
      }
      int i = 0;
      return new Entry(
          new BudgetAccount(decoded(words[i++]), values(words[i++])),
          BudgetUnit.valueOf(words[i++]),
          optional(words[i++]).map(Instant::parse),
          new BigDecimal(words[i++]),
          new BigDecimal(words[i++]),
          optional(words[i++]).map(BigDecimal::new),
          new BigDecimal(words[i++]),
          optional(words[i]).map(SnapshotText::numbers).orElse(List.of()));
    } catch (RuntimeException e) {
      throw wrong(line, e);
    }
  }

  private static IllegalArgumentException wrong(int line, RuntimeException cause) {
    return new IllegalArgumentException(
        "line " + line + " of the ledger's snapshot is wrong: " + cause.getMessage(), cause);
  }

  private static String[] words(String line) {
    return line.split(" ", -1);
  }

  private static Optional<String> optional(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(word);
  }

  private static List<Integer> numbers(String word) {
    return Arrays.stream(word.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static Map<Scope, String> values(String word) {
    Map<Scope, String> values = new TreeMap<>();
    if (!word.equals(NONE)) {
      for (String value : word.split("&", -1)) {
        int equals = value.indexOf('=');
        values.put(
            scope(decoded(value.substring(0, Math.max(0, equals)))),
            decoded(value.substring(equals + 1)));
      }
    }
    return values;
  }

  private static Scope scope(String name) {
    for (Scope scope :
        List.of(Scope.TENANT, Scope.USER, Scope.ROUTE, Scope.PROVIDER, Scope.MODEL, Scope.TARGET)) {
      if (scope.name().equals(name)) {
        return scope;
      }
    }
    if (!name.startsWith("tag:")) {
      throw new IllegalArgumentException("there is no scope \"" + name + "\"");
    }
    return Scope.tag(name.substring("tag:".length()));
  }

  private static String encoded(String name) {
    // A name that is a lone dash must not be taken for none.
    return name.equals(NONE) ? "%2D" : URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decoded(String word) {
    return URLDecoder.decode(word, StandardCharsets.UTF_8);
  }
}
