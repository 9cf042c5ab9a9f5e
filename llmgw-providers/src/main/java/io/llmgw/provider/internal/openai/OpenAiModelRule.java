package io.llmgw.provider.internal.openai;

import io.llmgw.chat.Effort;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is particular about a family of models, known by their ids. The first rule of a dialect
 * whose pattern is found in an id holds; of a model no rule knows, nothing is assumed.
 *
 * @param ids finds the family in an id
 * @param refused what the models never take
 * @param refusedThinking what they take only if they do not reason
 * @param thinks whether they reason if nothing is said
 * @param efforts the steps of reasoning they know, from the least; empty if they have no choice
 */
public record OpenAiModelRule(
    Pattern ids,
    Set<OpenAiSetting> refused,
    Set<OpenAiSetting> refusedThinking,
    boolean thinks,
    List<Effort> efforts) {

  /** Copies the collections. */
  public OpenAiModelRule {
    refused = Set.copyOf(refused);
    refusedThinking = Set.copyOf(refusedThinking);
    efforts = List.copyOf(efforts);
  }

  /** Models that always reason. */
  public static OpenAiModelRule reasoning(
      String ids, Set<OpenAiSetting> refused, Effort... efforts) {
    return new OpenAiModelRule(Pattern.compile(ids), refused, Set.of(), true, List.of(efforts));
  }

  /** Models that reason or not, as they are told. */
  public static OpenAiModelRule hybrid(
      String ids, boolean thinks, Set<OpenAiSetting> refusedThinking, Effort... efforts) {
    return new OpenAiModelRule(
        Pattern.compile(ids), Set.of(), refusedThinking, thinks, List.of(efforts));
  }

  /** Models that do not reason. */
  public static OpenAiModelRule plain(String ids, OpenAiSetting... refused) {
    return new OpenAiModelRule(Pattern.compile(ids), Set.of(refused), Set.of(), false, List.of());
  }

  /** Tells whether a setting is refused of a request that reasons or does not. */
  boolean refuses(OpenAiSetting setting, boolean thinking) {
    return refused.contains(setting) || (thinking && refusedThinking.contains(setting));
  }
}
