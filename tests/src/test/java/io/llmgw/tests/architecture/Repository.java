package io.llmgw.tests.architecture;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of this project are, whatever directory the tests were started from. */
public final class Repository {
  private Repository() {}

  /** Returns the folder that holds all modules. */
  public static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(path.resolve("llmgw-bom"))) {
      path = path.getParent();
      if (path == null) {
        throw new IllegalStateException("not started inside the project's directory");
      }
    }
    return path;
  }
}
