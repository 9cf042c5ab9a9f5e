package io.llmgw.spi;

import java.util.Optional;

/** OpenAI's two ways of counting images, and which model has which. See {@link ImageTokens}. */
sealed interface OpenAiImages {
  /**
   * Tiles: fit into 2,048 × 2,048 pixels, then the short side to 768, then a price a tile of 512.
   *
   * @param base tokens of every image, and all there are in low detail
   * @param tile tokens a tile
   */
  record Tiles(int base, int tile) implements OpenAiImages {
    long tokens(ImageSize size) {
      double width = size.width();
      double height = size.height();
      double shrink = Math.min(1, 2_048 / Math.max(width, height));
      shrink = Math.min(shrink, 768 / Math.min(width, height));
      return base + tile * tilesAlong(width * shrink) * tilesAlong(height * shrink);
    }

    private static long tilesAlong(double pixels) {
      return (long) Math.ceil(Math.max(1, Math.round(pixels)) / 512.0);
    }
  }

  /**
   * Patches of 32 pixels, times a factor.
   *
   * @param factor tokens a patch
   * @param budget the most patches of an image in high detail
   * @param original the most patches of an image in original detail, which auto may mean
   */
  record Patches(double factor, int budget, int original) implements OpenAiImages {
    private static final int LOW = 256; // 512 × 512 pixels

    long tokens(long patches, String detail) {
      return tokens(Math.min(patches, budget(detail)));
    }

    long most(String detail) {
      return tokens(budget(detail));
    }

    private long budget(String detail) {
      return switch (detail) {
        case "low" -> LOW;
        case "high" -> budget;
        default -> original;
      };
    }

    private long tokens(long patches) {
      return (long) Math.ceil(patches * factor);
    }
  }

  /** Returns the rule for a model; empty if it is not one of OpenAI's. */
  static Optional<OpenAiImages> of(String id) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    if (name.startsWith("ft:")) {
      name = name.substring(3);
    }
    if (name.startsWith("gpt-4o-mini")) {
      return Optional.of(new Tiles(2_833, 5_667));
    }
    if (name.startsWith("gpt-4.1-nano")) {
      return Optional.of(new Patches(2.46, 1_536, 1_536));
    }
    if (name.startsWith("gpt-4.1-mini")) {
      return Optional.of(new Patches(1.62, 1_536, 1_536));
    }
    if (name.startsWith("o4-mini")) {
      return Optional.of(new Patches(1.72, 1_536, 1_536));
    }
    if (name.startsWith("o1") || name.startsWith("o3")) {
      return Optional.of(new Tiles(75, 150));
    }
    if (name.startsWith("computer-use")) {
      return Optional.of(new Tiles(65, 129));
    }
    if (name.startsWith("gpt-4") || name.startsWith("chatgpt-4o")) {
      return Optional.of(new Tiles(85, 170));
    }
    return name.startsWith("gpt-") ? Optional.of(sinceGpt5(name)) : Optional.empty();
  }

  private static OpenAiImages sinceGpt5(String name) {
    ModelVersion version = ModelVersion.of(name, "gpt");
    double factor = name.contains("nano") ? 2.46 : name.contains("mini") ? 1.62 : 1.2;
    if (!version.isAtLeast(5, 2)) {
      return factor == 1.2 ? new Tiles(70, 140) : new Patches(factor, 1_536, 1_536);
    }
    if (!version.isAtLeast(5, 4) || factor != 1.2) {
      return new Patches(factor, 1_536, 1_536);
    }
    return version.isAtLeast(6, 0)
        ? new Patches(factor, 2_500, 36_000)
        : new Patches(factor, 2_500, 10_000);
  }
}
