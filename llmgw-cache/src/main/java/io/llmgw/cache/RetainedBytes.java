package io.llmgw.cache;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.Adjustment;
import io.llmgw.spi.CacheEntry;
import io.llmgw.spi.CacheKey;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.Recording;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much heap a cached answer holds on to: its key, its value, and the cache's own
 * node.
 *
 * <p>Everything that grows with the content is counted exactly as HotSpot lays it out (64 bits,
 * compressed references, 8-byte alignment): strings with one byte for each character if all are
 * Latin-1 and else with two, bytes of blobs, raw JSON, lists and maps. Objects of fixed shape
 * (numbers, costs, the node) are counted with constants. What several entries share, such as a
 * constant or a tool that every request repeats, is counted in each, so the estimate errs to the
 * high side; a heap without compressed references (32 GB and more) makes it too low for the
 * objects, not for the content.
 */
final class RetainedBytes {
  /**
   * Caffeine's node with weight and variable expiry, its place in the hash table and the frequency
   * sketch.
   */
  private static final long NODE = 176;

  private static final long KEY_AND_VALUE = 40 + 40;
  private static final long ENTRY_WITH_TIMES = 40 + 2 * 24;
  private static final long REQUEST = 128;
  private static final long ANSWER = 64;
  private static final long USAGE = 24 + 104;

  /**
   * A cost with its map by meter and a few decimal numbers, and the options of a request as boxes.
   */
  private static final long COST = 320;

  private static final long BOX = 24;
  private static final long SMALL_RECORD = 24;
  private static final long LARGE_RECORD = 32;
  private static final long MAP = 80;
  private static final long MAP_ENTRY = 40;

  private RetainedBytes() {}

  static long of(CacheKey key, CacheEntry entry) {
    return NODE
        + KEY_AND_VALUE
        + string(key.scope())
        + string(key.namespace())
        + string(key.branch())
        + key.chat().map(RetainedBytes::request).orElse(0L)
        + key.embedding().map(RetainedBytes::request).orElse(0L)
        + ENTRY_WITH_TIMES
        + SMALL_RECORD
        + string(entry.madeBy().provider())
        + string(entry.madeBy().model())
        + COST
        + string(entry.cost().reason())
        + content(entry.content());
  }

  private static long content(CacheEntry.Content content) {
    if (content instanceof CacheEntry.Vector vector) {
      return SMALL_RECORD + array(4L * vector.values().length) + string(vector.model());
    }
    CacheEntry.Answer answer = (CacheEntry.Answer) content;
    return SMALL_RECORD + answer(answer.answer()) + recording(answer.pieces());
  }

  private static long recording(Recording pieces) {
    if (pieces.isEmpty()) {
      return 0; // one for all
    }
    long bytes = LARGE_RECORD + string(pieces.texts()) + array(4L * pieces.size());
    bytes += list(pieces.others());
    Object last = null;
    for (Object other : pieces.others()) {
      // Parts are the answer's own, and the pieces of one call share what names it.
      if (other != last && other instanceof Recording.Call call) {
        bytes += SMALL_RECORD + string(call.id()) + string(call.name());
      }
      last = other;
    }
    return bytes;
  }

  private static long request(EmbeddingRequest request) {
    long bytes = LARGE_RECORD + string(request.model()) + list(request.inputs());
    for (String input : request.inputs()) {
      bytes += string(input);
    }
    return bytes + value(request.extras().asMap());
  }

