package io.llmgw.internal.tokens;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Part;
import io.llmgw.chat.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a request decides how many tokens it has, whatever the model. Made once for a call, in
 * one pass over its text; immutable from then on.
 */
public final class RequestProfile {
  /** What a provider wraps a message in: role, separators, an id. */
  private static final int MOST_PER_MESSAGE = 16;

  private static final int MOST_PER_TOOL = 32;

  /**
   * Instructions that a provider adds once to tools or a schema: up to 530 (Anthropic, "Tool use",
   * Pricing).
   */
  private static final int MOST_INSTRUCTIONS = 640;

  private final double[] features;
  private final long textAtMost;
  private final List<Part> media;

  private RequestProfile(double[] features, long textAtMost, List<Part> media) {
    this.features = features;
    this.textAtMost = textAtMost;
    this.media = media;
  }

  /**
   * Profiles a chat request: all text of messages, tool calls and results, tools and the answer's
   * schema.
   *
   * @param request the request
   * @return its profile
   */
  public static RequestProfile of(ChatRequest request) {
    TextProfile text = new TextProfile();
    List<Part> media = new ArrayList<>(0);
    long stateBytes = 0;
    for (Message message : request.messages()) {
      stateBytes += addAll(message.parts(), text, media);
    }
    for (Tool tool : request.tools()) {
      text.add(tool.name());
      text.add(tool.description());
      text.add(tool.parameters().text());
    }
    text.add(request.responseFormat().schema().text());
    int messages = request.messages().size();
    int tools = request.tools().size();
    boolean instructed = tools > 0 || !request.responseFormat().schema().isEmpty();
    long overhead =
        MOST_PER_MESSAGE * (messages + 1L)
            + (long) MOST_PER_TOOL * tools
            + (instructed ? MOST_INSTRUCTIONS : 0);
    return new RequestProfile(
        Features.of(text, messages, tools),
        text.utf8Bytes() + stateBytes + overhead,
        List.copyOf(media));
  }

  /**
   * Profiles texts of which each is read for itself, as for embeddings.
   *
   * @param texts the texts
   * @return their profile
   */
  public static RequestProfile of(List<String> texts) {
    TextProfile text = new TextProfile();
    texts.forEach(text::add);
    return new RequestProfile(
        Features.of(text, 0, 0),
        text.utf8Bytes() + (long) MOST_PER_MESSAGE * texts.size(),
        List.of());
  }

  /**
   * Profiles what a model has answered, as far as it arrived.
   *
   * @param parts the answer's parts
   * @return their profile
   */
  public static RequestProfile ofAnswer(List<Part> parts) {
    TextProfile text = new TextProfile();
    long stateBytes = addAll(parts, text, new ArrayList<>(0));
    return new RequestProfile(Features.of(text, 0, 0), text.utf8Bytes() + stateBytes, List.of());
  }

  /** Adds parts, and returns the length of what is opaque in them. */
  static long addAll(List<Part> parts, TextProfile text, List<Part> media) {
    long stateBytes = 0;
    for (Part part : parts) {
      stateBytes += part.state().data().text().length();
      if (part instanceof Part.TextPart words) {
        text.add(words.text());
      } else if (part instanceof Part.ToolCall call) {
        text.add(call.name());
        text.add(call.arguments().text());
      } else if (part instanceof Part.ReasoningPart reasoning) {
        text.add(reasoning.text());
      } else if (part instanceof Part.RefusalPart refusal) {
        text.add(refusal.text());
      } else if (part instanceof Part.OpaquePart opaque) {
        text.add(opaque.state().data().text());
      } else {
        media.add(part);
      }
    }
    return stateBytes;
  }

  double[] features() {
    return features;
  }

  /** Returns an upper bound of what the text takes: its bytes, and what is put around it. */
  long textAtMost() {
    return textAtMost;
  }

  /**
   * Tells whether there are images, audio or files.
   *
   * @return false if it is all text
   */
  public boolean hasMedia() {
    return !media.isEmpty();
  }

  MediaTokens media(String model) {
    MediaTokens all = MediaTokens.NONE;
    for (Part part : media) {
      all = all.plus(MediaTokens.of(part, model));
    }
    return all;
  }
}
