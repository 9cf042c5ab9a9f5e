package io.llmgw.internal.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.value.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which target asked for a tool, so that the result goes back to it: it has the state of
 * its reasoning, and the conversation in its cache. The last {@value #MOST} are remembered, by
 * hashes; a wrong one costs no more than that. Safe for use by many threads.
 */
public final class ToolLoops {
  private static final int MOST = 10_000;

  private final Map<Long, Target> begun =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Target> eldest) {
          return size() > MOST;
        }
      };

  /** Starts with none. */
  public ToolLoops() {}

  /**
   * Notes an answer that asks for tools.
   *
   * @param answer the answer
   * @param target who gave it
   */
  public void note(AssistantMessage answer, Target target) {
    Part.ToolCall call = firstCall(answer);
    if (call != null) {
      synchronized (begun) {
        begun.put(key(call), target);
      }
    }
  }

  /**
   * Finds out who began the tool loop in which a request is.
   *
   * @param request the request
   * @return null if it ends with no result of a tool, or nothing is known of it
   */
  public @Nullable Target target(ChatRequest request) {
    List<Message> messages = request.messages();
    int last = messages.size() - 1;
    while (last >= 0 && messages.get(last) instanceof Message.ToolResultMessage) {
      last--;
    }
    if (last < 0
        || last == messages.size() - 1
        || !(messages.get(last) instanceof AssistantMessage asked)) {
      return null;
    }
    Part.ToolCall call = firstCall(asked);
    if (call == null) {
      return null;
    }
    synchronized (begun) {
      return begun.get(key(call));
    }
  }

  private static Part.@Nullable ToolCall firstCall(AssistantMessage message) {
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolCall call) {
        return call;
      }
    }
    return null;
  }

  private static long key(Part.ToolCall call) {
    int name = 31 * call.name().hashCode() + call.arguments().text().hashCode();
    return ((long) call.id().hashCode() << 32) ^ (name & 0xffff_ffffL);
  }
}
