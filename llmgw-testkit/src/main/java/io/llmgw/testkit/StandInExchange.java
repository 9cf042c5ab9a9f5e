package io.llmgw.testkit;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.WireStep.Drops;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.WireStep.Fails;
import io.llmgw.testkit.WireStep.Hangs;
import io.llmgw.testkit.WireStep.Raw;
import io.llmgw.testkit.WireStep.Sends;
import io.llmgw.testkit.wire.WireError;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The response to one request, as the step says. */
final class StandInExchange {
  private final long number;
  private final WireFormat format;
  private final HttpReader reader;
  private final HttpWriter writer;

  StandInExchange(long number, WireFormat format, HttpReader reader, HttpWriter writer) {
    this.number = number;
    this.format = format;
    this.reader = reader;
    this.writer = writer;
  }

  /**
   * Responds that there is nothing under the path; returns whether the connection can be used
   * again.
   */
  boolean notFound() throws IOException {
    return send(error(404), WireStep.DEFAULT, Ending.COMPLETE);
  }

  /** Responds as the step says; returns whether the connection can be used again. */
  boolean respond(StandInTask task, WireStep step) throws IOException {
    if (!reader.stays(step.takes())) {
      return false;
    }
    if (step.does() instanceof Fails fails) {
      return send(error(fails.status()), step, Ending.COMPLETE);
    }
    if (step.does() instanceof Sends sends) {
      return send(sends.response(), step, sends.ending());
    }
    if (step.does() instanceof Hangs) {
      reader.untilGone();
      return false;
    }
    if (step.does() instanceof Drops) {
      return false;
    }
    if (step.does() instanceof Raw raw) {
      return raw(raw, step);
    }
    return send(task.render(step, number), step, StandInTask.ending(step));
  }

  /** Returns what the provider says in such a case, or in the nearest one it has words for. */
  private WireResponse error(int status) {
    ErrorKind kind = HttpStatuses.kindOf(status);
    List<WireError> all = format.errors();
    List<Predicate<WireError>> wishes =
        List.of(
            error -> error.kind() == kind && error.response().status() == status,
            error -> error.kind() == kind,
            error -> error.response().status() == status,
            error -> true);
    for (Predicate<WireError> wish : wishes) {
      for (WireError error : all) {
        if (error.retryAfter().isEmpty() && wish.test(error)) {
          return error.response().withStatus(status);
        }
      }
    }
    throw new IllegalStateException(format + " has no errors");
  }

  /**
   * Sends a response in its own frames. Of a whole body that is not to be complete, half is sent.
   */
  private boolean send(WireResponse response, WireStep step, Ending ending) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(response.headers());
    format.requestIdHeader().ifPresent(name -> headers.put(name, "req_standin" + number));
    headers.putAll(step.headers());
    return response.stream()
        ? sendChunks(response, headers, step, ending)
        : sendWhole(response, headers, ending);
  }

  private boolean sendWhole(WireResponse response, Map<String, String> headers, Ending ending)
      throws IOException {
    byte[] body = response.body();
    int sent = ending == Ending.COMPLETE ? body.length : body.length / 2;
    headers.put("content-length", String.valueOf(ending == Ending.TRUNCATED ? sent : body.length));
    writer.head(response.status(), headers);
    writer.bytes(body, sent);
    return end(ending);
  }

  private boolean sendChunks(
      WireResponse response, Map<String, String> headers, WireStep step, Ending ending)
      throws IOException {
    headers.put("cache-control", "no-cache");
    headers.put("transfer-encoding", "chunked");
    writer.head(response.status(), headers);
    writer.flush();
    boolean first = true;
    for (Frame frame : response.frames()) {
      if (frame.role() == Role.CONTENT) {
        if (!first && !reader.stays(step.every())) {
          return false;
        }
        first = false;
      }
      byte[] bytes = frame.bytes();
      if (bytes.length > 0) { // an empty chunk would end the body
        writer.chunk(bytes);
      }
    }
    if (ending == Ending.COMPLETE || ending == Ending.TRUNCATED) {
      writer.lastChunk();
    }
    return end(ending);
  }

  private boolean end(Ending ending) throws IOException {
    writer.flush();
    if (ending == Ending.HANG) {
      reader.untilGone();
    }
    return ending == Ending.COMPLETE || ending == Ending.TRUNCATED;
  }

  /**
   * Sends exactly what it was given. Only the end of the connection surely ends such a response.
   */
  private boolean raw(Raw raw, WireStep step) throws IOException {
    writer.head(raw.status(), step.headers());
    writer.flush();
    boolean first = true;
    for (byte[] piece : raw.pieces()) {
      if (!first && !reader.stays(step.every())) {
        return false;
      }
      first = false;
      writer.bytes(piece, piece.length);
      writer.flush();
    }
    return false;
  }
}
