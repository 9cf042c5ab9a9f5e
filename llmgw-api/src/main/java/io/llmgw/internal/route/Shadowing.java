package io.llmgw.internal.route;

import io.llmgw.route.Shadow;
import io.llmgw.route.ShadowReport;
import java.util.function.Consumer;

/**
 * A checked shadow of a route.
 *
 * @param leaf where copies go
 * @param bounds which calls are copied
 * @param report is told what became of them
 */
public record Shadowing(Leaf leaf, Shadow bounds, Consumer<ShadowReport> report) {}
