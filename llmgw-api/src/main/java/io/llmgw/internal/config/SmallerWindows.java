package io.llmgw.internal.config;

import io.llmgw.internal.Settings;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.Branch;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Finds fallbacks that cannot take the longest requests of those they stand in for. */
record SmallerWindows(Branches branches, Settings settings, List<String> found) {

  void look(Branch tree) {
    Branches.each(
        tree,
        branch -> {
          if (branch instanceof Branch.Group group && Branches.isInOrder(group)) {
            lookAtOrder(group);
          }
        });
  }

  private void lookAtOrder(Branch.Group group) {
    int largest = 0;
    String whose = "";
    for (Branch branch : group.branches()) {
      int before = largest;
      String whoseBefore = whose;
      for (Target target : branches.targets(branch)) {
        int window = window(target);
        if (window > 0 && window < before) {
          found.add(warning(target, window, whoseBefore, before));
        }
        if (window > largest) {
          largest = window;
          whose = target.toString();
        }
      }
    }
  }

  private int window(Target target) {
    return settings
        .describe(target)
        .map(ModelInfo::contextWindow)
        .orElse(OptionalInt.empty())
        .orElse(0);
  }

  private static String warning(Target target, int window, String whose, int larger) {
    return String.format(
        Locale.ROOT,
        "the fallback %s has a context window of %,d tokens, smaller than the %,d of %s before it;"
            + " longer requests have one target less: name one for them with onContextWindow(…)",
        target,
        window,
        larger,
        whose);
  }
}
