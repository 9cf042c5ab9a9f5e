package io.llmgw.internal.spend;

import io.llmgw.budget.Spend;
import io.llmgw.budget.SpendReport;
import io.llmgw.budget.SpendRow;
import io.llmgw.budget.SpendTotal;
import io.llmgw.budget.SpendWindow;
import io.llmgw.value.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question to the book. */
record SpendQuery(
    SpendBook book, List<Only> only, Instant from, Instant to, Optional<SpendGrain> per)
    implements Spend {

  private static final Comparator<SpendRow> IN_ORDER =
      Comparator.comparing(
              (SpendRow row) -> row.window().map(SpendWindow::from).orElse(Instant.MIN))
          .thenComparing(row -> row.total().usd(), Comparator.reverseOrder())
          .thenComparing(row -> row.values().values().toString());

  /** One value that is asked for. */
  record Only(Scope scope, String value) {}

  private record Line(List<String> values, Optional<SpendWindow> window) {}

  static SpendQuery all(SpendBook book) {
    return new SpendQuery(book, List.of(), Instant.MIN, Instant.MAX, Optional.empty());
  }

  @Override
  public Spend only(Scope scope, String value) {
    List<Only> more = new ArrayList<>(only);
    more.add(
        new Only(Objects.requireNonNull(scope, "scope"), Objects.requireNonNull(value, "value")));
    return new SpendQuery(book, List.copyOf(more), from, to, per);
  }

  @Override
  public Spend since(Instant newFrom) {
    return new SpendQuery(book, only, Objects.requireNonNull(newFrom, "from"), to, per);
  }

  @Override
  public Spend until(Instant newTo) {
    return new SpendQuery(book, only, from, Objects.requireNonNull(newTo, "to"), per);
  }

  @Override
  public Spend perHour() {
    return per(SpendGrain.HOUR);
  }

  @Override
  public Spend perDay() {
    return per(SpendGrain.DAY);
  }

  @Override
  public Spend perMonth() {
    return per(SpendGrain.MONTH);
  }

  private Spend per(SpendGrain grain) {
    return new SpendQuery(book, only, from, to, Optional.of(grain));
  }

  @Override
  public SpendTotal total() {
    SpendSum all = new SpendSum();
    book.read(
        (grain, window, key, sum) -> {
          if (matches(window, key)) {
            all.add(sum);
          }
        });
    return all.total();
  }

  @Override
  public SpendReport by(Scope... scopes) {
    List<Scope> columns = columns(scopes);
    Map<Line, SpendSum> lines = new HashMap<>();
    SpendSum other = new SpendSum();
    SpendSum all = new SpendSum();
    book.read(
        (grain, window, key, sum) -> {
          if (!matches(window, key)) {
            return;
          }
          all.add(sum);
          List<String> values = values(columns, key);
          if (values == null) {
            other.add(sum);
            return;
          }
          Line line = new Line(values, per.map(wanted -> book.window(wanted, grain, window)));
          lines.computeIfAbsent(line, first -> new SpendSum()).add(sum);
        });
    List<SpendRow> rows = new ArrayList<>(lines.size());
    lines.forEach((line, sum) -> rows.add(row(columns, line, sum)));
    rows.sort(IN_ORDER);
    return new SpendReport(rows, other.total(), all.total());
  }

  /** A user's name means something only within its tenant. */
  private static List<Scope> columns(Scope... scopes) {
    Set<Scope> columns = new LinkedHashSet<>();
    for (Scope scope : scopes) {
      if (scope.equals(Scope.USER)) {
        columns.add(Scope.TENANT);
      }
      columns.add(Objects.requireNonNull(scope, "scope"));
    }
    return List.copyOf(columns);
  }

  private boolean matches(SpendWindow window, SpendKey key) {
    if (window.from().isBefore(from) || !window.from().isBefore(to)) {
      return false;
    }
    for (Only one : only) {
      if (!one.value.equals(key.value(one.scope))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable List<String> values(List<Scope> columns, SpendKey key) {
    if (columns.isEmpty()) {
      return List.of();
    }
    List<String> values = new ArrayList<>(columns.size());
    for (Scope scope : columns) {
      String value = key.value(scope);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  private static SpendRow row(List<Scope> columns, Line line, SpendSum sum) {
    Map<Scope, String> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i), line.values.get(i));
    }
    return new SpendRow(values, line.window, sum.total());
  }
}
