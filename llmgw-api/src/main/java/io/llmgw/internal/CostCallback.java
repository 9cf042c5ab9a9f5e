package io.llmgw.internal;

import io.llmgw.event.CostDelivery;
import io.llmgw.outcome.Charge;
import java.util.function.Consumer;

/**
 * A cost callback of the gateway.
 *
 * @param callback gets every charge
 * @param delivery how
 */
public record CostCallback(Consumer<Charge> callback, CostDelivery delivery) {}
