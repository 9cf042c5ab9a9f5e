package io.llmgw.internal.ledger;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Whose accounts are asked for: the values that their keys are made of. */
public final class Subject {
  private final String[] values;
  private final Map<String, String> tags;
  private final Map<String, String> moreTags;

  private Subject(String[] values, Map<String, String> tags, Map<String, String> moreTags) {
    this.values = values;
    this.tags = tags;
    this.moreTags = moreTags;
  }

  /**
   * Returns the values of an attempt.
   *
   * @param caller on whose behalf; its tags come before the call's
   * @param callTags the call's tags
   * @param route the name in the request
   * @param target where the attempt goes
   * @return the subject
   */
  public static Subject of(
      Caller caller, Map<String, String> callTags, String route, Target target) {
    String[] values = new String[Part.Kind.PLACES];
    values[Part.Kind.TENANT.place()] = caller.tenant();
    values[Part.Kind.USER.place()] = caller.user();
    values[Part.Kind.ROUTE.place()] = route;
    values[Part.Kind.PROVIDER.place()] = target.provider();
    values[Part.Kind.MODEL.place()] = target.model();
    return new Subject(values, caller.tags(), callTags);
  }

  /** The values that name an account to the application. */
  static Subject of(Map<Scope, String> named, Part[] parts) {
    String[] values = new String[Part.Kind.PLACES];
    Arrays.fill(values, "");
    Map<String, String> tags = new HashMap<>();
    for (Part part : parts) {
      String value = named.getOrDefault(part.scope(), "");
      if (part.kind().place() >= 0) {
        values[part.kind().place()] = value;
      } else {
        tags.put(part.scope().tag(), value);
      }
    }
    return new Subject(values, tags, Map.of());
  }

  /** One component of a key; empty if there is none. */
  String value(Part part) {
    int place = part.kind().place();
    return place >= 0 ? values[place] : tag(part.scope().tag());
  }

  private String tag(String name) {
    String own = tags.get(name);
    return own != null ? own : moreTags.getOrDefault(name, "");
  }
}
