package io.llmgw.spi;

import io.llmgw.chat.Part.ImagePart;
import java.util.Locale;
import java.util.Optional;

/**
 * How many input tokens an image takes, by the rules that providers publish, which go by the
 * model's family:
 *
 * <ul>
 *   <li>OpenAI ("Images and vision", Calculating costs): tiles of 512 pixels after two reductions
 *       for gpt-4o, gpt-4.1, gpt-5, o1 and o3; patches of 32 pixels up to a budget, times a factor,
 *       for the mini and nano models since gpt-4.1, for o4-mini and from gpt-5.2 on. The factor of
 *       the last, 1.2, is not published but was observed.
 *   <li>Anthropic ("Vision"): patches of 28 pixels, up to 1,568 (long edge 1,568 pixels), and from
 *       Claude Opus 4.7 on up to 4,784 (2,576 pixels). This is what the older rule of width ×
 *       height / 750 approximates.
 *   <li>Google ("Understand and count tokens", "Media resolution"): 258 up to 384 × 384 pixels,
 *       else 258 a tile; from Gemini 3 on 1,120 in the default resolution.
 * </ul>
 *
 * <p>The size is read from the first bytes of an inline image (PNG, JPEG, GIF, WebP). If it is not
 * known, as with a URL, the family's worst case stands. For counters; stateless.
 *
 * @param tokens the tokens by the rule; the worst case if the image's size is not known
 * @param atMost what is not exceeded whatever the provider makes of it, at least {@code tokens}
 * @param known whether this follows a published rule and the image's own size
 */
public record ImageTokens(long tokens, long atMost, boolean known) {
  /** Open models differ; one of the largest takes (Qwen2-VL, "max_pixels"). */
  private static final long MOST_OF_OTHERS = 16_384;

  private static final int OPENAI_PATCH = 32;
  private static final int CLAUDE_PATCH = 28;
  private static final int GEMINI_TILE = 258;

  /**
   * Counts an image.
   *
   * @param model the provider's id of the model
   * @param image the image
   * @return its tokens
   */
  public static ImageTokens of(String model, ImagePart image) {
    String name = model.toLowerCase(Locale.ROOT);
    Optional<ImageSize> size = ImageSize.of(image.image());
    if (name.contains("claude")) {
      return claude(ModelVersion.of(name, "claude"), size);
    }
    if (name.contains("gemini")) {
      return gemini(ModelVersion.of(name, "gemini"), size);
    }
    return openAi(name, image.detail(), size).orElseGet(() -> other(size));
  }

  private static Optional<ImageTokens> openAi(
      String name, String detail, Optional<ImageSize> size) {
    return OpenAiImages.of(name)
        .map(
            rule ->
                rule instanceof OpenAiImages.Tiles tiles
                    ? tiles(tiles, detail, size)
                    : patches((OpenAiImages.Patches) rule, detail, size));
  }

  private static ImageTokens tiles(
      OpenAiImages.Tiles rule, String detail, Optional<ImageSize> size) {
    if (detail.equals("low")) {
      return exactly(rule.base());
    }
    long most = rule.tokens(new ImageSize(2_048, 768));
    if (size.isEmpty()) {
      return new ImageTokens(most, most, false);
    }
    long tokens = rule.tokens(size.get());
    // With auto the model's choice may be low.
    return new ImageTokens(tokens, tokens, detail.equals("high"));
  }

  private static ImageTokens patches(
      OpenAiImages.Patches rule, String detail, Optional<ImageSize> size) {
    long most = rule.most(detail);
    if (size.isEmpty()) {
      return new ImageTokens(most, most, false);
    }
    long tokens = rule.tokens(patchCount(size.get(), OPENAI_PATCH), detail);
    return new ImageTokens(tokens, Math.max(tokens, Math.min(most, tokens * 2)), false);
  }

  private static ImageTokens claude(ModelVersion version, Optional<ImageSize> size) {
    boolean high = version.isAtLeast(4, 7) || !version.known();
    int edge = high ? 2_576 : 1_568;
    long budget = high ? 4_784 : 1_568;
    if (size.isEmpty()) {
      return new ImageTokens(budget, budget, false);
    }
    double shrink = Math.min(1, (double) edge / Math.max(size.get().width(), size.get().height()));
    ImageSize seen = scaled(size.get(), shrink);
    long patches = patchCount(seen, CLAUDE_PATCH);
    long tokens = Math.min(patches, budget);
    return new ImageTokens(tokens, tokens, version.known() && shrink == 1 && patches <= budget);
  }

  private static ImageTokens gemini(ModelVersion version, Optional<ImageSize> size) {
    if (version.isAtLeast(3, 0)) {
      return new ImageTokens(1_120, 2_240, false);
    }
    if (size.isEmpty() || !version.known()) {
      return new ImageTokens(16L * GEMINI_TILE, 16L * GEMINI_TILE, false);
    }
    int width = size.get().width();
    int height = size.get().height();
    if (width <= 384 && height <= 384) {
      return exactly(GEMINI_TILE);
    }
    int tile = Math.max(256, Math.min(768, (int) (Math.min(width, height) / 1.5)));
    long tokens = ceiling(width, tile) * ceiling(height, tile) * GEMINI_TILE;
    return new ImageTokens(tokens, tokens, false);
  }

  private static ImageTokens other(Optional<ImageSize> size) {
    long tokens =
        size.map(s -> Math.min(MOST_OF_OTHERS, patchCount(s, CLAUDE_PATCH))).orElse(MOST_OF_OTHERS);
    return new ImageTokens(tokens, MOST_OF_OTHERS, false);
  }

  private static ImageTokens exactly(long tokens) {
    return new ImageTokens(tokens, tokens, true);
  }

  private static ImageSize scaled(ImageSize size, double factor) {
    return factor >= 1
        ? size
        : new ImageSize(
            Math.max(1, (int) Math.round(size.width() * factor)),
            Math.max(1, (int) Math.round(size.height() * factor)));
  }

  private static long patchCount(ImageSize size, int edge) {
    return ceiling(size.width(), edge) * ceiling(size.height(), edge);
  }

  private static long ceiling(long length, long edge) {
    return (length + edge - 1) / edge;
  }
}
