package io.llmgw.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.error.ProviderException;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.wire.WireAnswer;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireFeature;
import io.llmgw.testkit.wire.WireFormat;
import io.llmgw.testkit.wire.WireQuestion;
import io.llmgw.testkit.wire.WireResponse;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/**
 * What the contract's scenarios stand on: a stand-in server, a gateway that calls it without
 * retries, and both ways to call. After every scenario no connection may be left.
 */
abstract class ContractBench {
  static final String KEY = "sk-contract-5e9f0c71ab4d";
  static final Duration PATIENT = Duration.ofSeconds(20);
  private static final long MAX_ANSWER_BYTES = 256 * 1024;

  /** A scenario with one of several things it is played with. */
  interface Scenario<T> {
    void play(T with) throws Exception;
  }

  /** The ways to call, which have to agree. */
  enum Way {
    WHOLE {
      @Override
      ChatResponse ask(LlmGateway gateway, ChatRequest request) {
        return gateway.chat(request);
      }
    },
    STREAM {
      @Override
      ChatResponse ask(LlmGateway gateway, ChatRequest request) {
        try (ChatStream stream = gateway.stream(request)) {
          return drain(stream, new ArrayList<>());
        }
      }
    };

    abstract ChatResponse ask(LlmGateway gateway, ChatRequest request);
  }

  StandInServer server;
  LlmGateway gateway;
  String model;

  abstract WireFormat format();

  abstract ProviderSpec spec(ContractSetup setup);

  abstract String modelName();

  abstract boolean can(WireFeature feature);

  @BeforeEach
  void start() {
    server = StandInServer.speaking(format());
    gateway = gateway(setup());
    model = spec(setup()).name() + "/" + modelName();
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    try (StandInServer closing = server) {
      gateway.close();
      closing.awaitOpenConnections(0);
    }
  }

  ContractSetup setup() {
    return new ContractSetup(server.baseUrl(), KEY, PATIENT, MAX_ANSWER_BYTES);
  }

  LlmGateway gateway(ContractSetup setup) {
    return LlmGateway.builder().retries(0).provider(spec(setup)).build();
  }

  void needs(WireFeature feature) {
    assumeTrue(can(feature), () -> "cannot do " + feature);
  }

  ChatRequest question() {
    return ChatRequest.of(model, "Capital of France?");
  }

  /** Plays a scenario in both ways and tells of both. */
  static void bothWays(Scenario<Way> scenario) {
    forEach(List.of(Way.values()), scenario);
  }

  /** Plays a scenario with each of them, and tells of every one with which it fails. */
  static <T> void forEach(Collection<T> all, Scenario<T> scenario) {
    List<Executable> runs = new ArrayList<>();
    for (T one : all) {
      runs.add(
          () -> {
            try {
              scenario.play(one);
            } catch (AssertionError | Exception e) {
              throw new AssertionError(one + ": " + e, e);
            }
          });
    }
    assertAll(runs);
  }

  /** Plays a scenario with each of them, in both ways. */
  <T> void bothWaysForEach(Collection<T> all, BiConsumer<T, Way> scenario) {
    forEach(all, one -> bothWays(way -> scenario.accept(one, way)));
  }

  ProviderException failure(Way way, LlmGateway at) {
    return assertThrows(ProviderException.class, () -> way.ask(at, question()));
  }

  /** A gateway leaves a target alone that was over its limit: every failure has one of its own. */
  ProviderException failure(Way way) {
    try (LlmGateway fresh = gateway(setup())) {
      return failure(way, fresh);
    }
  }

  /**
   * Reads a stream to its end, keeps its events and returns the whole answer, which has to be what
   * was told in pieces.
   */
  static ChatResponse drain(ChatStream stream, List<StreamEvent> events) {
    StringBuilder text = new StringBuilder();
    for (StreamEvent event : stream) {
      events.add(event);
      text.append(event instanceof TextDelta delta ? delta.text() : "");
    }
    ChatResponse response = stream.response();
    assertEquals(text.toString(), response.text(), "the pieces are the answer");
    return response;
  }

  WireResponse rendered(Way way, WireBlock... blocks) {
    boolean stream = way == Way.STREAM;
    WireQuestion asked = new WireQuestion(modelName(), stream, true);
    WireAnswer answer =
        new WireAnswer(1, asked, List.of(blocks), FinishReason.STOP, Usage.of(10, 5));
    return stream ? format().stream(answer) : format().answer(answer);
  }

  static WireBlock.Text text(String... pieces) {
    return new WireBlock.Text(List.of(pieces));
  }

  String lastBody() {
    List<ReceivedRequest> all = server.requests();
    return all.get(all.size() - 1).body();
  }
}
