package io.llmgw.value;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * Binary content of a message: bytes with their media type, or a URL from which the provider
 * fetches them.
 *
 * <p>Immutable; bytes are copied in and out. Two blobs are equal if their media types and contents
 * (or URLs) are.
 */
public final class Blob {
  private final String mediaType;
  private final String url;
  private final byte[] bytes;
  private int hash;

  private Blob(String mediaType, String url, byte[] bytes) {
    this.mediaType = mediaType;
    this.url = url;
    this.bytes = bytes;
  }

  /**
   * Wraps bytes.
   *
   * @param mediaType for example {@code image/png}
   * @param bytes the content, copied
   * @return the blob
   * @throws IllegalArgumentException if the media type has no slash or there are no bytes
   */
  public static Blob of(String mediaType, byte[] bytes) {
    checkMediaType(mediaType);
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a blob of type " + mediaType + " has no bytes");
    }
    return new Blob(mediaType.toLowerCase(Locale.ROOT), "", bytes.clone());
  }

  /**
   * Refers to content by URL.
   *
   * @param url an {@code https:} or {@code http:} URL; for inline data use {@link #of}
   * @param mediaType the media type, or empty if it is not known
   * @return the blob
   * @throws IllegalArgumentException if the URL has another scheme or contains white space
   */
  public static Blob url(String url, String mediaType) {
    String lower = url.toLowerCase(Locale.ROOT);
    if (!(lower.startsWith("https://") || lower.startsWith("http://"))
        || url.chars().anyMatch(c -> c <= ' ')) {
      throw new IllegalArgumentException("a blob's URL must be http or https without white space");
    }
    if (!mediaType.isEmpty()) {
      checkMediaType(mediaType);
    }
    return new Blob(mediaType.toLowerCase(Locale.ROOT), url, new byte[0]);
  }

  private static void checkMediaType(String mediaType) {
    Objects.requireNonNull(mediaType, "mediaType");
    if (!mediaType.matches("[\\w.+-]+/[\\w.+-]+")) {
      throw new IllegalArgumentException(
          "not a media type: \"" + mediaType + "\" (example: image/png)");
    }
  }

  /**
   * Returns the media type in lower case.
   *
   * @return for example {@code image/png}; empty if it is not known (URLs only)
   */
  public String mediaType() {
    return mediaType;
  }

  /**
   * Tells whether this refers to a URL.
   *
   * @return false if the bytes are inline
   */
  public boolean isUrl() {
    return !url.isEmpty();
  }

  /**
   * Returns the URL.
   *
   * @return the URL, empty if the bytes are inline
   */
  public String url() {
    return url;
  }

  /**
   * Returns the number of inline bytes.
   *
   * @return 0 for a URL
   */
  public int size() {
    return bytes.length;
  }

  /**
   * Returns a copy of the inline bytes.
   *
   * @return empty for a URL
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Returns one of the inline bytes, without a copy of the others.
   *
   * @param index from 0 to {@link #size()} - 1
   * @return the byte
   * @throws IndexOutOfBoundsException if there is no such byte
   */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /**
   * Returns the inline bytes in Base64 (RFC 4648, with padding, no line breaks).
   *
   * @return empty for a URL
   */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Compares media type, URL and bytes. */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof Blob that
            && mediaType.equals(that.mediaType)
            && url.equals(that.url)
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = 31 * (31 * mediaType.hashCode() + url.hashCode()) + Arrays.hashCode(bytes);
    }
    return hash;
  }

  /** Returns type and size (or the URL), never the content. */
  @Override
  public String toString() {
    return isUrl() ? "Blob[" + url + "]" : "Blob[" + mediaType + ", " + bytes.length + " bytes]";
  }
}