  static long string(String text) {
    if (text.isEmpty()) {
      return 0; // one for all
    }
    long width = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        width = 2;
        break;
      }
    }
    return 24 + array(width * text.length());
  }

  private static long array(long contentBytes) {
    return (16 + contentBytes + 7) / 8 * 8;
  }

  private static long list(List<?> list) {
    return list.isEmpty() ? 0 : 24 + array(4L * list.size());
  }

  private static long json(RawJson json) {
    return json.isEmpty() ? 0 : 16 + string(json.text());
  }

  private static long state(ProviderState state) {
    return state.isEmpty() ? 0 : SMALL_RECORD + string(state.origin()) + json(state.data());
  }

  private static long blob(Blob blob) {
    return 32 + string(blob.mediaType()) + string(blob.url()) + array(blob.size());
  }

  private static long request(ChatRequest request) {
    long bytes = REQUEST + string(request.model());
    bytes += list(request.messages());
    for (Message message : request.messages()) {
      bytes += message(message);
    }
    bytes += list(request.tools());
    for (Tool tool : request.tools()) {
      bytes +=
          LARGE_RECORD + string(tool.name()) + string(tool.description()) + json(tool.parameters());
    }
    bytes +=
        LARGE_RECORD
            + string(request.responseFormat().name())
            + json(request.responseFormat().schema());
    bytes += list(request.stop());
    for (String stop : request.stop()) {
      bytes += string(stop);
    }
    bytes += request.toolChoice().map(choice -> SMALL_RECORD + string(choice.tool())).orElse(0L);
    bytes += list(request.cacheMarks()) + request.cacheMarks().size() * LARGE_RECORD;
    return bytes + BOX * boxes(request) + value(request.extras().asMap());
  }

  private static int boxes(ChatRequest request) {
    return (request.maxOutputTokens().isPresent() ? 1 : 0)
        + (request.temperature().isPresent() ? 1 : 0)
        + (request.topP().isPresent() ? 1 : 0)
        + (request.frequencyPenalty().isPresent() ? 1 : 0)
        + (request.presencePenalty().isPresent() ? 1 : 0)
        + (request.seed().isPresent() ? 1 : 0)
        + (request.reasoningBudget().isPresent() ? 1 : 0)
        + (request.logprobs().isPresent() ? 1 : 0);
  }

  private static long message(Message message) {
    long bytes = SMALL_RECORD + list(message.parts());
    for (Part part : message.parts()) {
      bytes += part(part);
    }
    if (message instanceof ToolResultMessage result) {
      bytes += string(result.callId());
    } else if (message instanceof AssistantMessage assistant) {
      bytes += state(assistant.state());
    }
    return bytes;
  }

  private static long part(Part part) {
    long bytes = LARGE_RECORD + state(part.state());
    if (part instanceof TextPart text) {
      bytes += string(text.text()) + list(text.citations());
      for (Citation citation : text.citations()) {
        bytes += citation(citation);
      }
    } else if (part instanceof ImagePart image) {
      bytes += blob(image.image()) + string(image.detail());
    } else if (part instanceof AudioPart audio) {
      bytes += blob(audio.audio()) + string(audio.transcript());
    } else if (part instanceof FilePart file) {
      bytes += blob(file.file()) + string(file.name());
    } else if (part instanceof ToolCall call) {
      bytes += string(call.id()) + string(call.name()) + json(call.arguments());
    } else if (part instanceof ReasoningPart reasoning) {
      bytes += string(reasoning.text());
    } else if (part instanceof RefusalPart refusal) {
      bytes += string(refusal.text());
    } else if (part instanceof OpaquePart opaque) {
      bytes += string(opaque.type());
    }
    return bytes;
  }

  private static long citation(Citation citation) {
    return LARGE_RECORD
        + string(citation.source())
        + string(citation.title())
        + string(citation.quote())
        + json(citation.raw());
  }

  /** Counts an extra: a string, number, boolean, list, map or raw JSON. */
  private static long value(@Nullable Object value) {
    long bytes = 0;
    if (value instanceof String text) {
      bytes = string(text);
    } else if (value instanceof RawJson json) {
      bytes = json(json);
    } else if (value instanceof List<?> list) {
      bytes = list(list);
      for (Object element : list) {
        bytes += value(element);
      }
    } else if (value instanceof Map<?, ?> map) {
      bytes = map.isEmpty() ? 0 : MAP;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        bytes += MAP_ENTRY + value(entry.getKey()) + value(entry.getValue());
      }
    } else if (value instanceof Number) {
      bytes = BOX;
    }
    return bytes;
  }

  private static long answer(ProviderAnswer answer) {
    long bytes = ANSWER + message(answer.message()) + string(answer.rawFinishReason());
    bytes += usage(answer.usage()) + json(answer.rawUsage());
    bytes += string(answer.model()) + string(answer.serviceTier()) + string(answer.requestId());
    bytes += list(answer.alternatives());
    for (Alternative further : answer.alternatives()) {
      bytes += SMALL_RECORD + message(further.message()) + string(further.rawFinishReason());
    }
    bytes += logprobs(answer.logprobs());
    bytes += list(answer.adjustments());
    for (Adjustment change : answer.adjustments()) {
      bytes +=
          SMALL_RECORD
              + string(change.setting())
              + string(change.change())
              + string(change.reason());
    }
    return bytes;
  }

  private static long logprobs(List<TokenLogprob> tokens) {
    long bytes = list(tokens);
    for (TokenLogprob token : tokens) {
      bytes += LARGE_RECORD + string(token.token()) + logprobs(token.top());
    }
    return bytes;
  }

  private static long usage(Usage usage) {
    long bytes = USAGE + list(usage.inconsistencies());
    for (String inconsistency : usage.inconsistencies()) {
      bytes += string(inconsistency);
    }
    return bytes;
  }
}
