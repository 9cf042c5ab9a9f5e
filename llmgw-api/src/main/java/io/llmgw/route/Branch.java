package io.llmgw.route;

import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A part of a route: one target, or several with what decides between them. Branches nest; a route
 * is a tree of them. Immutable.
 *
 * <pre>{@code
 * Branch.inOrder(
 *     Branch.fastest("openai-eu/gpt-5-mini", "azure/gpt-5-mini"),
 *     Branch.to("anthropic/claude-haiku-4-5"))
 * }</pre>
 */
public sealed interface Branch {

  /**
   * One target, or what another route goes to.
   *
   * @param name {@code provider/model}, or the name of another route, whose targets (not its
   *     timeouts and other settings) stand in this place
   */
  record To(String name) implements Branch {
    /** Refuses what cannot be a name. */
    public To {
      Objects.requireNonNull(name, "name");
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "a branch goes to provider/model or to another route, but its name is blank");
      }
      if (name.indexOf('/') >= 0) {
        Target.parse(name);
      }
    }
  }

  /**
   * Several branches, of which a strategy chooses; if what it chose fails, it chooses of the
   * others. A branch of several targets is judged by the first of them that can take the call.
   *
   * @param strategy chooses
   * @param branches at least one
   */
  record Group(RoutingStrategy strategy, List<Branch> branches) implements Branch {
    /** Copies the branches. */
    public Group {
      Objects.requireNonNull(strategy, "strategy");
      branches = List.copyOf(branches);
      if (branches.isEmpty()) {
        throw new IllegalArgumentException("a branch needs at least one target, but is empty");
      }
    }
  }

  /**
   * Several branches, each of which gets its share of the calls at random; if what was drawn fails,
   * it is drawn from the others.
   *
   * @param shares at least one with a weight above 0
   */
  record Weighted(List<Share> shares) implements Branch {
    /**
     * A branch and its weight.
     *
     * @param branch the branch
     * @param weight its share of the sum of all weights; 0 if it is only tried when others fail
     */
    public record Share(Branch branch, double weight) {
      /** Refuses weights that are negative or no number. */
      public Share {
        Objects.requireNonNull(branch, "branch");
        if (!(weight >= 0) || Double.isInfinite(weight)) {
          throw new IllegalArgumentException("a weight must be at least 0, but was " + weight);
        }
      }
    }

    /** Copies the shares. */
    public Weighted {
      shares = List.copyOf(shares);
    }

    /**
     * Adds a target.
     *
     * @param target {@code provider/model}
     * @param weight at least 0
     * @return all of them
     */
    public Weighted and(String target, double weight) {
      return and(to(target), weight);
    }

    /**
     * Adds a branch.
     *
     * @param branch the branch
     * @param weight at least 0
     * @return all of them
     */
    public Weighted and(Branch branch, double weight) {
      List<Share> more = new ArrayList<>(shares);
      more.add(new Share(branch, weight));
      return new Weighted(more);
    }
  }

  /**
   * One branch for calls that meet a condition, another one for the others. Answers of the two are
   * not shared by the prompt cache.
   *
   * @param name what the condition is called in plans
   * @param condition is asked once for each call, on its thread; quick, and safe for use by many
   *     threads. One that throws is reported to listeners and counts as not met
   * @param then for calls that meet it
   * @param otherwise for the others
   */
  record When(String name, Predicate<RoutingCall> condition, Branch then, Branch otherwise)
      implements Branch {
    /** Refuses null. */
    public When {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(then, "then");
      Objects.requireNonNull(otherwise, "otherwise");
    }
  }

  /**
   * A candidate that gets some of the calls before the stable branch, which stands in if it fails.
   * Whether a caller is among them depends on the caller alone, so that a user sees one model; a
   * larger percentage keeps those that were in. Calls without the value are drawn at random.
   * Answers of the two are not shared by the prompt cache.
   *
   * @param candidate what is to be tried out
   * @param percent from 0 to 100
   * @param by tenant, user or a tag
   * @param stable what all other calls get
   */
  record Canary(Branch candidate, double percent, Scope by, Branch stable) implements Branch {
    /** Checks the percentage and the scope. */
    public Canary {
      Objects.requireNonNull(candidate, "candidate");
      Objects.requireNonNull(stable, "stable");
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException(
            "a canary's percentage must be from 0 to 100, but was " + percent);
      }
      if (by.isOfTarget() || by.equals(Scope.ROUTE)) {
        throw new IllegalArgumentException(
            "a canary is chosen by tenant, user or tag, not by " + by);
      }
    }

    /**
     * Tells whether a call is among those that the candidate gets.
     *
     * @param call the call
     * @return empty if the call has no such value, so that chance decides
     */
    public Optional<Boolean> isFor(RoutingCall call) {
      return call.value(by)
          .map(
              value -> {
                long hash = Rendezvous.hash(call.route() + "\n" + value);
                return Rendezvous.share(Rendezvous.mix(hash)) * 100 < percent;
              });
    }
  }

  /**
   * Returns one target, or what another route goes to.
   *
   * @param name {@code provider/model}, or the name of another route
   * @return the branch
   */
  static Branch to(String name) {
    return new To(name);
  }

  /**
   * Returns targets that are tried in this order.
   *
   * @param targets {@code provider/model} each
   * @return the branch
   */
  static Branch inOrder(String... targets) {
    return by(RoutingStrategy.inOrder(), targets);
  }

  /**
   * Returns branches that are tried in this order.
   *
   * @param branches at least one
   * @return the branch
   */
  static Branch inOrder(Branch... branches) {
    return by(RoutingStrategy.inOrder(), branches);
  }

  /**
   * Returns targets of which the cheapest for the call is taken.
   *
   * @param targets {@code provider/model} each
   * @return the branch
   * @see RoutingStrategy#cheapest()
   */
  static Branch cheapest(String... targets) {
    return by(RoutingStrategy.cheapest(), targets);
  }

  /**
   * Returns targets of which a fast one is taken.
   *
   * @param targets {@code provider/model} each
   * @return the branch
   * @see RoutingStrategy#fastest()
   */
  static Branch fastest(String... targets) {
    return by(RoutingStrategy.fastest(), targets);
  }

  /**
   * Returns targets of which each caller keeps one.
   *
   * @param by tenant, user or a tag
   * @param targets {@code provider/model} each
   * @return the branch
   * @see RoutingStrategy#sticky(Scope)
   */
  static Branch sticky(Scope by, String... targets) {
    return by(RoutingStrategy.sticky(by), targets);
  }

  /**
   * Returns targets of which a strategy chooses.
   *
   * @param strategy chooses
   * @param targets {@code provider/model} each
   * @return the branch
   */
  static Branch by(RoutingStrategy strategy, String... targets) {
    return new Group(strategy, Arrays.stream(targets).map(Branch::to).toList());
  }

  /**
   * Returns branches of which a strategy chooses.
   *
   * @param strategy chooses
   * @param branches at least one
   * @return the branch
   */
  static Branch by(RoutingStrategy strategy, Branch... branches) {
    return new Group(strategy, List.of(branches));
  }

  /**
   * Starts a weighted choice; go on with {@code and(…)}.
   *
   * @param target {@code provider/model}
   * @param weight at least 0
   * @return the branch
   */
  static Weighted weighted(String target, double weight) {
    return weighted(to(target), weight);
  }

  /**
   * Starts a weighted choice; go on with {@code and(…)}.
   *
   * @param branch the branch
   * @param weight at least 0
   * @return the branch
   */
  static Weighted weighted(Branch branch, double weight) {
    return new Weighted(List.of(new Weighted.Share(branch, weight)));
  }
}
