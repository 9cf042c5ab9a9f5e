package io.llmgw.tests.faults;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.tests.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a call ended.
 *
 * @param text what an application shows at the end
 * @param restarts how often it had to clear what it showed
 * @param failure empty if the call was answered
 * @param attempts what was tried
 * @param charges what was charged
 */
record Reply(
    String text,
    List<StreamEvent.Restarted> restarts,
    Optional<LlmException> failure,
    List<Attempt> attempts,
    List<Charge> charges) {

  static Reply to(ChatRequest request, Way way, LlmGateway gateway) {
    return way == Way.STREAM ? streamed(request, gateway) : whole(request, way, gateway);
  }

  private static Reply whole(ChatRequest request, Way way, LlmGateway gateway) {
    try {
      ChatResponse response = way.ask(gateway, request);
      return new Reply(
          response.text(), List.of(), Optional.empty(), response.attempts(), response.charges());
    } catch (LlmException e) {
      return new Reply("", List.of(), Optional.of(e), e.attempts(), e.charges());
    }
  }

  private static Reply streamed(ChatRequest request, LlmGateway gateway) {
    StringBuilder shown = new StringBuilder();
    List<StreamEvent.Restarted> restarts = new ArrayList<>();
    try (ChatStream stream = gateway.stream(request)) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          shown.append(delta.text());
        } else if (event instanceof StreamEvent.Restarted restarted) {
          restarts.add(restarted);
          shown.setLength(0);
        }
      }
      ChatResponse response = stream.response();
      return new Reply(
          shown.toString(), restarts, Optional.empty(), response.attempts(), response.charges());
    } catch (LlmException e) {
      return new Reply(shown.toString(), restarts, Optional.of(e), e.attempts(), e.charges());
    }
  }

  /** The attempts for which something was sent, or at least tried to be. */
  List<Attempt> made() {
    return attempts.stream().filter(a -> a.result() != Attempt.Result.SKIPPED).toList();
  }

  Stream<Attempt> failed() {
    return attempts.stream().filter(a -> a.result() == Attempt.Result.FAILED);
  }

  boolean went(String provider) {
    return made().stream().anyMatch(a -> a.target().provider().equals(provider));
  }

  Optional<Charge> charge(Attempt attempt) {
    return charges.stream().filter(c -> c.attempt() == attempt.number()).findFirst();
  }
}
