package io.llmgw;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a configuration gives names to, such as its routes: in order, each name once. A name that
 * came from the configuration before is replaced by saying it again; said twice in one go it is a
 * mistake.
 */
final class Named<T> {
  private final String option;
  private final Map<String, T> values = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();

  /** The option is what messages call it, for example {@code route}. */
  Named(String option) {
    this.option = option;
  }

  /** Copies another one; all its names count as those of the configuration before. */
  Named(Named<T> before) {
    this.option = before.option;
    this.values.putAll(before.values);
  }

  void add(String name, T value) {
    checkName(name);
    if (!said.add(name)) {
      throw new IllegalArgumentException(
          option + ": there are two " + option + "s named \"" + name + "\"");
    }
    values.put(name, value);
  }

  private void checkName(String name) {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          option
              + ": a "
              + option
              + "'s name must not be blank or contain a slash (that is how provider/model is told"
              + " apart): \""
              + name
              + "\"");
    }
  }

  void replace(String method, String name, T value) {
    checkKnown(method, name);
    said.add(name);
    values.put(name, value);
  }

  void remove(String method, String name) {
    checkKnown(method, name);
    said.remove(name);
    values.remove(name);
  }

  private void checkKnown(String method, String name) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException(
          method + ": there is no " + option + " \"" + name + "\"; there are " + values.keySet());
    }
  }

  Collection<T> values() {
    return Collections.unmodifiableCollection(values.values());
  }

  Map<String, T> byName() {
    return Collections.unmodifiableMap(values);
  }
}
