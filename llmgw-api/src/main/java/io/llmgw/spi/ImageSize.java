package io.llmgw.spi;

import io.llmgw.value.Blob;
import java.util.Optional;

/**
 * The size of an image, read from its first bytes: PNG (W3C PNG, 11.2.1), JPEG (ITU T.81, B.2.2),
 * GIF (GIF89a, 18) and WebP (RFC 9649). Nothing is decoded.
 *
 * @param width in pixels, more than 0
 * @param height in pixels, more than 0
 */
record ImageSize(int width, int height) {
  /** A JPEG's size stands behind its metadata, which may have several segments of 64 KiB. */
  private static final int MOST_JPEG_SEGMENTS = 256;

  /** Returns the size of an inline image; empty for a URL and for formats and bytes not known. */
  static Optional<ImageSize> of(Blob image) {
    if (starts(image, 0, 0x89, 'P', 'N', 'G')) {
      return image.size() < 24
          ? Optional.empty()
          : of(bigEndian4(image, 16), bigEndian4(image, 20));
    }
    if (starts(image, 0, 'G', 'I', 'F', '8')) {
      return image.size() < 10 ? Optional.empty() : of(little(image, 6, 2), little(image, 8, 2));
    }
    if (starts(image, 0, 'R', 'I', 'F', 'F') && starts(image, 8, 'W', 'E', 'B', 'P')) {
      return webp(image);
    }
    return starts(image, 0, 0xFF, 0xD8, 0xFF) ? jpeg(image) : Optional.empty();
  }

  private static Optional<ImageSize> of(int width, int height) {
    return width > 0 && height > 0 ? Optional.of(new ImageSize(width, height)) : Optional.empty();
  }

  private static Optional<ImageSize> webp(Blob image) {
    if (image.size() < 30) {
      return Optional.empty();
    }
    if (starts(image, 12, 'V', 'P', '8', 'X')) {
      return of(little(image, 24, 3) + 1, little(image, 27, 3) + 1);
    }
    if (starts(image, 12, 'V', 'P', '8', 'L')) {
      int bits = little(image, 21, 4);
      return of((bits & 0x3FFF) + 1, ((bits >>> 14) & 0x3FFF) + 1);
    }
    if (starts(image, 12, 'V', 'P', '8', ' ')) {
      return of(little(image, 26, 2) & 0x3FFF, little(image, 28, 2) & 0x3FFF);
    }
    return Optional.empty();
  }

  /** Goes from marker to marker until the one that begins a frame. */
  private static Optional<ImageSize> jpeg(Blob image) {
    int at = 2;
    for (int segment = 0; segment < MOST_JPEG_SEGMENTS; segment++) {
      while (at < image.size() && unsigned(image, at) == 0xFF) {
        at++; // the marker's first byte may be repeated
      }
      if (at + 8 > image.size()) {
        return Optional.empty();
      }
      int marker = unsigned(image, at);
      if (isFrame(marker)) {
        return of(big(image, at + 6), big(image, at + 4));
      }
      int length = big(image, at + 1);
      if (length < 2) {
        return Optional.empty();
      }
      at += 1 + length;
    }
    return Optional.empty();
  }

  /** Tells whether a marker is one of SOF0 to SOF15, among which three others stand. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean starts(Blob image, int at, int... bytes) {
    if (image.size() < at + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (unsigned(image, at + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static int unsigned(Blob image, int at) {
    return image.byteAt(at) & 0xFF;
  }

  private static int big(Blob image, int at) {
    return (unsigned(image, at) << 8) | unsigned(image, at + 1);
  }

  private static int bigEndian4(Blob image, int at) {
    return (big(image, at) << 16) | big(image, at + 2);
  }

  private static int little(Blob image, int at, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= unsigned(image, at + i) << (8 * i);
    }
    return value;
  }
}
