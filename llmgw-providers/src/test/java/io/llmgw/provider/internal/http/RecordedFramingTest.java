package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.llmgw.provider.internal.aws.EventStreamReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Reads recorded bodies, if there are any, whole and byte by byte. The folder is the system
 * property {@code llmgw.wire}, relative to the repository's root.
 */
class RecordedFramingTest {
  private static final Path FOLDER =
      Path.of("..").resolve(System.getProperty("llmgw.wire", "../shared/wire"));
  private static final int LIMIT = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyEventStreamHasItsFrames() throws IOException {
    Framing frames = new Framing(source -> new EventStreamReader(source, LIMIT));
    for (Path body : recordings("response.bin")) {
      List<String> told = read(frames, body);
      JsonNode expect = expect(body);
      String end = told.get(told.size() - 1);
      List<String> events = told.subList(0, told.size() - 1);
      if (expect.path("corrupt").asBoolean()) {
        assertThat(end).as("%s", body).contains("checksum");
      } else {
        assertThat(end).as("%s", body).isEqualTo(cut(expect) ? "cut" : "end");
      }
      JsonNode stream = expect.path("stream");
      if (stream.has("frames")) {
        assertThat(events).as("%s", body).hasSize(stream.get("frames").asInt());
      }
      if (stream.has("event_types")) {
        assertThat(events.stream().map(RecordedFramingTest::name).distinct().sorted())
            .as("%s", body)
            .containsExactlyElementsOf(texts(stream.get("event_types")));
      }
    }
  }

  @Test
  void everyLineOfNdjsonIsAnEvent() throws IOException {
    Framing lines = new Framing(source -> new NdjsonReader(source, LIMIT));
    for (Path body : recordings("response.ndjson")) {
      List<String> told = read(lines, body);
      JsonNode chunks = expect(body).path("stream").path("chunks");
      if (chunks.isInt()) {
        assertThat(told).as("%s", body).hasSize(chunks.asInt() + 1);
      }
      for (String event : told.subList(0, told.size() - 1)) {
        assertThat(JSON.readTree(event.substring(event.indexOf('|') + 1)).isObject()).isTrue();
      }
    }
  }

  @Test
  void everyObjectOfAnArrayIsAnEvent() throws IOException {
    Framing array = new Framing(source -> new JsonArrayReader(source, LIMIT));
    int arrays = 0;
    for (Path body : recordings("response.json")) {
      JsonNode whole = arrayOfObjects(body);
      if (whole.isArray()) {
        arrays++;
        List<String> told = read(array, body);
        assertThat(told).as("%s", body).hasSize(whole.size() + 2).endsWith("done |", "end");
        for (int i = 0; i < whole.size(); i++) {
          assertThat(JSON.readTree(told.get(i).substring(1))).isEqualTo(whole.get(i));
        }
      }
    }
    assertThat(arrays).isPositive();
  }

  private static List<String> read(Framing framing, Path file) throws IOException {
    byte[] body = Files.readAllBytes(file);
    List<String> told = framing.read(body);
    assertThat(framing.read(Pieces.of(body, 1))).as("%s byte by byte", file).isEqualTo(told);
    return told;
  }

  private static List<Path> recordings(String file) throws IOException {
    assumeThat(FOLDER).as("recordings").isDirectory();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Path> found = files.filter(path -> path.endsWith(file)).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static JsonNode expect(Path body) throws IOException {
    return JSON.readTree(body.resolveSibling("meta.json").toFile()).path("expect");
  }

  private static boolean cut(JsonNode expect) {
    return expect.path("truncated").asBoolean();
  }

  private static JsonNode arrayOfObjects(Path body) throws IOException {
    if (!Files.readString(body).startsWith("[{")) {
      return MissingNode.getInstance();
    }
    JsonNode whole = JSON.readTree(body.toFile());
    boolean objects = StreamSupport.stream(whole.spliterator(), false).allMatch(JsonNode::isObject);
    return objects ? whole : MissingNode.getInstance();
  }

  private static String name(String event) {
    return event.substring(0, event.indexOf('|'));
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
