package io.llmgw.internal.route;

import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.Candidate;
import io.llmgw.route.Preference;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One call's way through its route: says, each time, which target is next. What can take the call
 * is decided first (ability, health, headroom), then a strategy chooses. Used by one thread.
 */
public final class Walk {
  private final Route route;
  private final Ask ask;
  private final RandomGenerator random;
  private List<Leaf> tried = List.of(); // most calls leave nobody
  private List<Skipped> skipped = List.of();
  private Node tree;
  private int tooSmall;
  private boolean looped;
  private boolean leftOut;
  private int told;

  /**
   * A target that was left out.
   *
   * @param leaf the target
   * @param verdict why
   * @param reason says it to people
   */
  public record Skipped(Leaf leaf, Verdict verdict, String reason) {
    /**
     * Returns what a call ends with that fails for this.
     *
     * @return the kind
     */
    public ErrorKind kind() {
      return switch (verdict) {
        case COOLING -> ErrorKind.RATE_LIMITED;
        case TOO_LONG -> ErrorKind.CONTEXT_WINDOW_EXCEEDED;
        case UNABLE -> ErrorKind.UNSUPPORTED_SETTING;
        default -> ErrorKind.NO_TARGET;
      };
    }
  }

  /**
   * Starts at the beginning of a route.
   *
   * @param route where it is known which way its forks go
   * @param ask the call
   * @param random where something is left to chance
   */
  public Walk(Route route, Ask ask, RandomGenerator random) {
    this.route = route;
    this.ask = ask;
    this.random = random;
    this.tree = route.tree();
  }

  Route route() {
    return route;
  }

  /**
   * Returns what is known of the call.
   *
   * @return the call
   */
  public Ask ask() {
    return ask;
  }

  /** The largest context window that is known to be too small, in tokens; 0 if none is. */
  int tooSmall() {
    return tooSmall;
  }

  /**
   * Chooses the next target. One that is ill or has to be waited for is not chosen.
   *
   * @return null if there is none
   */
  public @Nullable Choice next() {
    ask.decides();
    Choice choice = loop();
    if (choice == null) {
      choice = pick(tree, Verdict.FINE);
    }
    if (choice == null) {
      choice = pick(tree, Verdict.NO_HEADROOM); // it may be refused, but nothing else is left
    }
    if (choice == null && isTooLongEverywhere()) {
      skip(null);
      tree = route.terms().onContextWindow().orElseThrow();
      return next();
    }
    skip(choice);
    return choice;
  }

  /** The target that began the tool loop has its provider's state and cache. */
  private @Nullable Choice loop() {
    Target began = looped ? null : ask.loopTarget();
    looped = true;
    if (began == null || tree.leaves().size() == 1) {
      return null;
    }
    for (Leaf leaf : tree.leaves()) {
      if (leaf.target().equals(began) && isOpen(leaf, Verdict.FINE)) {
        return Choice.of(leaf, new Why("it began this tool loop"));
      }
    }
    return null;
  }

  private boolean isTooLongEverywhere() {
    Optional<Node> fallback = route.terms().onContextWindow();
    return fallback.isPresent()
        && !tree.equals(fallback.get())
        && tree.leaves().stream().anyMatch(l -> Verdict.ability(l, this) == Verdict.TOO_LONG);
  }

  private boolean isOpen(Leaf leaf, Verdict worst) {
    if (isTried(leaf)) {
      return false;
    }
    boolean open = Verdict.of(leaf, this).compareTo(worst) <= 0;
    leftOut |= !open;
    return open;
  }

