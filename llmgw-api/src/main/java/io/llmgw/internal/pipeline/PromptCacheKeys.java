package io.llmgw.internal.pipeline;

import io.llmgw.chat.Message;
import io.llmgw.chat.Tool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Keys by which a provider finds a prompt's beginning in its cache: hashes, so that nothing
 * readable leaves the process, and the same in every process.
 */
final class PromptCacheKeys {
  /** OpenAI takes 64 characters; half of a SHA-256 is as good as all of it. */
  private static final int BYTES = 16;

  private static final String VERSION = "llmgw prompt cache key 1";

  private PromptCacheKeys() {}

  /** Returns the key of a head that a tenant's calls of a route have in common. */
  static String of(String route, String tenant, List<Tool> tools, List<Message> instructions) {
    MessageDigest digest = sha256();
    add(digest, VERSION);
    add(digest, route);
    add(digest, tenant);
    add(digest, tools.size());
    for (Tool tool : tools) {
      add(digest, tool.name());
      add(digest, tool.description());
      add(digest, tool.parameters().text());
      add(digest, tool.strict() ? 1 : 0);
    }
    for (Message message : instructions) {
      add(digest, message.text());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  /** With its length, so that no two lists of texts look alike. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(digest, bytes.length);
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
