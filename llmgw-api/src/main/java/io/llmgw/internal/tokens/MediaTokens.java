package io.llmgw.internal.tokens;

import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.spi.ImageTokens;
import io.llmgw.value.Blob;

/**
 * What parts that are not text take. Images by {@link ImageTokens}; audio by the second; files by
 * the page, of which only the file's size gives an idea.
 *
 * @param tokens the estimate
 * @param atMost an upper bound
 */
record MediaTokens(long tokens, long atMost) {
  static final MediaTokens NONE = new MediaTokens(0, 0);

  /** Google counts 32 a second ("Audio understanding"), OpenAI 10. */
  private static final long AUDIO_PER_SECOND = 32;

  /** Bytes of a second: 16 kHz PCM and 64 kbit/s, and the least that is in use for speech. */
  private static final long WAVE_BYTES = 32_000;

  private static final long LEAST_WAVE_BYTES = 8_000;
  private static final long COMPRESSED_BYTES = 8_000;
  private static final long LEAST_COMPRESSED_BYTES = 1_000;

  /** What is assumed of audio behind a URL: ten minutes, at most 9.5 hours (Gemini's limit). */
  private static final MediaTokens REMOTE_AUDIO =
      new MediaTokens(600 * AUDIO_PER_SECOND, 34_200 * AUDIO_PER_SECOND);

  /** A page is text and an image ("PDF support", Anthropic: 1,500 to 3,000, and the image's). */
  private static final long PAGE = 2_000;

  private static final long MOST_OF_PAGE = 3_000 + 4_784;

  /** A page of a file has some tens of KB, and hardly less than 2. */
  private static final long PAGE_BYTES = 50_000;

  private static final long LEAST_PAGE_BYTES = 2_000;

  /** More pages are refused (Anthropic: 600, Google: 1,000). */
  private static final long MOST_PAGES = 1_000;

  private static final long TEXT_BYTES_PER_TOKEN = 4;

  static MediaTokens of(Part part, String model) {
    if (part instanceof ImagePart image) {
      ImageTokens tokens = ImageTokens.of(model, image);
      return new MediaTokens(tokens.tokens(), tokens.atMost());
    }
    if (part instanceof AudioPart audio) {
      return audio(audio.audio());
    }
    return part instanceof FilePart file ? file(file.file()) : NONE;
  }

  MediaTokens plus(MediaTokens more) {
    return new MediaTokens(tokens + more.tokens, atMost + more.atMost);
  }

  private static MediaTokens audio(Blob audio) {
    if (audio.isUrl()) {
      return REMOTE_AUDIO;
    }
    boolean wave = audio.mediaType().contains("wav") || audio.mediaType().contains("pcm");
    return new MediaTokens(
        seconds(audio, wave ? WAVE_BYTES : COMPRESSED_BYTES) * AUDIO_PER_SECOND,
        seconds(audio, wave ? LEAST_WAVE_BYTES : LEAST_COMPRESSED_BYTES) * AUDIO_PER_SECOND);
  }

  private static long seconds(Blob audio, long bytesPerSecond) {
    return ceiling(audio.size(), bytesPerSecond);
  }

  private static MediaTokens file(Blob file) {
    if (file.mediaType().startsWith("text/") && !file.isUrl()) {
      return new MediaTokens(ceiling(file.size(), TEXT_BYTES_PER_TOKEN), file.size());
    }
    if (file.isUrl()) {
      return new MediaTokens(10 * PAGE, MOST_PAGES * MOST_OF_PAGE);
    }
    return new MediaTokens(
        ceiling(file.size(), PAGE_BYTES) * PAGE,
        Math.min(MOST_PAGES, ceiling(file.size(), LEAST_PAGE_BYTES)) * MOST_OF_PAGE);
  }

  private static long ceiling(long size, long unit) {
    return (size + unit - 1) / unit;
  }
}