  private boolean isTried(Leaf leaf) {
    for (int i = 0; i < tried.size(); i++) {
      if (tried.get(i).isSame(leaf)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Choice pick(Node node, Verdict worst) {
    if (node instanceof Leaf leaf) {
      return isOpen(leaf, worst) ? Choice.of(leaf, plain()) : null;
    }
    if (node instanceof Node.Fork fork) {
      throw new IllegalStateException("forks are decided before the walk: " + fork.test().name());
    }
    Node.Choosing choosing = (Node.Choosing) node;
    return choosing.isInOrder() ? inOrder(choosing, worst) : chosen(choosing, worst);
  }

  private Why plain() {
    return tried.isEmpty() ? Why.FIRST : Why.FALLBACK;
  }

  private @Nullable Choice inOrder(Node.Choosing choosing, Verdict worst) {
    List<Node> children = choosing.children();
    for (int i = 0; i < children.size(); i++) {
      Choice choice = pick(children.get(i), worst);
      if (choice != null) {
        return choice;
      }
    }
    return null;
  }

  private @Nullable Choice chosen(Node.Choosing choosing, Verdict worst) {
    Open open = open(choosing, worst);
    if (open.size() == 0) {
      return null;
    }
    if (open.size() == 1) {
      return pick(open.node(0), worst);
    }
    Preference preference = prefer(choosing, open);
    int index = preference.choose(open.size(), random);
    Node node = open.node(index);
    if (node instanceof Leaf leaf) { // which was found open just now
      return Choice.of(leaf, Why.preferred(preference, index, open.size(), null));
    }
    Choice within = pick(node, worst);
    return within == null // it has just become ill
        ? null
        : Choice.of(within.leaf(), Why.preferred(preference, index, open.size(), within.why()));
  }

  /** Those children of a node that can take the call, each judged by its first open target. */
  Open open(Node.Choosing choosing, Verdict worst) {
    List<Node> children = choosing.children();
    Open open = new Open(children);
    for (int i = 0; i < children.size(); i++) {
      Node child = children.get(i);
      Leaf first = firstOpen(child, worst);
      if (first != null) {
        open.add(i, first);
      }
    }
    return open;
  }

  private @Nullable Leaf firstOpen(Node node, Verdict worst) {
    if (node instanceof Leaf leaf) {
      return isOpen(leaf, worst) ? leaf : null;
    }
    for (Leaf leaf : node.leaves()) {
      if (isOpen(leaf, worst)) {
        return leaf;
      }
    }
    return null;
  }

  /** What the strategy prefers; one that fails does not fail the call. */
  Preference prefer(Node.Choosing choosing, Open open) {
    if (choosing.isWeighted()) {
      return choosing.weightsOf(open);
    }
    try {
      Preference preference = choosing.strategy().prefer(ask, open);
      if (preference.fits(open.size())) {
        return preference;
      }
      ask.failed(
          "routing strategy",
          new IllegalStateException(
              "it returned values for another number of candidates than " + open.size()));
    } catch (RuntimeException | AssertionError | LinkageError e) {
      ask.failed("routing strategy", e);
    }
    return Preference.inOrder();
  }

  /** Candidates, and the nodes they stand for. Usually these are all children, and are targets. */
  static final class Open extends AbstractList<Candidate> {
    private final List<Node> children;
    private int @Nullable [] places; // only where some are not open
    private Leaf @Nullable [] firsts; // only where some are no targets themselves
    private int size;

    Open(List<Node> children) {
      this.children = children;
    }

    void add(int place, Leaf first) {
      int[] at = places;
      if (at == null && place != size) {
        at = new int[children.size()];
        Arrays.setAll(at, i -> i);
        places = at;
      }
      if (at != null) {
        at[size] = place;
      }
      Leaf[] leaves = firsts;
      if (leaves == null && !children.get(place).equals(first)) {
        leaves = new Leaf[children.size()];
        for (int i = 0; i < size; i++) {
          leaves[i] = (Leaf) node(i);
        }
        firsts = leaves;
      }
      if (leaves != null) {
        leaves[size] = first;
      }
      size++;
    }

    Node node(int index) {
      int[] at = places;
      return children.get(at == null ? index : at[index]);
    }

    @Override
    public Candidate get(int index) {
      Objects.checkIndex(index, size);
      Leaf[] leaves = firsts;
      return leaves == null ? (Leaf) node(index) : leaves[index];
    }

    @Override
    public int size() {
      return size;
    }
  }

  /** Notes who was left out, until somebody was chosen. */
  private void skip(@Nullable Choice choice) {
    if (!leftOut) {
      return;
    }
    leftOut = false;
    List<Leaf> leaves = tree.leaves();
    for (int i = 0; i < leaves.size(); i++) {
      Leaf leaf = leaves.get(i);
      if (choice != null && leaf.isSame(choice.leaf())) {
        if (choice.why().isPlain()) {
          return; // those behind it were not looked at
        }
        continue;
      }
      note(leaf);
    }
  }

  private void note(Leaf leaf) {
    if (isTried(leaf) || skipped.stream().anyMatch(known -> known.leaf().isSame(leaf))) {
      return;
    }
    Verdict verdict = Verdict.of(leaf, this);
    if (verdict != Verdict.FINE) {
      skipped = skipped.isEmpty() ? new ArrayList<>(2) : skipped;
      skipped.add(new Skipped(leaf, verdict, verdict.reason(leaf, this)));
    }
  }

  /**
   * Returns who was left out since this was last asked.
   *
   * @return in the order in which they were looked at
   */
  public List<Skipped> newlySkipped() {
    List<Skipped> since = List.copyOf(skipped.subList(told, skipped.size()));
    told = skipped.size();
    return since;
  }

  /**
   * Returns all who were left out.
   *
   * @return in the order in which they were looked at
   */
  public List<Skipped> skipped() {
    return skipped;
  }

  /**
   * Chooses the target that was over its limit and comes back first.
   *
   * @param most how long it may be waited for, in nanoseconds
   * @return null if there is none, or it comes back too late
   */
  public @Nullable Choice cooling(long most) {
    Leaf soonest = null;
    long least = most;
    for (Leaf leaf : tree.leaves()) {
      if (!isTried(leaf) && Verdict.of(leaf, this) == Verdict.COOLING) {
        long left = leaf.state().cooling(leaf.client().keys());
        if (left < least) {
          least = left;
          soonest = leaf;
        }
      }
    }
    return soonest == null
        ? null
        : new Choice(
            soonest,
            new Why("waited for " + Texts.time(least) + ", because it was over its limit"),
            Duration.ofNanos(least),
            false);
  }

  /**
   * Returns how long it takes until the first target comes back that was over its limit.
   *
   * @return empty if there is none
   */
  public Optional<Duration> untilCooled() {
    long least = Long.MAX_VALUE;
    for (Leaf leaf : tree.leaves()) {
      if (Verdict.of(leaf, this) == Verdict.COOLING) {
        least = Math.min(least, leaf.state().cooling(leaf.client().keys()));
      }
    }
    return least == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(least));
  }

  /**
   * Chooses, where all are ill, the one that is due to be probed first.
   *
   * @return null if there is none, or ill targets are never tried
   */
  public @Nullable Choice leastBad() {
    Leaf best = null;
    long least = Long.MAX_VALUE;
    for (Leaf leaf : tree.leaves()) {
      if (!isTried(leaf)
          && Verdict.of(leaf, this) == Verdict.ILL
          && leaf.state().breaker().health().triesLeastBad()) {
        long left = leaf.state().breaker().untilProbe();
        if (left < least) {
          least = left;
          best = leaf;
        }
      }
    }
    return best == null
        ? null
        : new Choice(
            best,
            new Why("tried although it failed repeatedly: nothing else is left"),
            Duration.ZERO,
            true);
  }

  /**
   * Chooses a target for a second attempt at the same time. Changes nothing.
   *
   * @param leaf where the first one goes
   * @return null if no other can take the call well
   */
  public @Nullable Choice beside(Leaf leaf) {
    boolean left = isTried(leaf);
    boolean before = leftOut;
    leave(leaf);
    Choice choice = pick(tree, Verdict.FINE);
    leftOut = before;
    if (!left) {
      comeBack(leaf);
    }
    return choice;
  }

  /**
   * Leaves a target, for this call.
   *
   * @param leaf the target
   */
  public void leave(Leaf leaf) {
    if (!isTried(leaf)) {
      tried = tried.isEmpty() ? new ArrayList<>(2) : tried;
      tried.add(leaf);
    }
  }

  /**
   * Tells whether a target was left, whatever for.
   *
   * @param leaf the target
   * @return true after {@link #leave}
   */
  public boolean hasLeft(Leaf leaf) {
    return isTried(leaf);
  }

  /**
   * Makes a target that was left one of those that can be chosen again.
   *
   * @param leaf the target
   */
  public void comeBack(Leaf leaf) {
    if (!tried.isEmpty()) {
      tried.removeIf(leaf::isSame);
    }
  }

  /**
   * Notes how a target failed: what is too long for it is too long for smaller ones, and some
   * failures have targets of their own.
   *
   * @param leaf the target
   * @param kind how it failed
   * @return true if the call goes on with targets for this kind of failure
   */
  public boolean failed(Leaf leaf, ErrorKind kind) {
    RouteTerms terms = route.terms();
    Optional<Node> own = Optional.empty();
    if (kind == ErrorKind.CONTEXT_WINDOW_EXCEEDED) {
      OptionalInt window = leaf.model().map(ModelInfo::contextWindow).orElse(OptionalInt.empty());
      tooSmall = Math.max(tooSmall, window.orElse(0));
      own = terms.onContextWindow();
    } else if (kind == ErrorKind.CONTENT_FILTERED) {
      own = terms.onContentFilter();
    }
    if (own.isEmpty() || tree.equals(own.get())) {
      return false;
    }
    tree = own.get();
    return true;
  }
}
