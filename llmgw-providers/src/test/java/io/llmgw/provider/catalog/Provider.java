package io.llmgw.provider.catalog;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One row of the table of providers: where its models stand in the price lists, and whom to
 * believe.
 *
 * @param name our name
 * @param sourceNames LiteLLM's names of the provider
 * @param prefixes what to strip from LiteLLM's keys; where two keys give one id, the prefix named
 *     first is the surer one. Keys with none of them are skipped
 * @param ids what an id looks like on this provider's wire; others are skipped
 * @param genai names in genai-prices, with what to append to ids there
 * @param trust who wins where the lists disagree
 * @param adds whether models only genai-prices knows are taken
 * @param searches how web search is sold
 */
record Provider(
    String name,
    Set<String> sourceNames,
    List<String> prefixes,
    Pattern ids,
    Map<String, String> genai,
    Trust trust,
    boolean adds,
    Searches searches) {

  private static final Pattern ANY = Pattern.compile(".+");

  /** Who wins where both lists name a price. */
  enum Trust {
    /** LiteLLM's list; the other fills gaps. */
    OURS,
    /** The newer list, where it names the same model. */
    NEWER
  }

  /** How web search is sold. */
  enum Searches {
    /** At the price of the smallest search context, which is the default. */
    SMALL,
    /** At the price of the medium search context, which is the default. */
    MEDIUM,
    /** Not at all, whatever the list says. */
    NONE
  }

  /** Starts a row: the source has our name, ids are the keys, LiteLLM's list is believed. */
  static Provider of(String name) {
    return new Provider(
        name,
        Set.of(name),
        List.of(name + "/", ""),
        ANY,
        Map.of(),
        Trust.OURS,
        false,
        Searches.MEDIUM);
  }

  Provider sources(String... names) {
    return new Provider(name, Set.of(names), prefixes, ids, genai, trust, adds, searches);
  }

  Provider prefixes(String... surestFirst) {
    return new Provider(name, sourceNames, List.of(surestFirst), ids, genai, trust, adds, searches);
  }

  Provider ids(String regex) {
    return new Provider(
        name, sourceNames, prefixes, Pattern.compile(regex), genai, trust, adds, searches);
  }

  /** Compares with genai-prices and believes LiteLLM. */
  Provider checkedBy(String genaiName) {
    return new Provider(
        name, sourceNames, prefixes, ids, Map.of(genaiName, ""), Trust.OURS, adds, searches);
  }

  /** Compares with genai-prices and believes the newer list. */
  Provider updatedBy(String genaiName) {
    return new Provider(
        name, sourceNames, prefixes, ids, Map.of(genaiName, ""), Trust.NEWER, adds, searches);
  }

  /** Takes models that only genai-prices knows. */
  Provider withAdditions() {
    return new Provider(name, sourceNames, prefixes, ids, genai, trust, true, searches);
  }

  /** Takes all models of several names in genai-prices, with a suffix for each. */
  Provider onlyFrom(Map<String, String> suffixesByName) {
    return new Provider(name, Set.of(), prefixes, ids, suffixesByName, Trust.NEWER, true, searches);
  }

  Provider searches(Searches how) {
    return new Provider(name, sourceNames, prefixes, ids, genai, trust, adds, how);
  }

  /** Returns how sure a key is, 0 for surest; empty if it is not for this provider. */
  OptionalInt rank(String key) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (key.startsWith(prefixes.get(i))
          && ids.matcher(key.substring(prefixes.get(i).length())).matches()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns the provider's id of the model a key is for. */
  String id(String key) {
    return key.substring(prefixes.get(rank(key).orElseThrow()).length());
  }
}
