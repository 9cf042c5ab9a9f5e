package io.llmgw.internal.pipeline;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.ToolChoice;
import io.llmgw.internal.tokens.PrefixTokens;
import io.llmgw.spi.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The beginning of a prompt that other requests have as well, and what providers are told so that
 * they find it in their caches.
 */
final class PromptPrefix {
  private final ChatRequest request;
  private final List<Message> messages;
  private final int head;

  PromptPrefix(ChatRequest request) {
    this.request = request;
    this.messages = request.messages();
    int instructions = 0;
    while (instructions < messages.size() && messages.get(instructions) instanceof SystemMessage) {
      instructions++;
    }
    this.head = instructions;
  }

  /** What a provider is told of a call's request: what the call says itself, else what helps. */
  static Delivery delivery(ChatRequest request, Call call) {
    Delivery said = call.terms().delivery();
    PrefixCaching policy = call.route().terms().prefixCaching();
    if (!policy.isAutomatic()) {
      return said;
    }
    PromptPrefix prefix = new PromptPrefix(request);
    String key = said.promptCacheKey();
    return said.withPromptCache(key.isEmpty() ? prefix.key(call) : key, prefix.marks(policy));
  }

  /** The same for all requests of a route and tenant with one head; empty if there is no head. */
  private String key(Call call) {
    return head == 0 && request.tools().isEmpty()
        ? ""
        : PromptCacheKeys.of(
            call.route().name(),
            call.caller().tenant(),
            request.tools(),
            messages.subList(0, head));
  }

  /**
   * The tools, the instructions, where the request before this one ended, and the end. Each is
   * written to the cache once, however many marks there are, and providers look back from a mark to
   * earlier ones over 20 blocks only (Anthropic, "Prompt caching"), which one round of parallel
   * tool calls can have: so the end of the request before is marked by itself.
   */
  List<CacheMark> marks(PrefixCaching policy) {
    if (!request.cacheMarks().isEmpty()) {
      return List.of(); // the application knows better
    }
    TreeSet<Integer> places = new TreeSet<>();
    if (!request.tools().isEmpty()) {
      places.add(0);
    }
    places.add(head);
    int answer = lastAnswer();
    if (answer > head) {
      places.add(answer);
    }
    if (goesOn(answer)) {
      places.add(messages.size());
    }
    PrefixTokens tokens = PrefixTokens.of(request);
    List<CacheMark> marks = new ArrayList<>(places.size());
    for (int place : places) {
      if (tokens.upTo(place) > 0 && tokens.upTo(place) >= policy.minTokens()) {
        marks.add(new CacheMark(place, policy.timeToLive()));
      }
    }
    return marks;
  }

  /** Where the last answer of the model is, before which the request before this one ended. */
  private int lastAnswer() {
    int last = messages.size() - 1;
    while (last >= 0 && !(messages.get(last) instanceof AssistantMessage)) {
      last--;
    }
    return last;
  }

  /**
   * Whether another request is to be expected that begins with all of this one. Not after words put
   * into the model's mouth, which the answer is joined to.
   */
  private boolean goesOn(int answer) {
    return answer >= 0 ? answer < messages.size() - 1 : mayCallTools();
  }

  private boolean mayCallTools() {
    return !request.tools().isEmpty()
        && request.toolChoice().orElse(ToolChoice.AUTO).mode() == ToolChoice.Mode.AUTO;
  }
}
