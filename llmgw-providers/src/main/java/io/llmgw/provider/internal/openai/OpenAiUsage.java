package io.llmgw.provider.internal.openai;

import io.llmgw.provider.internal.json.UsageNumbers;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;

/**
 * Turns a usage object of OpenAI's format into disjoint meters.
 *
 * <p>Prompt tokens include cached, written, audio and image tokens. Completion tokens include
 * reasoning, audio and image tokens at OpenAI; xAI and Google count reasoning beside them, which
 * shows in the total, or in more reasoning than completion tokens. Then every token is counted as
 * it is billed, even where the reported total disagrees.
 */
public final class OpenAiUsage {
  private final UsageNumbers raw;
  private final Usage.Builder usage = Usage.builder();

  private OpenAiUsage(UsageNumbers raw) {
    this.raw = raw;
  }

  /** Reads a usage object; unknown if there is none, or no number in it. */
  public static Usage read(RawJson json) throws IOException {
    if (json.isEmpty()) {
      return Usage.unknown();
    }
    UsageNumbers raw = UsageNumbers.read(json);
    boolean counted =
        raw.isNumber("prompt_tokens")
            || raw.isNumber("completion_tokens")
            || raw.isNumber("input_tokens")
            || raw.isNumber("total_tokens");
    return counted ? new OpenAiUsage(raw).build() : Usage.unknown();
  }

  private Usage build() {
    long prompt = first("prompt_tokens", "input_tokens");
    long completion = first("completion_tokens", "output_tokens");
    long total = raw.isNumber("total_tokens") ? raw.count("total_tokens") : prompt + completion;
    if (prompt == 0 && completion == 0) {
      prompt = total; // embeddings of some servers
    }
    input(prompt);
    output(prompt, completion, total);
    long searches =
        Math.max(at("server_tool_use_details", "web_search_requests"), first("num_search_queries"));
    if (searches == 0 && raw.has("search_context_size")) {
      searches = 1; // Perplexity, whose models search for every request and bill that
    }
    return usage.count(Meter.SEARCH, searches).build();
  }

  private void input(long prompt) {
    String details =
        raw.has("prompt_tokens_details") ? "prompt_tokens_details" : "input_tokens_details";
    long cached = at(details, "cached_tokens");
    if (cached == 0) {
      cached = first("prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens");
    }
    long written = at(details, "cache_write_tokens");
    if (written == 0) {
      written = first("cache_creation_input_tokens");
    }
    long fresh = prompt - cached - written;
    if (fresh < 0) {
      usage.inconsistent(
          "cached ("
              + cached
              + ") and written ("
              + written
              + ") tokens exceed prompt_tokens ("
              + prompt
              + ")");
      fresh = beside(prompt, cached, written);
    }
    long room = fresh;
    // Cached audio and images are counted as cached: meters are disjoint.
    long audio = Math.min(at(details, "audio_tokens"), room);
    long images = Math.min(imageTokens(details, room - audio), room - audio);
    usage
        .count(Meter.IMAGE_COUNT, at(details, "image_count"))
        .count(Meter.CACHE_READ, cached)
        .count(Meter.CACHE_WRITE_5M, written)
        .count(Meter.AUDIO_INPUT, audio)
        .count(Meter.IMAGE_INPUT, images)
        .count(Meter.INPUT, fresh - audio - images);
  }

  /** Where images are counted one by one, what is not text is theirs. */
  private long imageTokens(String details, long room) {
    long reported = at(details, "image_tokens");
    return reported == 0 && at(details, "image_count") > 0
        ? Math.max(0, room - at(details, "text_tokens"))
        : reported;
  }

  /**
   * What is left at the full price when the parts exceed the whole. A part greater than the whole
   * was counted beside it. As many tokens written as read are the same tokens, billed once for each
   * (seen at OpenRouter, whose reported cost this reproduces). Else nothing is left.
   */
  private static long beside(long prompt, long cached, long written) {
    if (cached == written) {
      return Math.max(0, prompt - (cached <= prompt ? cached : 0));
    }
    if (cached > prompt && written > prompt) {
      return prompt;
    }
    boolean apart = cached > prompt || written > prompt;
    return apart ? prompt - Math.min(cached, written) : 0;
  }

  private void output(long prompt, long completion, long total) {
    String details =
        raw.has("completion_tokens_details")
            ? "completion_tokens_details"
            : "output_tokens_details";
    long reasoning = at(details, "reasoning_tokens");
    if (reasoning == 0) {
      reasoning = first("reasoning_tokens");
    }
    long beside = total - prompt - completion;
    boolean apart = reasoning > 0 && (reasoning > completion || beside == reasoning);
    if (apart) {
      usage.inconsistent(
          "reasoning (" + reasoning + ") is not part of completion_tokens (" + completion + ")");
      beside -= reasoning;
    }
    if (beside > 0 && reasoning == 0) {
      usage.inconsistent(
          "total_tokens has " + beside + " more than prompt and completion; counted as reasoning");
      reasoning = beside;
      apart = true;
    } else if (beside != 0) {
      usage.inconsistent("total_tokens is " + total + ", which is not the sum of its parts");
    }
    long audio = Math.min(at(details, "audio_tokens"), completion);
    long images = Math.min(at(details, "image_tokens"), completion - audio);
    long inside = apart ? 0 : Math.min(reasoning, completion - audio - images);
    usage
        .count(Meter.REASONING, apart ? reasoning : inside)
        .count(Meter.AUDIO_OUTPUT, audio)
        .count(Meter.IMAGE_OUTPUT, images)
        .rest(Meter.OUTPUT, completion, inside + audio + images);
  }

  private long first(String... names) {
    for (String name : names) {
      long value = raw.count(name);
      if (value != 0) {
        return value;
      }
    }
    return 0;
  }

  private long at(String object, String name) {
    return raw.at(object, name);
  }
}
