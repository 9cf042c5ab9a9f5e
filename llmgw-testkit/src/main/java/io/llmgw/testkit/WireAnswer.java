package io.llmgw.testkit;

import io.llmgw.chat.Part.ToolCall;
import java.util.List;
import java.util.Optional;

/**
 * What the stand-in server has to say, before it is put into a provider's words.
 *
 * @param number counts the answers; part of their ids
 * @param model the model as the request named it
 * @param pieces the text, or the arguments of the tool call, in the pieces in which they are
 *     streamed
 * @param toolCall the tool call; empty for a text
 * @param input input tokens
 * @param output output tokens
 * @param streamUsage whether the request wants the usage in a stream (OpenAI sends it only then)
 */
record WireAnswer(
    long number,
    String model,
    List<String> pieces,
    Optional<ToolCall> toolCall,
    long input,
    long output,
    boolean streamUsage) {

  String text() {
    return String.join("", pieces);
  }
}
