package io.llmgw.internal.config;

import io.llmgw.route.Branch;
import io.llmgw.value.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds targets that no call of a route ever gets to. */
record UnreachableTargets(Branches branches, List<String> found) {

  void look(Branch tree) {
    Branches.each(tree, this::lookAt);
  }

  private void lookAt(Branch branch) {
    if (branch instanceof Branch.Canary canary && canary.percent() == 0) {
      found.add(
          "the canary "
              + names(branches.targets(canary.candidate()))
              + " gets 0 % of the calls and is never asked; give it a percentage, or leave it out");
    } else if (branch instanceof Branch.Group group && Branches.isInOrder(group)) {
      lookAtOrder(group);
    }
  }

  private void lookAtOrder(Branch.Group group) {
    Set<Target> before = new LinkedHashSet<>();
    for (Branch branch : group.branches()) {
      Set<Target> again = own(branch);
      again.retainAll(before);
      if (!again.isEmpty()) {
        found.add(
            names(again)
                + " stands behind itself in the same order, and is not asked a second time;"
                + " leave it out there, or ask for retries");
      }
      before.addAll(surelyAsked(branch));
    }
  }

  /** What another route goes to is reached at least through that route. */
  private Set<Target> own(Branch branch) {
    if (branch instanceof Branch.To to) {
      return Branches.isTarget(to) ? branches.targets(to) : new LinkedHashSet<>();
    }
    Set<Target> own = new LinkedHashSet<>();
    Branches.parts(branch).forEach(part -> own.addAll(own(part)));
    return own;
  }

  /** Those that have been asked when it is the turn of what follows, whoever calls. */
  private Set<Target> surelyAsked(Branch branch) {
    if (branch instanceof Branch.When when) {
      Set<Target> both = surelyAsked(when.then());
      both.retainAll(surelyAsked(when.otherwise()));
      return both;
    }
    if (branch instanceof Branch.Canary canary) {
      return surelyAsked(canary.stable());
    }
    if (branch instanceof Branch.To to) {
      return Branches.isTarget(to)
          ? branches.targets(to)
          : branches.tree(to).map(this::surelyAsked).orElseThrow();
    }
    Set<Target> all = new LinkedHashSet<>();
    Branches.parts(branch).forEach(part -> all.addAll(surelyAsked(part)));
    return all;
  }

  private static String names(Set<Target> targets) {
    return String.join(", ", targets.stream().map(Target::toString).toList());
  }
}
