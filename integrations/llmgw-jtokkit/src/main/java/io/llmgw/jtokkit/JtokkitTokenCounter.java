package io.llmgw.jtokkit;

import com.knuddels.jtokkit.api.Encoding;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ToolChoice;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ImageTokens;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCounter;
import java.util.Optional;

/**
 * Counts input tokens with JTokkit, for {@code LlmGatewayBuilder.tokenCounter}. Blocks on nothing;
 * safe for use by many threads.
 */
public final class JtokkitTokenCounter implements TokenCounter {
  /** What a message is wrapped in, beside its role (Cookbook). */
  private static final int PER_MESSAGE = 3;

  private static final int ROLE = 1;
  private static final int ANSWER_PRIMING = 3;

  /** Observed of o3 and gpt-5; how these models' messages are wrapped is not published. */
  private static final int REASONED_ANSWER_PRIMING = 2;

  // Around the text of tools; less when they join a system message; by the choice (community).
  private static final int TOOLS = 9;
  private static final int TOOLS_IN_SYSTEM_MESSAGE = -4;
  private static final int CHOICE_NONE = 1;
  private static final int CHOICE_NAMED = 7;
  private static final int PER_TOOL_CALL = 8;

  /** How far counts by rules that are not published are off, as far as it is known. */
  private static final double UNPUBLISHED_ERROR = 0.02;

  private static final int ROOM = 16;

  private final OpenAiEncodings encodings = new OpenAiEncodings();

  private JtokkitTokenCounter() {}

  /**
   * Returns a counter for OpenAI's models with a published encoding (o200k_base and cl100k_base:
   * gpt-3.5 to gpt-5, the o series), at whatever provider. Of other models it knows nothing.
   *
   * <p>Requests of text are counted by the rule that OpenAI publishes (Cookbook, "How to count
   * tokens with tiktoken": 3 tokens a message, the role, the text, 3 for the answer's beginning)
   * and are exact but for models that reason or are for audio or search. How those are told, and
   * how tools, tool calls, schemas and images are written for the model is not published; for them
   * the count follows what the community has found out and the rules for images, says that it is
   * not exact, and its bound leaves room: 16 tokens, a quarter of the tools, the bytes of a schema,
   * and an image's worst case.
   *
   * <p>The encoding of a model is loaded with the first request to it (about a second); a count
   * takes some microseconds a hundred words.
   *
   * @return the counter
   */
  public static JtokkitTokenCounter forOpenAi() {
    return new JtokkitTokenCounter();
  }

  @Override
  public Optional<TokenCount> count(TargetRequest request, String provider, CallContext context) {
    return encodings.of(request.model()).flatMap(encoding -> new Sum(encoding, request).total());
  }

  /** The count of one request, and how far it may be off. */
  private static final class Sum {
    private final Encoding encoding;
    private final ChatRequest chat;
    private final String model;
    private long tokens;
    private long room;
    private boolean countable = true;

    Sum(Encoding encoding, TargetRequest request) {
      this.encoding = encoding;
      this.chat = request.chat();
      this.model = request.model();
    }

    /** Returns the count; empty if there is something whose tokens no rule tells. */
    Optional<TokenCount> total() {
      tokens = reasons() ? REASONED_ANSWER_PRIMING : ANSWER_PRIMING;
      for (Message message : chat.messages()) {
        tokens += PER_MESSAGE + ROLE;
        message.parts().forEach(this::add);
      }
      addTools();
      addSchema();
      if (reasons() || isPreview()) {
        guess(ROOM);
      }
      if (!countable) {
        return Optional.empty();
      }
      return Optional.of(
          room == 0
              ? TokenCount.exactly(tokens)
              : new TokenCount(tokens, tokens + room, false, UNPUBLISHED_ERROR));
    }

    private void add(Part part) {
      if (part instanceof TextPart text) {
        tokens += count(text.text());
      } else if (part instanceof RefusalPart refusal) {
        tokens += count(refusal.text());
      } else if (part instanceof ToolCall call) {
        tokens += count(call.name()) + count(call.arguments().text()) + PER_TOOL_CALL;
        guess(ROOM);
      } else if (part instanceof ImagePart image) {
        ImageTokens rule = ImageTokens.of(model, image);
        tokens += rule.tokens();
        guess(rule.atMost() - rule.tokens() + (rule.known() ? 1 : ROOM));
      } else {
        countable = false; // files, audio, reasoning and what is not known
      }
    }

    private void addTools() {
      if (chat.tools().isEmpty()) {
        return;
      }
      long text = count(FunctionText.of(chat.tools()));
      tokens += TOOLS + text;
      if (chat.messages().stream().anyMatch(SystemMessage.class::isInstance)) {
        tokens += TOOLS_IN_SYSTEM_MESSAGE;
      }
      ToolChoice choice = chat.toolChoice().orElse(ToolChoice.AUTO);
      tokens +=
          switch (choice.mode()) {
            case NONE -> CHOICE_NONE;
            case NAMED -> CHOICE_NAMED + count(choice.tool());
            case AUTO, REQUIRED -> 0;
          };
      guess(ROOM + text / 4);
    }

    private void addSchema() {
      String schema = chat.responseFormat().schema().text();
      if (!schema.isEmpty()) {
        tokens += count(schema);
        guess(ROOM + (long) schema.length() * 3);
      }
    }

    private boolean reasons() {
      String name = OpenAiEncodings.plainName(model);
      return name.startsWith("o") || name.startsWith("gpt-5");
    }

    /** Models for audio and search were seen to count a few tokens more or less. */
    private boolean isPreview() {
      return model.contains("-audio") || model.contains("-search");
    }

    private void guess(long offBy) {
      room += offBy;
    }

    private int count(String text) {
      return text.isEmpty() ? 0 : encoding.countTokensOrdinary(text);
    }
  }
}
