package io.llmgw.internal.semantic;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.spi.CacheKey;
import java.util.List;
import java.util.Optional;

/**
 * A request as the semantic cache sees it: what is compared, and what must be equal.
 *
 * @param text the last message
 * @param rest everything else, with who may share it
 * @param key where the answer to exactly this request is
 */
public record Question(String text, CacheKey rest, CacheKey key) {
  /** Longer ones are hardly ever asked twice, and embedders cut them. */
  static final int LONGEST = 8_192;

  /** What stands in the place of what is compared. */
  private static final UserMessage OPEN = new UserMessage("?");

  /**
   * Takes a request apart.
   *
   * @param key the request's key
   * @return empty if it does not end with a user's text, or that is too long
   */
  public static Optional<Question> of(CacheKey key) {
    ChatRequest request = key.chat().orElseThrow();
    Message last = request.messages().get(request.messages().size() - 1);
    if (!(last instanceof UserMessage asked) || !isPlain(asked.parts())) {
      return Optional.empty();
    }
    String text = asked.text();
    if (text.isBlank() || text.length() > LONGEST) {
      return Optional.empty();
    }
    CacheKey rest =
        CacheKey.ofChat(key.scope(), key.namespace(), key.branch(), request.withLast(OPEN));
    return Optional.of(new Question(text, rest, key));
  }

  private static boolean isPlain(List<Part> parts) {
    return parts.size() == 1
        && parts.get(0) instanceof TextPart text
        && text.citations().isEmpty()
        && text.state().isEmpty();
  }
}
