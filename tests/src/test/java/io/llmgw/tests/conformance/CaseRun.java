package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.spi.ProviderClient;
import io.llmgw.tests.conformance.WireServer.Framing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Serves one recording in every way it can come, and compares what the client makes of it. */
final class CaseRun {
  /** A way to ask and to be answered. */
  private enum Way {
    WHOLE_ANSWER("", Framing.CONTENT_LENGTH),
    STREAM("stream: ", Framing.WHOLE),
    STREAM_BY_BYTES("stream, byte by byte: ", Framing.SINGLE_BYTES),
    EMBEDDING("", Framing.CONTENT_LENGTH),
    RERANK("", Framing.CONTENT_LENGTH);

    private final String prefix;
    private final Framing framing;

    Way(String prefix, Framing framing) {
      this.prefix = prefix;
      this.framing = framing;
    }
  }

  private final WireServer server;
  private final WireContext context;

  CaseRun(WireServer server, WireContext context) {
    this.server = server;
    this.context = context;
  }

  /** Returns what is not as expected; nothing if the recording passes. */
  List<String> mismatches(CaseFolder folder, Coverage.Row row) {
    WireCase wire;
    try {
      wire = WireCase.read(folder);
    } catch (IOException e) {
      return List.of("the recording cannot be read: " + e.getMessage());
    }
    List<String> all = new ArrayList<>();
    for (Way way : ways(wire, row)) {
      Mismatches found = new Mismatches();
      compare(wire, row, ask(wire, row, way), found);
      found.all().forEach(one -> all.add(way.prefix + one));
    }
    return all;
  }

  private static List<Way> ways(WireCase wire, Coverage.Row row) {
    if (row.kind() == Coverage.Kind.EMBEDDING) {
      return List.of(Way.EMBEDDING);
    }
    if (row.kind() == Coverage.Kind.RERANK) {
      return List.of(Way.RERANK);
    }
    if (wire.isStream()) {
      return List.of(Way.STREAM, Way.STREAM_BY_BYTES);
    }
    return wire.isSuccess() ? List.of(Way.WHOLE_ANSWER) : List.of(Way.WHOLE_ANSWER, Way.STREAM);
  }

  private Observed ask(WireCase wire, Coverage.Row row, Way way) {
    try (WireServer.Served served = server.serve(wire, way.framing);
        ProviderClient connected = row.provider().apply(served.url()).connect(context)) {
      Client client = new Client(connected, context);
      Observed observed =
          switch (way) {
            case WHOLE_ANSWER -> client.answer(wire.model());
            case STREAM, STREAM_BY_BYTES -> client.stream(wire.model());
            case EMBEDDING ->
                client.embed(
                    wire.model(), Math.max(1, EmbeddingComparison.vectors(wire.expect()).size()));
            case RERANK -> client.rerank(wire.model(), RerankComparison.documents(wire.expect()));
          };
      return observed.withRequests(served.requests());
    } catch (RuntimeException e) {
      return Observed.failed(e);
    }
  }

  private static void compare(
      WireCase wire, Coverage.Row row, Observed observed, Mismatches mismatches) {
    observed.crash().ifPresent(thrown -> mismatches.add("threw " + trace(thrown)));
    mismatches.equal("HTTP requests", 1, observed.requests());
    if (observed.crash().isPresent()) {
      return;
    }
    if (wire.expectsFailure()) {
      failure(wire, row, observed, mismatches);
      return;
    }
    observed
        .failure()
        .ifPresent(e -> mismatches.add("failed: " + e.kind() + ": " + e.getMessage()));
    if (observed.failure().isPresent()) {
      return;
    }
    JsonNode expect = wire.expect();
    observed
        .vectors()
        .ifPresent(answer -> EmbeddingComparison.compare(expect, answer, row.usage(), mismatches));
    observed
        .ranking()
        .ifPresent(answer -> RerankComparison.compare(expect, answer, row.usage(), mismatches));
    observed
        .answer()
        .ifPresent(
            answer -> {
              new ChatComparison(expect, row.usage(), mismatches).complete(answer);
              observed
                  .deltas()
                  .ifPresent(deltas -> deltas.compare(answer, true, expect, mismatches));
            });
  }

  private static void failure(
      WireCase wire, Coverage.Row row, Observed observed, Mismatches mismatches) {
    if (observed.failure().isEmpty()) {
      mismatches.add("error: expected one of " + ExpectedKinds.of(wire) + ", but nothing failed");
      return;
    }
    FailureComparison.compare(wire, observed.failure().get(), mismatches);
    if (observed.answer().isPresent()) {
      new ChatComparison(wire.expect(), row.usage(), mismatches).partial(observed.answer().get());
      observed
          .deltas()
          .ifPresent(
              deltas -> deltas.compare(observed.answer().get(), false, wire.expect(), mismatches));
    } else {
      mismatches.text("text before the error", wire.expect().path("text").asText(""), "");
    }
  }

  private static String trace(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    return thrown + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
