package io.llmgw.spi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a key for stores that are shared between processes. A change of what is written for
 * a key needs a new version, or gateways of two versions would take each other's entries.
 */
final class KeyDigest {
  private static final String VERSION = "1";
  private static final int CHAT = 'C';
  private static final int VECTOR = 'V';

  private KeyDigest() {}

  static String of(CacheKey key) {
    MessageDigest sha = sha256();
    BinaryWriter out = new BinaryWriter(sha::update);
    out.text("llmgw cache key " + VERSION);
    out.text(key.scope());
    out.text(key.namespace());
    out.text(key.branch());
    key.chat()
        .ifPresent(
            request -> {
              out.tag(CHAT);
              RequestFormat.write(out, request);
            });
    key.embedding()
        .ifPresent(
            request -> {
              out.tag(VECTOR);
              RequestFormat.write(out, request);
            });
    out.flush();
    return VERSION + "-" + HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
