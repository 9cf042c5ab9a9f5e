package io.llmgw.internal.config;

import io.llmgw.internal.Settings;
import io.llmgw.internal.route.AttemptLimits;
import io.llmgw.internal.route.Route;
import io.llmgw.route.Health;
import io.llmgw.route.RouteBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds breakers that never open because of slow calls: no attempt that is answered can take as
 * long, since a timeout comes first, which is a failure.
 */
record NeverSlow(Settings settings) {

  List<String> warnings(Map<String, RouteBuilder> described) {
    Optional<Duration> slow = settings.health().slowCalls().map(Health.Slow::longerThan);
    if (slow.isEmpty()) {
      return List.of();
    }
    Duration everywhere = longest(settings.attemptLimits(), settings.timeout());
    Map<String, Duration> longest = new LinkedHashMap<>();
    if (described.isEmpty()) {
      longest.put("the gateway", everywhere);
    }
    for (String name : described.keySet()) {
      Route route = settings.routes().get(name);
      if (route != null) {
        longest.put("route \"" + name + "\"", longest(route));
      }
    }
    return longest.entrySet().stream()
        .filter(entry -> slow.get().compareTo(entry.getValue()) >= 0)
        .map(entry -> warning(entry.getKey(), slow.get(), entry.getValue()))
        .toList();
  }

  private Duration longest(Route route) {
    return longest(route.terms().limits(), route.terms().timeout().orElse(settings.timeout()));
  }

  private static Duration longest(AttemptLimits limits, Duration timeout) {
    return limits.whole().filter(whole -> whole.compareTo(timeout) < 0).orElse(timeout);
  }

  private static String warning(String where, Duration slow, Duration longest) {
    return where
        + ": no answer takes longer than its timeout of "
        + longest
        + ", so that the slowCalls of health, longer than "
        + slow
        + ", never make a target ill; set a lower limit, or leave slowCalls out";
  }
}
