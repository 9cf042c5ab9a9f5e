package io.llmgw.internal.config;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetUnit;
import io.llmgw.internal.Settings;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.Branch;
import io.llmgw.route.Hedging;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds models without a price where something depends on it. */
record MissingPrices(Branches branches, Settings settings, List<String> found) {

  void look(String route, RouteBuilder described, List<Branch> trees) {
    Set<Target> all = new LinkedHashSet<>();
    Set<Target> compared = new LinkedHashSet<>();
    for (Branch tree : trees) {
      all.addAll(branches.targets(tree));
      Branches.each(
          tree,
          branch -> {
            if (branch instanceof Branch.Group group
                && group.strategy().equals(RoutingStrategy.cheapest())) {
              compared.addAll(branches.targets(group));
            }
          });
    }
    boolean capped = described.hedging().flatMap(Hedging::maxCost).isPresent();
    for (Target target : all) {
      if (settings.describe(target).flatMap(ModelInfo::prices).isEmpty()) {
        List<String> reasons = needed(route, target, compared.contains(target), capped);
        if (!reasons.isEmpty()) {
          found.add(
              target
                  + " has no price: "
                  + String.join("; ", reasons)
                  + "; say what it costs with models(ModelCatalog.empty().with(\""
                  + target
                  + "\", m -> m.price(…)))");
        }
      }
    }
  }

  private List<String> needed(String route, Target target, boolean compared, boolean capped) {
    List<String> reasons = new ArrayList<>(0);
    for (Budget budget : settings.budgets()) {
      if (budget.unit() == BudgetUnit.USD && appliesTo(budget.only(), route, target)) {
        String name = "budget \"" + budget.name() + "\" ";
        if (budget.isHard() && !settings.unpricedCalls().areAllowed()) {
          reasons.add(name + "refuses its calls");
        } else if (settings.unpricedCalls().fixedAmount().isEmpty()) {
          reasons.add(name + "does not count its calls");
        }
      }
    }
    if (compared) {
      reasons.add("cheapest takes it last");
    }
    if (capped) {
      reasons.add("no second attempt is sent there, because hedging has a maxCost");
    }
    return reasons;
  }

  private static boolean appliesTo(Map<Scope, String> only, String route, Target target) {
    return route.equals(only.getOrDefault(Scope.ROUTE, route))
        && target.provider().equals(only.getOrDefault(Scope.PROVIDER, target.provider()))
        && target.model().equals(only.getOrDefault(Scope.MODEL, target.model()))
        && target.toString().equals(only.getOrDefault(Scope.TARGET, target.toString()));
  }
}
