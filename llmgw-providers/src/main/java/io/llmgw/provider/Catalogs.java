package io.llmgw.provider;

import io.llmgw.model.ModelCatalog;
import io.llmgw.provider.internal.catalog.CatalogReader;
import java.nio.file.Path;

/** Loads what is known of models from files in the format of the built-in catalogues. */
public final class Catalogs {
  private Catalogs() {}

  /**
   * Reads a catalogue from a JSON file, for instance with an agreed price list. Blocks while it
   * reads.
   *
   * @param file the file; prices are in USD per million tokens
   * @return the models, under the provider the file names
   * @throws IllegalArgumentException if the file is no catalogue; the message names the line
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static ModelCatalog fromFile(Path file) {
    return CatalogReader.fromFile(file);
  }
}
