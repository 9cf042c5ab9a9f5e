package io.llmgw.internal.ledger;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.util.List;

/**
 * Estimates tokens where nobody counted them: about four characters a token of text (OpenAI's rule
 * of thumb for English), a few tokens a message, a flat figure for each image or file.
 */
public final class Estimate {
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int BYTES_PER_TOKEN = 3;
  private static final int TOKENS_PER_MESSAGE = 4;
  private static final int TOKENS_PER_BLOB = 1_000;

  private Estimate() {}

  /**
   * Estimates the input of a chat request.
   *
   * @param request the request
   * @return tokens
   */
  public static long input(ChatRequest request) {
    long characters = 0;
    long tokens = 0;
    for (Message message : request.messages()) {
      tokens += TOKENS_PER_MESSAGE;
      for (Part part : message.parts()) {
        characters += characters(part);
        tokens +=
            part instanceof Part.ImagePart || part instanceof Part.FilePart ? TOKENS_PER_BLOB : 0;
      }
    }
    for (Tool tool : request.tools()) {
      tokens += TOKENS_PER_MESSAGE;
      characters +=
          tool.name().length() + tool.description().length() + tool.parameters().text().length();
    }
    return tokens + tokens(characters + request.responseFormat().schema().text().length());
  }

  /**
   * Estimates the input of an embedding request.
   *
   * @param request the request
   * @return tokens
   */
  public static long input(EmbeddingRequest request) {
    return input(request.inputs());
  }

  /**
   * Estimates texts.
   *
   * @param texts the texts
   * @return tokens
   */
  public static long input(List<String> texts) {
    long characters = 0;
    for (String text : texts) {
      characters += text.length();
    }
    return texts.size() + tokens(characters);
  }

  /**
   * Estimates the input of a rerank request, in which the query is read with every document.
   *
   * @param request the request
   * @return tokens
   */
  public static long input(RerankRequest request) {
    long query = tokens(request.query().length());
    return input(request.documents()) + query * request.documents().size();
  }

  /**
   * Makes usage of an estimated input.
   *
   * @param tokens the estimate
   * @return an estimate
   */
  public static Usage input(long tokens) {
    return Usage.builder().estimated().count(Meter.INPUT, tokens).build();
  }

  /**
   * Estimates a text on the safe side, for splitting: one token for every three bytes of UTF-8,
   * which is more than English and about what Chinese takes.
   *
   * @param text the text
   * @return tokens, at least 1
   */
  public static long mostTokens(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return Math.max(1, (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
  }

  /**
   * Completes what is known of an interrupted answer: reported numbers are kept, and output that
   * was received but not reported is estimated.
   *
   * @param reported what the provider had reported so far, perhaps nothing
   * @param inputTokens the estimated input, used if none was reported
   * @param partial what had arrived
   * @return an estimate
   */
  public static Usage interrupted(Usage reported, long inputTokens, AssistantMessage partial) {
    Usage.Builder usage = Usage.builder().estimated();
    for (Meter meter : Meter.values()) {
      usage.count(meter, reported.count(meter));
    }
    if (reported.inputTokens() == 0) {
      usage.count(Meter.INPUT, inputTokens);
    }
    long unreported = tokens(characters(partial)) - reported.outputTokens();
    if (unreported > 0) {
      usage.count(Meter.OUTPUT, reported.count(Meter.OUTPUT) + unreported);
    }
    return usage.build();
  }

  /**
   * Estimates what a complete answer used that came without numbers, all its alternatives included.
   *
   * @param inputTokens the estimated input
   * @param answer the answer
   * @return an estimate
   */
  public static Usage unreported(long inputTokens, ProviderAnswer answer) {
    Usage.Builder usage = Usage.builder().estimated().count(Meter.INPUT, inputTokens);
    long output = tokens(characters(answer.message()));
    for (Alternative further : answer.alternatives()) {
      output += tokens(characters(further.message()));
    }
    return usage.count(Meter.OUTPUT, output).build();
  }

  private static long characters(AssistantMessage message) {
    long characters = 0;
    for (Part part : message.parts()) {
      characters += characters(part);
    }
    return characters;
  }

  private static long characters(Part part) {
    if (part instanceof Part.TextPart text) {
      return text.text().length();
    }
    if (part instanceof Part.ToolCall call) {
      return (long) call.name().length() + call.arguments().text().length();
    }
    if (part instanceof Part.ReasoningPart reasoning) {
      return reasoning.text().length();
    }
    if (part instanceof Part.RefusalPart refusal) {
      return refusal.text().length();
    }
    return part.state().data().text().length();
  }

  private static long tokens(long characters) {
    return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }
}
