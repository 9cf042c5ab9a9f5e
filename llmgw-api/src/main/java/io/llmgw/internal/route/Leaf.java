package io.llmgw.internal.route;

import io.llmgw.model.ModelInfo;
import io.llmgw.route.Candidate;
import io.llmgw.spi.ProviderClient;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Optional;

/** A target in a route: what a call needs to go there. Immutable; its state is not. */
public final class Leaf extends Node implements Candidate {
  private final Target target;
  private final ProviderClient client;
  private final Optional<ModelInfo> model;
  private final TargetState state;

  /**
   * Creates a leaf.
   *
   * @param target provider and model
   * @param client the provider
   * @param model what is known of the model
   * @param state what is known of the target
   */
  public Leaf(Target target, ProviderClient client, Optional<ModelInfo> model, TargetState state) {
    this.target = target;
    this.client = client;
    this.model = model;
    this.state = state;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Optional<ModelInfo> model() {
    return model;
  }

  @Override
  public int inFlight() {
    return state.inFlight();
  }

  /**
   * Returns the provider.
   *
   * @return its client
   */
  public ProviderClient client() {
    return client;
  }

  /**
   * Returns what is known of the target.
   *
   * @return its state
   */
  public TargetState state() {
    return state;
  }

  /** Several places in a tree may name one target. */
  boolean isSame(Leaf other) {
    return this == other || target.equals(other.target);
  }

  @Override
  public List<Leaf> leaves() {
    return List.of(this);
  }

  @Override
  boolean forks() {
    return false;
  }

  /** Returns the target's name. */
  @Override
  public String toString() {
    return target.toString();
  }
}
