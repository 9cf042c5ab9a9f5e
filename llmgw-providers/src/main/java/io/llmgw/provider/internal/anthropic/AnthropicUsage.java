package io.llmgw.provider.internal.anthropic;

import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an answer used and turns it into disjoint meters.
 *
 * <p>In a stream usage comes twice, at the start and, cumulative, at the end; the second report may
 * leave out or null what the first one said. Later numbers replace earlier ones, absent ones change
 * nothing.
 */
final class AnthropicUsage {
  private @Nullable RawObject reported;
  private RawJson exact = RawJson.NONE;

  /**
   * Adds a report.
   *
   * @param json the usage object as it was sent; JSON null is ignored
   */
  void add(String json) throws IOException {
    if (!json.startsWith("{")) {
      return;
    }
    RawObject report = RawObject.parse(json);
    if (reported == null) {
      reported = report;
      exact = RawJson.of(json);
      return;
    }
    for (Map.Entry<String, String> field : report.fields().entrySet()) {
      if (!field.getValue().equals("null") || reported.raw(field.getKey()) == null) {
        reported.put(field.getKey(), field.getValue());
      }
    }
    exact = RawJson.of(reported.toString());
  }

  /**
   * Returns the usage object: exactly as sent if it came once, else with what came later put in.
   */
  RawJson raw() {
    return exact;
  }

  /** Returns the tier that served the request; empty if it was not reported. */
  String serviceTier() {
    try {
      return reported == null ? "" : reported.string("service_tier");
    } catch (IOException e) {
      throw new UncheckedIOException("what add() has read cannot be read again", e);
    }
  }

  /** Returns the usage by meters; unknown if nothing was reported. */
  Usage usage() {
    if (reported == null) {
      return Usage.unknown();
    }
    try {
      Counts counts = Counts.of(reported);
      if (!counts.any) {
        return Usage.unknown();
      }
      counts.addCompactions(reported);
      return counts.usage();
    } catch (IOException e) {
      throw new UncheckedIOException("what add() has read cannot be read again", e);
    }
  }

  /** The numbers of one usage object. */
  private static final class Counts {
    private boolean any;
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWrite5m;
    private long cacheWrite1h;
    private long output;
    private long reasoning;
    private long searches;

    static Counts of(RawObject usage) throws IOException {
      Counts counts = new Counts();
      counts.input = counts.number(usage, "input_tokens");
      counts.cacheRead = counts.number(usage, "cache_read_input_tokens");
      counts.cacheWrite = counts.number(usage, "cache_creation_input_tokens");
      counts.output = counts.number(usage, "output_tokens");
      RawObject split = object(usage, "cache_creation");
      counts.cacheWrite5m = counts.number(split, "ephemeral_5m_input_tokens");
      counts.cacheWrite1h = counts.number(split, "ephemeral_1h_input_tokens");
      RawObject details = object(usage, "output_tokens_details");
      counts.reasoning =
          Math.max(
              counts.number(details, "thinking_tokens"),
              counts.number(details, "reasoning_tokens"));
      counts.searches = counts.number(object(usage, "server_tool_use"), "web_search_requests");
      return counts;
    }

    /**
     * What a compaction used is billed but not part of the object's own numbers (page on
     * compaction).
     */
    void addCompactions(RawObject usage) throws IOException {
      String iterations = usage.raw("iterations");
      if (iterations == null || !iterations.contains("\"compaction\"")) {
        return;
      }
      for (String element : RawObject.elements(iterations)) {
        RawObject iteration = RawObject.parse(element);
        if (iteration.string("type").equals("compaction")) {
          add(of(iteration));
        }
      }
    }

    private void add(Counts other) {
      input += other.input;
      cacheRead += other.cacheRead;
      cacheWrite += other.cacheWrite;
      cacheWrite5m += other.cacheWrite5m;
      cacheWrite1h += other.cacheWrite1h;
      output += other.output;
      reasoning += other.reasoning;
    }

    Usage usage() {
      Usage.Builder usage = Usage.builder();
      usage.count(Meter.INPUT, input).count(Meter.CACHE_READ, cacheRead);
      // The split is the more exact report and wins, even over a total of 0; what it leaves of the
      // total was written for
      // the default duration of five minutes.
      long split = cacheWrite5m + cacheWrite1h;
      if (split > 0 && split != cacheWrite) {
        usage.inconsistent(
            "cache writes: " + split + " by duration, but " + cacheWrite + " in total");
      }
      usage.count(Meter.CACHE_WRITE_5M, cacheWrite5m + Math.max(0, cacheWrite - split));
      usage.count(Meter.CACHE_WRITE_1H, cacheWrite1h);
      usage.rest(Meter.OUTPUT, output, reasoning).count(Meter.REASONING, reasoning);
      return usage.count(Meter.SEARCH, searches).build();
    }

    private static @Nullable RawObject object(RawObject parent, String name) throws IOException {
      String json = parent.raw(name);
      return json == null || !json.startsWith("{") ? null : RawObject.parse(json);
    }

    private long number(@Nullable RawObject object, String name) {
      String json = object == null ? null : object.raw(name);
      if (json == null) {
        return 0;
      }
      try {
        long count = (long) Double.parseDouble(json);
        any = true;
        return Math.max(0, count);
      } catch (NumberFormatException e) {
        return 0; // a string or the like: nothing this field is known to hold
      }
    }
  }
}
