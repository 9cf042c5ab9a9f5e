package io.llmgw.tests.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where one recording lies: {@code <root>/PROVIDER/API/CASE}, a folder with a meta.json. */
public record CaseFolder(String provider, String api, String name, Path directory) {

  /** Returns all recordings below a folder, in the order of their names. */
  public static List<CaseFolder> below(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root, 4)) {
      return paths
          .filter(path -> path.getFileName().toString().equals("meta.json"))
          .filter(path -> root.relativize(path).getNameCount() == 4)
          .map(path -> of(path.getParent()))
          .sorted((one, other) -> one.id().compareTo(other.id()))
          .toList();
    }
  }

  private static CaseFolder of(Path directory) {
    Path api = directory.getParent();
    return new CaseFolder(
        api.getParent().getFileName().toString(),
        api.getFileName().toString(),
        directory.getFileName().toString(),
        directory);
  }

  /** Returns {@code provider/api}, what a row of {@link Coverage} is about. */
  public String group() {
    return provider + "/" + api;
  }

  /** Returns {@code provider/api/case}. */
  public String id() {
    return group() + "/" + name;
  }
}
