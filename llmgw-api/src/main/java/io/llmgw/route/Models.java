package io.llmgw.route;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Which names a caller may put into a request. What an allow policy answers.
 *
 * <p>An entry is one of
 *
 * <ul>
 *   <li>a route's name: calls of that route. An allowed route may use all its targets, also those
 *       that may not be called by their own names;
 *   <li>{@code provider/model}: calls of that target by its own name. Routes that use it are not
 *       meant;
 *   <li>{@code provider/*}: calls of any target of that provider by its own name. This is the only
 *       place for a star.
 * </ul>
 *
 * Entries need not exist: a policy may be older or newer than the routes. Immutable.
 */
public final class Models {
  private static final Models ANY = new Models(Set.of(), false);
  private static final Models NONE = new Models(Set.of(), true);
  private static final String ALL_OF_PROVIDER = "/*";

  private final Set<String> entries;
  private final boolean only;

  private Models(Set<String> entries, boolean only) {
    this.entries = entries;
    this.only = only;
  }

  /**
   * Allows every name.
   *
   * @return no restriction
   */
  public static Models any() {
    return ANY;
  }

  /**
   * Allows no name.
   *
   * @return what {@link #only} without entries returns
   */
  public static Models none() {
    return NONE;
  }

  /**
   * Allows these names, compared as they are written, and no others.
   *
   * @param entries routes, {@code provider/model} or {@code provider/*}; none at all denies
   *     everything
   * @return the names
   * @throws IllegalArgumentException if an entry is neither of the three
   */
  public static Models only(String... entries) {
    Set<String> names = new LinkedHashSet<>();
    for (String entry : entries) {
      names.add(checked("only", entry));
    }
    return names.isEmpty() ? NONE : new Models(names, true);
  }

  /**
   * Allows every name but these. Upper and lower case are the same here, because they are to some
   * providers. A model that its provider knows by a second name can be called by that: where it
   * matters, say {@link #only}.
   *
   * @param entries routes, {@code provider/model} or {@code provider/*}; none at all allows
   *     everything
   * @return the names
   * @throws IllegalArgumentException if an entry is neither of the three
   */
  public static Models except(String... entries) {
    Set<String> names = new LinkedHashSet<>();
    for (String entry : entries) {
      names.add(lower(checked("except", entry)));
    }
    return names.isEmpty() ? ANY : new Models(names, false);
  }

  private static String checked(String method, String entry) {
    Objects.requireNonNull(entry, () -> "an entry of Models." + method);
    int slash = entry.indexOf('/');
    if (entry.isBlank()
        || slash == 0
        || entry.substring(slash + 1).isBlank()
        || (slash > 0 && entry.substring(0, slash).isBlank())) {
      throw wrong(method, entry, "it is neither a route's name nor provider/model nor provider/*");
    }
    if (entry.equals("*")) {
      throw wrong(method, entry, "say Models.any() or Models.none()");
    }
    int star = entry.indexOf('*');
    if (star >= 0 && !(star == slash + 1 && star == entry.length() - 1)) {
      throw wrong(method, entry, "a star stands for all models of a provider, as in provider/*");
    }
    return entry;
  }

  private static IllegalArgumentException wrong(String method, String entry, String why) {
    return new IllegalArgumentException("Models." + method + ": \"" + entry + "\": " + why);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Tells whether a request may carry a name.
   *
   * @param name a route's name, or {@code provider/model}; it need not exist
   * @return true if it is allowed
   */
  public boolean allows(String name) {
    if (entries.isEmpty()) {
      return !only;
    }
    return only ? covers(name) : !covers(lower(name));
  }

  private boolean covers(String name) {
    if (entries.contains(name)) {
      return true;
    }
    int slash = name.indexOf('/');
    return slash > 0
        && slash < name.length() - 1
        && entries.contains(name.substring(0, slash) + ALL_OF_PROVIDER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Models that && only == that.only && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return 31 * entries.hashCode() + Boolean.hashCode(only);
  }

  /** Returns what is allowed, for instance {@code only [assistant, openai/*]}. */
  @Override
  public String toString() {
    return entries.isEmpty() ? (only ? "none" : "any") : (only ? "only " : "except ") + entries;
  }
}
