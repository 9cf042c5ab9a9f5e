package io.llmgw.value;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * On whose behalf a call is made: a tenant, a user, and tags, all optional.
 *
 * <p>Costs are reported with the caller, and cached answers are never shared between callers. The
 * gateway never sends any of it to a provider. Immutable.
 */
public final class Caller {
  private static final Caller ANONYMOUS = new Caller("", "", Map.of());

  private final String tenant;
  private final String user;
  private final Map<String, String> tags;

  private Caller(String tenant, String user, Map<String, String> tags) {
    this.tenant = tenant;
    this.user = user;
    this.tags = tags;
  }

  /**
   * Returns the caller of which nothing is known.
   *
   * @return a caller without tenant, user and tags
   */
  public static Caller anonymous() {
    return ANONYMOUS;
  }

  /**
   * Returns a caller known by its tenant.
   *
   * @param tenant the tenant's name, not blank
   * @return the caller
   */
  public static Caller tenant(String tenant) {
    return new Caller(requireText("tenant", tenant), "", Map.of());
  }

  /**
   * Returns a caller known by its user only.
   *
   * @param user the user's name, not blank
   * @return the caller
   */
  public static Caller user(String user) {
    return new Caller("", requireText("user", user), Map.of());
  }

  /**
   * Returns this caller as another user.
   *
   * @param user the user's name, not blank
   * @return a copy with this user
   */
  public Caller withUser(String user) {
    return new Caller(tenant, requireText("user", user), tags);
  }

  /**
   * Returns this caller with one more tag.
   *
   * @param name the tag's name, not blank
   * @param value the tag's value, not blank; replaces an earlier one
   * @return a copy with this tag
   */
  public Caller withTag(String name, String value) {
    TreeMap<String, String> all = new TreeMap<>(tags);
    all.put(requireText("tag name", name), requireText("tag value", value));
    return new Caller(tenant, user, Collections.unmodifiableMap(all));
  }

  private static String requireText(String what, String text) {
    Objects.requireNonNull(text, what);
    if (text.isBlank()) {
      throw new IllegalArgumentException("a caller's " + what + " must not be blank");
    }
    return text;
  }

  /**
   * Returns the tenant.
   *
   * @return the tenant's name, empty if there is none
   */
  public String tenant() {
    return tenant;
  }

  /**
   * Returns the user.
   *
   * @return the user's name, empty if there is none
   */
  public String user() {
    return user;
  }

  /**
   * Returns the tags, sorted by name.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * Tells whether this caller has a tag.
   *
   * @param name the tag's name
   * @param value the tag's value
   * @return true if it has exactly this value
   */
  public boolean hasTag(String name, String value) {
    return value.equals(tags.get(name));
  }

  /** Compares tenant, user and tags. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Caller that
        && tenant.equals(that.tenant)
        && user.equals(that.user)
        && tags.equals(that.tags);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenant, user, tags);
  }

  /** Returns tenant, user and tags. */
  @Override
  public String toString() {
    return "Caller[tenant=" + tenant + ", user=" + user + ", tags=" + tags + "]";
  }
}
