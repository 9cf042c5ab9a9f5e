package io.llmgw.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the public API with {@code docs/api}, where a review sees it change.
 *
 * <p>{@code -Dapi.update=true} writes the files anew.
 */
class PublicApiTest {
  /** 90 at first; what may be spent, and what was, brought its own, and so did routing. */
  private static final int MOST_TYPES = 145;

  static List<PublishedModule> modules() {
    return PublishedModule.all();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void thePublicApiIsTheOneThatWasReviewed(PublishedModule module) throws IOException {
    Path file = Repository.root().resolve("docs/api").resolve(module + ".txt");
    List<String> api = PublicApi.of(module).lines();
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(file.getParent());
      Files.write(file, api);
    }

    List<String> reviewed = Files.exists(file) ? Files.readAllLines(file) : List.of();
    assertThat(difference(reviewed, api))
        .as(
            "changes to the public API of %s; if they are meant, run%n"
                + "  mvn -q test -pl tests -am -Dtest=PublicApiTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dapi.update=true%n"
                + "and commit docs/api",
            module)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void thePublicApiStaysSmall(PublishedModule module) {
    PublicApi api = PublicApi.of(module);

    System.out.printf(
        "%s exports %d types (%d with nested ones), at most %d%n",
        module, api.topLevelTypes(), api.types(), MOST_TYPES);
    assertThat(api.topLevelTypes()).isLessThanOrEqualTo(MOST_TYPES);
  }

  private static List<String> difference(List<String> before, List<String> after) {
    Set<String> removed = new LinkedHashSet<>(membersWithTheirTypes(before));
    Set<String> added = new LinkedHashSet<>(membersWithTheirTypes(after));
    Set<String> kept = new LinkedHashSet<>(removed);
    kept.retainAll(added);
    List<String> difference = new ArrayList<>();
    removed.stream().filter(line -> !kept.contains(line)).forEach(l -> difference.add("- " + l));
    added.stream().filter(line -> !kept.contains(line)).forEach(l -> difference.add("+ " + l));
    return difference;
  }

  /** Members are indented below their type; alone, {@code int size()} would say nothing. */
  private static List<String> membersWithTheirTypes(List<String> lines) {
    List<String> result = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith(" ")) {
        result.add(type + ": " + line.strip());
      } else {
        type = line.replaceAll("[(<].*", "").replaceAll(" (extends|implements|permits) .*", "");
        result.add(line);
      }
    }
    return result;
  }
}
