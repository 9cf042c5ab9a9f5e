package io.llmgw.chat;

import java.security.SecureRandom;
import java.util.List;

/**
 * Mixes the hash codes of a request's components into 64 bits. Strings remember theirs, so a
 * request that is built anew from the same strings is hashed in no time; and a seed of this process
 * keeps those who choose the strings from choosing the hash.
 */
final class ContentHash {
  private static final long SEED = new SecureRandom().nextLong();
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state = SEED;

  private ContentHash() {}

  /** Returns the hash of a request; never 0. */
  static long of(ChatRequest request) {
    ContentHash hash = new ContentHash();
    hash.add(request.model().hashCode());
    for (Message message : request.messages()) {
      hash.add(message.getClass().hashCode());
      hash.addAll(message.parts());
      if (message instanceof Message.AssistantMessage assistant) {
        hash.add(assistant.state().hashCode());
      } else if (message instanceof Message.ToolResultMessage result) {
        hash.add(result.callId().hashCode());
        hash.add(Boolean.hashCode(result.error()));
      }
    }
    hash.addAll(request.tools());
    hash.add(request.toolChoice().hashCode());
    hash.add(request.parallelToolCalls().hashCode());
    hash.add(request.responseFormat().hashCode());
    hash.add(request.maxOutputTokens().hashCode());
    hash.add(request.temperature().hashCode());
    hash.add(request.topP().hashCode());
    hash.add(request.frequencyPenalty().hashCode());
    hash.add(request.presencePenalty().hashCode());
    hash.add(request.seed().hashCode());
    hash.addAll(request.stop());
    hash.add(request.reasoning().hashCode());
    hash.add(request.reasoningBudget().hashCode());
    hash.add(request.alternatives());
    hash.add(request.logprobs().hashCode());
    hash.addAll(request.cacheMarks());
    hash.add(request.extras().hashCode());
    return hash.state == 0 ? 1 : hash.state;
  }

  private void addAll(List<? extends Object> parts) {
    add(parts.size());
    for (Object part : parts) {
      add(part.hashCode());
    }
  }

  private void add(int component) {
    long mixed = (state ^ component) * GOLDEN;
    state = mixed ^ (mixed >>> 32);
  }
}
