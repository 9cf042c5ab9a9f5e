package io.llmgw.value;

import java.util.Objects;

/**
 * What money and tokens are counted by: each value a scope takes has an account, or a line in a
 * report, of its own. Immutable.
 */
@SuppressWarnings("EnumOrdinal") // the order in which scopes are listed, made and read only in here
public final class Scope implements Comparable<Scope> {
  /** The caller's tenant. A call without one is refused where a rule needs it. */
  public static final Scope TENANT = new Scope(Kind.TENANT, "tenant");

  /** The caller's user, within its tenant. A call without one is refused where a rule needs it. */
  public static final Scope USER = new Scope(Kind.USER, "user");

  /** The route a call names; for a call that names a target itself, {@code provider/model}. */
  public static final Scope ROUTE = new Scope(Kind.ROUTE, "route");

  /** The provider an attempt goes to. */
  public static final Scope PROVIDER = new Scope(Kind.PROVIDER, "provider");

  /** The model an attempt goes to, whoever provides it. */
  public static final Scope MODEL = new Scope(Kind.MODEL, "model");

  /** Provider and model an attempt goes to, {@code provider/model}. */
  public static final Scope TARGET = new Scope(Kind.TARGET, "target");

  private final Kind kind;
  private final String name;

  private enum Kind {
    TENANT,
    USER,
    TAG,
    REQUIRED_TAG,
    ROUTE,
    PROVIDER,
    MODEL,
    TARGET
  }

  private Scope(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * Returns the scope of a tag's values. The caller's tag counts, and where it has none, the
   * call's. A rule does not apply to calls without the tag.
   *
   * @param name the tag's name, not blank
   * @return the scope
   */
  public static Scope tag(String name) {
    return new Scope(Kind.TAG, named(name));
  }

  /**
   * Returns the scope of a tag's values, as {@link #tag}, except that calls without the tag are
   * refused.
   *
   * @param name the tag's name, not blank
   * @return the scope
   */
  public static Scope requiredTag(String name) {
    return new Scope(Kind.REQUIRED_TAG, named(name));
  }

  private static String named(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a scope's tag must not be blank");
    }
    return "tag:" + name;
  }

  /**
   * Returns the scope's name.
   *
   * @return {@code tenant}, {@code user}, {@code route}, {@code provider}, {@code model}, {@code
   *     target}, or {@code tag:} and the tag's name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the tag's name.
   *
   * @return empty unless this is a tag
   */
  public String tag() {
    return isTag() ? name.substring("tag:".length()) : "";
  }

  /**
   * Tells whether this is a tag.
   *
   * @return true for {@link #tag(String)} and {@link #requiredTag(String)}
   */
  public boolean isTag() {
    return kind == Kind.TAG || kind == Kind.REQUIRED_TAG;
  }

  /**
   * Tells whether a call without a value is refused.
   *
   * @return true for tenant, user and required tags
   */
  public boolean isRequired() {
    return kind == Kind.TENANT || kind == Kind.USER || kind == Kind.REQUIRED_TAG;
  }

  /**
   * Tells whether this is about where an attempt goes, and so may change on failover.
   *
   * @return true for provider, model and target
   */
  public boolean isOfTarget() {
    return kind == Kind.PROVIDER || kind == Kind.MODEL || kind == Kind.TARGET;
  }

  /** Orders tenant, user, tags by name, route, provider, model, target. */
  @Override
  public int compareTo(Scope other) {
    return order() != other.order()
        ? Integer.compare(order(), other.order())
        : name.compareTo(other.name);
  }

  private int order() {
    return isTag() ? Kind.TAG.ordinal() : kind.ordinal();
  }

  /** Compares names: a tag and the same tag as a required one are one scope. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Scope that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
