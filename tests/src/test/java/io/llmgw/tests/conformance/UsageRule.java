package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an API's own numbers overlap. Disjoint meters are turned back into them and compared; a
 * number the provider did not send is not compared.
 */
enum UsageRule {
  /**
   * OpenAI and what copies it: input contains cached tokens, output contains reasoning, unless the
   * total shows that reasoning was counted apart.
   */
  CACHE_IN_INPUT {
    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      long input = expected.path("input").asLong();
      long cached = expected.path("cached_input").asLong();
      long written = expected.path("cache_write_input").asLong();
      if (cached + written > input) {
        mismatches.expect(
            !actual.inconsistencies().isEmpty(),
            "usage: more cached than input tokens, but no inconsistency is named");
      } else {
        same("input", expected, actual.inputTokens(), mismatches);
      }
      output(expected, actual, mismatches);
    }
  },

  /** Anthropic: input excludes what was read from or written to the cache. */
  CACHE_BESIDE_INPUT {
    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      long cache =
          actual.count(Meter.CACHE_READ)
              + actual.count(Meter.CACHE_WRITE_5M)
              + actual.count(Meter.CACHE_WRITE_1H);
      same("input", expected, actual.inputTokens() - cache, mismatches);
      output(expected, actual, mismatches);
    }
  },

  /** Cohere: what is billed counts; what was read, and from the cache, has no price of its own. */
  BILLED {
    @Override
    void compare(JsonNode expected, Usage actual, Mismatches mismatches) {
      ObjectNode billed = WireCase.JSON.createObjectNode();
      rename(expected, "billed_input", billed, "input");
      rename(expected, "billed_output", billed, "output");
      rename(expected, "search_units", billed, "search_units");
      super.compare(expected.isNull() ? expected : billed, actual, mismatches);
    }

    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      same("input", expected, actual.inputTokens(), mismatches);
      same("output", expected, actual.outputTokens(), mismatches);
      same("search_units", expected, actual.count(Meter.SEARCH_UNIT), mismatches);
    }
  },

  /** Ollama: a prompt from the cache is not counted, and then nothing is known. */
  BOTH_OR_NOTHING {
    @Override
    void compare(JsonNode expected, Usage actual, Mismatches mismatches) {
      boolean half = expected.hasNonNull("output") && !expected.hasNonNull("input");
      super.compare(half ? NullNode.instance : expected, actual, mismatches);
    }

    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      same("input", expected, actual.inputTokens(), mismatches);
      same("output", expected, actual.outputTokens(), mismatches);
    }
  },

  /** Gemini: cached tokens are input, what tools add to the prompt and reasoning stand beside. */
  TOOLS_AND_REASONING_BESIDE {
    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      long tools = expected.path("tool_use_input").asLong();
      same("input", expected, actual.inputTokens() - tools, mismatches);
      same("output", expected, actual.outputTokens() - actual.count(Meter.REASONING), mismatches);
      same("total", expected, actual.totalTokens(), mismatches);
    }
  },

  /** Bedrock: as Anthropic, but the total has the cached tokens that input has not. */
  CACHE_IN_TOTAL_ONLY {
    @Override
    void numbers(JsonNode expected, Usage actual, Mismatches mismatches) {
      long cache =
          actual.count(Meter.CACHE_READ)
              + actual.count(Meter.CACHE_WRITE_5M)
              + actual.count(Meter.CACHE_WRITE_1H);
      same("input", expected, actual.inputTokens() - cache, mismatches);
      same("output", expected, actual.outputTokens(), mismatches);
      same("total", expected, actual.totalTokens(), mismatches);
    }
  };

  private static void rename(JsonNode from, String field, ObjectNode to, String name) {
    if (from.hasNonNull(field)) {
      to.set(name, from.get(field));
    }
  }

  abstract void numbers(JsonNode expected, Usage actual, Mismatches mismatches);

  void compare(JsonNode expected, Usage actual, Mismatches mismatches) {
    if (expected.isNull()) {
      mismatches.expect(
          !actual.isKnown() || actual.source() == Usage.Source.ESTIMATED,
          "usage: expected none, but was " + actual);
      return;
    }
    if (expected.isEmpty()) {
      return; // no such field, or nothing in it
    }
    if (!actual.isKnown()) {
      mismatches.add("usage: expected " + expected + ", but was unknown");
      return;
    }
    Mismatches found = new Mismatches();
    numbers(expected, actual, found);
    same("cached_input", expected, actual.count(Meter.CACHE_READ), found);
    long written = actual.count(Meter.CACHE_WRITE_5M) + actual.count(Meter.CACHE_WRITE_1H);
    same("cache_write_input", expected, written, found);
    same("reasoning_output", expected, actual.count(Meter.REASONING), found);
    found
        .all()
        .forEach(one -> mismatches.add(one + " (expected " + expected + ", was " + actual + ")"));
  }

  private static void same(String field, JsonNode expected, long actual, Mismatches mismatches) {
    if (expected.hasNonNull(field)) {
      mismatches.equal("usage." + field, expected.path(field).asLong(), actual);
    }
  }

  private static void output(JsonNode expected, Usage actual, Mismatches mismatches) {
    if (!expected.hasNonNull("output")) {
      return;
    }
    long output = expected.path("output").asLong();
    long total = expected.path("total").asLong();
    long beside = total - expected.path("input").asLong();
    long reasoning = expected.path("reasoning_output").asLong();
    Set<Long> possible = new TreeSet<>(Set.of(Math.max(output, beside)));
    if (reasoning > output) {
      possible.add(output + reasoning);
    }
    mismatches.expect(
        possible.contains(actual.outputTokens()),
        "usage.output: expected " + possible + ", but was " + actual.outputTokens());
  }
}
