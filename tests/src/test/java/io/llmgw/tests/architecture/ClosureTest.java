package io.llmgw.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Keeps what an application gets with llmgw-providers and llmgw-cache small. */
class ClosureTest {
  private static final int MOST_JARS = 15;
  private static final long MOST_BYTES = 9_000_000;

  @Test
  void whatAnApplicationGetsAtRunTimeStaysSmall() throws IOException {
    List<Path> jars = runtimeClosure();
    long bytes = jars.stream().mapToLong(ClosureTest::size).sum();

    System.out.println(
        String.format(Locale.ROOT, "runtime closure: %d jars, %.1f MB", jars.size(), bytes / 1e6));
    assertThat(jars.size()).as("jars of %s", jars).isLessThanOrEqualTo(MOST_JARS);
    assertThat(bytes).as("bytes of %s", jars).isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void theClosureIsTheWholeOne() throws IOException {
    assertThat(runtimeClosure().stream().map(Path::toString))
        .anyMatch(path -> path.contains("llmgw-api"))
        .anyMatch(path -> path.contains("llmgw-providers"))
        .anyMatch(path -> path.contains("llmgw-cache"))
        .anyMatch(path -> path.contains("failsafe"))
        .anyMatch(path -> path.contains("okhttp-jvm"))
        .anyMatch(path -> path.contains("jackson-databind"))
        .anyMatch(path -> path.contains("caffeine"));
  }

  /** Reads what the build wrote; our own modules are directories until they are packaged. */
  private static List<Path> runtimeClosure() throws IOException {
    Path file = Repository.root().resolve("tests/target/closure.txt");
    assertThat(file).as("written by mvn generate-test-resources").exists();
    return Stream.of(Files.readString(file).strip().split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static long size(Path jarOrDirectory) {
    return Files.isDirectory(jarOrDirectory)
        ? packed(jarOrDirectory)
        : jarOrDirectory.toFile().length();
  }

  /** Returns how large a directory is as a jar. */
  private static long packed(Path directory) {
    CountingStream jar = new CountingStream();
    try (ZipOutputStream zip = new ZipOutputStream(jar);
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
        Files.copy(file, zip);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar.count;
  }

  private static final class CountingStream extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      count += length;
    }
  }
}
