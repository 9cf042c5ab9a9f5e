package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.io.IOException;

/**
 * Turns a {@code usageMetadata} object into disjoint meters.
 *
 * <p>{@code promptTokenCount} includes cached tokens, {@code toolUsePromptTokenCount} (what the
 * provider's own tools put into the prompt) stands beside it. {@code candidatesTokenCount} excludes
 * {@code thoughtsTokenCount}; should the total say otherwise, thoughts are taken for a part of it.
 * Modalities are parts of their count: text, documents and video are read at the ordinary price.
 */
final class GeminiUsage {
  private boolean counted;
  private boolean hasCandidates;
  private long prompt;
  private long cached;
  private long toolUse;
  private long candidates;
  private long thoughts;
  private long total = -1;
  private final Modalities promptDetails = new Modalities();
  private final Modalities cacheDetails = new Modalities();
  private final Modalities candidatesDetails = new Modalities();
  private final Modalities other = new Modalities();

  private GeminiUsage() {}

  /** How much of a count is audio and images. */
  private static final class Modalities {
    private long audio;
    private long images;

    /** Modalities come as names or, with enumerations as numbers, as 2 and 4. */
    void add(String modality, long count) {
      switch (modality) {
        case "AUDIO", "4" -> audio += count;
        case "IMAGE", "2" -> images += count;
        default -> {}
      }
    }
  }

  /**
   * Reads a usage object.
   *
   * @param json the object; empty if none was sent
   * @param searches how many searches of the web are billed
   */
  static Usage read(String json, int searches) throws IOException {
    if (json.isEmpty()) {
      return Usage.unknown();
    }
    GeminiUsage usage = new GeminiUsage();
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      usage.fields(parser);
    }
    return usage.counted ? usage.build(searches) : Usage.unknown();
  }

  private void fields(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value.isNumeric()) {
        count(name, Math.max(0, parser.getLongValue()));
      } else if (value == JsonToken.START_ARRAY) {
        details(parser, modalities(name));
      } else {
        parser.skipChildren();
      }
    }
  }

  private void count(String name, long count) {
    counted |= name.endsWith("TokenCount");
    switch (name) {
      case "promptTokenCount" -> prompt = count;
      case "cachedContentTokenCount" -> cached = count;
      case "toolUsePromptTokenCount" -> toolUse = count;
      case "candidatesTokenCount" -> {
        candidates = count;
        hasCandidates = true;
      }
      case "thoughtsTokenCount" -> thoughts = count;
      case "totalTokenCount" -> total = count;
      default -> {}
    }
  }

  private Modalities modalities(String name) {
    return switch (name) {
      case "promptTokensDetails", "promptTokenDetails" -> promptDetails;
      case "cacheTokensDetails" -> cacheDetails;
      case "candidatesTokensDetails" -> candidatesDetails;
      default -> other;
    };
  }

  private static void details(JsonParser parser, Modalities to) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      String modality = "";
      long count = 0;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "modality" -> modality = parser.getValueAsString("");
          case "tokenCount" -> count = Math.max(0, parser.getValueAsLong(0));
          default -> parser.skipChildren();
        }
      }
      to.add(modality, count);
    }
  }

  private Usage build(int searches) {
    Usage.Builder usage = Usage.builder();
    boolean inside = settleTotal(usage);
    input(usage);
    long audio = Math.min(candidatesDetails.audio, candidates);
    long images = Math.min(candidatesDetails.images, candidates - audio);
    usage
        .count(Meter.SEARCH, searches)
        .count(Meter.REASONING, thoughts)
        .count(Meter.AUDIO_OUTPUT, audio)
        .count(Meter.IMAGE_OUTPUT, images)
        .rest(Meter.OUTPUT, candidates, audio + images + (inside ? thoughts : 0));
    return usage.build();
  }

  private void input(Usage.Builder usage) {
    long read = Math.min(cached, prompt);
    if (cached > prompt) {
      usage.inconsistent(
          "cachedContentTokenCount (" + cached + ") exceeds promptTokenCount (" + prompt + ")");
      read = cached;
    }
    long fresh = Math.max(0, prompt - cached);
    long audio = Math.min(Math.max(0, promptDetails.audio - cacheDetails.audio), fresh);
    long images = Math.min(Math.max(0, promptDetails.images - cacheDetails.images), fresh - audio);
    usage
        .count(Meter.CACHE_READ, read)
        .count(Meter.AUDIO_INPUT, audio)
        .count(Meter.IMAGE_INPUT, images)
        .count(Meter.INPUT, fresh - audio - images + toolUse);
  }

  /** Compares the parts with the total; true if the total shows thoughts inside candidates. */
  private boolean settleTotal(Usage.Builder usage) {
    long sum = prompt + toolUse + candidates + thoughts;
    if (total <= 0 || total == sum) {
      return false;
    }
    if (thoughts > 0 && thoughts <= candidates && total == sum - thoughts) {
      usage.inconsistent("thoughts (" + thoughts + ") are part of candidatesTokenCount");
      return true;
    }
    if (!hasCandidates && total > sum) {
      usage.inconsistent(
          "totalTokenCount has " + (total - sum) + " more than its parts; counted as output");
      candidates = total - sum;
      return false;
    }
    usage.inconsistent("totalTokenCount is " + total + ", but its parts have " + sum + " together");
    return false;
  }
}
