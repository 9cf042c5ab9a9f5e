package io.llmgw.model;

import java.util.Locale;

/**
 * Providers' words for service tiers, made one. What is served when nothing was asked for is {@code
 * default} at OpenAI and Bedrock, {@code standard} at Anthropic and Gemini, {@code on_demand} at
 * Groq and Vertex AI, whose other words are {@code ON_DEMAND_FLEX} and {@code ON_DEMAND_PRIORITY}
 * ({@code trafficType} in the API reference); {@code auto} leaves the choice to the provider.
 */
final class ServiceTiers {
  /** The tier whose prices are the base prices. */
  static final String STANDARD = "";

  private ServiceTiers() {}

  /** Returns the one name of a tier, {@link #STANDARD} for the ordinary one. */
  static String named(String word) {
    if (word.isEmpty() || word.equals("default") || word.equals("standard")) {
      return STANDARD;
    }
    String name = word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    name = without("service_tier_", without("traffic_type_", name));
    return switch (without("on_demand_", name)) {
      case "", "default", "standard", "standard_only", "on_demand", "auto", "unspecified" ->
          STANDARD;
      case "flex" -> "flex";
      case "priority" -> "priority";
      case "batch", "batches" -> "batch";
      default -> name;
    };
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
