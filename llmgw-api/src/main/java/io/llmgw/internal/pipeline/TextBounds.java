package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Part;
import io.llmgw.chat.Tool;

/** Bounds a request's tokens by its length alone. */
final class TextBounds {
  /** No token is shorter than a byte, and no character of Java's longer than three. */
  private static final long MOST_TOKENS_A_CHARACTER = 3;

  /** What providers put around a message, a tool or a whole request, generously. */
  private static final long AROUND = 64;

  private static final long INSTRUCTIONS = 1_024;

  private TextBounds() {}

  /** Returns at least as many tokens as any model counts; the most there are if it has media. */
  static long of(ChatRequest request) {
    long characters = 0;
    for (Message message : request.messages()) {
      for (Part part : message.parts()) {
        long length = length(part);
        if (length < 0) {
          return Long.MAX_VALUE;
        }
        characters += length;
      }
    }
    for (Tool tool : request.tools()) {
      characters +=
          tool.name().length() + tool.description().length() + tool.parameters().text().length();
    }
    characters += request.responseFormat().schema().text().length();
    long around = AROUND * (request.messages().size() + request.tools().size());
    return characters * MOST_TOKENS_A_CHARACTER + around + INSTRUCTIONS;
  }

  private static long length(Part part) {
    long state = part.state().data().text().length();
    if (part instanceof Part.TextPart text) {
      return state + text.text().length();
    }
    if (part instanceof Part.ToolCall call) {
      return state + call.name().length() + call.arguments().text().length();
    }
    if (part instanceof Part.ReasoningPart reasoning) {
      return state + reasoning.text().length();
    }
    if (part instanceof Part.RefusalPart refusal) {
      return state + refusal.text().length();
    }
    return part instanceof Part.OpaquePart ? state : -1;
  }
}
