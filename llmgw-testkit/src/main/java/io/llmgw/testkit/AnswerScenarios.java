package io.llmgw.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Effort;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireFeature;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Blob;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked arrives, and what is answered is told the same way whole and streamed. */
abstract class AnswerScenarios extends ContractBench {
  private static final String SIGNATURE = "c2lnbmF0dXJl+b2YvdGhlL3R1cm4=";
  private static final Tool WEATHER =
      Tool.of(
          "contract_weather",
          "Tells the contract's weather.",
          "{\"type\":\"object\",\"properties\":{\"contract_city\":{\"type\":\"string\"}},"
              + "\"required\":[\"contract_city\"]}");
  private static final WireBlock.ToolCall PARIS =
      call("call_paris", "{\"contract_city\":", "\"Paris\"}");
  private static final WireBlock.ToolCall ROME =
      call("call_rome", "{\"contract_city\":", "\"Rome\"}");

  private static WireBlock.ToolCall call(String id, String... pieces) {
    return new WireBlock.ToolCall(id, "contract_weather", List.of(pieces));
  }

  @Test
  void aQuestionIsAnswered() {
    server.shows(FinishReason.STOP, text("The capital ", "is Paris."));
    bothWays(
        way -> {
          ChatResponse response = way.ask(gateway, question());

          assertEquals("The capital is Paris.", response.text());
          assertEquals(FinishReason.STOP, response.finishReason());
          assertTrue(lastBody().contains("Capital of France?"), "the question is in the request");
        });
  }

  @Test
  void anAnswerThatReachedItsLimitSaysSo() {
    server.shows(FinishReason.LENGTH, text("The capital"));
    bothWays(way -> assertEquals(FinishReason.LENGTH, way.ask(gateway, question()).finishReason()));
  }

  @Test
  void aToolIsOfferedCalledAndAnswered() {
    needs(WireFeature.TOOLS);
    ChatRequest request = question().toBuilder().tools(WEATHER).build();
    bothWays(
        way -> {
          server.shows(FinishReason.TOOL_CALLS, PARIS).shows(FinishReason.STOP, text("Sunny."));
          ChatResponse first = way.ask(gateway, request);

          assertEquals(FinishReason.TOOL_CALLS, first.finishReason());
          assertEquals(List.of("call_paris {\"contract_city\":\"Paris\"}"), calls(first));
          assertTrue(lastBody().contains("contract_weather"), "the tool's name is in the request");
          assertTrue(lastBody().contains("contract_city"), "the tool's schema is in the request");

          ChatResponse second = way.ask(gateway, next(request, first, "call_paris"));

          assertEquals("Sunny.", second.text());
          assertTrue(lastBody().contains("contract result"), "the result is in the request");
        });
  }

  @Test
  void severalToolsAreCalledAtOnce() {
    needs(WireFeature.PARALLEL_TOOLS);
    ChatRequest request = question().toBuilder().tools(WEATHER).build();
    server.shows(FinishReason.TOOL_CALLS, PARIS, ROME);
    bothWays(
        way ->
            assertEquals(
                List.of(
                    "call_paris {\"contract_city\":\"Paris\"}",
                    "call_rome {\"contract_city\":\"Rome\"}"),
                calls(way.ask(gateway, request))));
  }

  private static List<String> calls(ChatResponse response) {
    List<ToolCall> calls = response.message().toolCalls();
    calls.forEach(call -> assertEquals("contract_weather", call.name()));
    return calls.stream().map(call -> call.id() + " " + call.arguments()).toList();
  }

  private static ChatRequest next(ChatRequest request, ChatResponse response, String callId) {
    return request.toBuilder()
        .message(response.message())
        .toolResult(callId, "contract result")
        .build();
  }

  @Test
  void anImageIsSent() {
    needs(WireFeature.IMAGES);
    Blob image = Blob.of("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    ChatRequest request =
        ChatRequest.builder(model)
            .user(new TextPart("What is on it?"), new ImagePart(image))
            .build();
    server.answers("A cat.");
    bothWays(
        way -> {
          assertEquals("A cat.", way.ask(gateway, request).text());
          assertTrue(lastBody().contains(image.base64()), "the image is in the request");
        });
  }

  @Test
  void aSchemaForTheAnswerIsSent() {
    needs(WireFeature.JSON_SCHEMA);
    String schema =
        "{\"type\":\"object\",\"properties\":{\"contract_population\":{\"type\":\"integer\"}},"
            + "\"required\":[\"contract_population\"],\"additionalProperties\":false}";
    ChatRequest request =
        question().toBuilder().responseFormat(ResponseFormat.jsonSchema("city", schema)).build();
    String json = "{\"contract_population\":2100000}";
    server.answers(json);
    bothWays(
        way -> {
          assertEquals(json, way.ask(gateway, request).text());
          assertTrue(lastBody().contains("contract_population"), "the schema is in the request");
        });
  }

  @Test
  void reasoningIsToldApartFromTheAnswer() {
    needs(WireFeature.REASONING);
    server.shows(FinishReason.STOP, reasoning(), text("Paris", "."));
    bothWays(
        way -> {
          ChatResponse response = way.ask(gateway, thoughtful());

          assertEquals("France, so Paris.", response.message().reasoning());
          assertEquals("Paris.", response.text());
        });
  }

  @Test
  void whatReasoningComesWithGoesBackUnchanged() {
    needs(WireFeature.REASONING_STATE);
    needs(WireFeature.TOOLS);
    ChatRequest request = thoughtful().toBuilder().tools(WEATHER).build();
    bothWays(
        way -> {
          server
              .shows(FinishReason.TOOL_CALLS, reasoning(), PARIS)
              .shows(FinishReason.STOP, text("Sunny."));
          ChatResponse first = way.ask(gateway, request);
          assertFalse(lastBody().contains(SIGNATURE), "the first request knows no signature yet");

          assertEquals("Sunny.", way.ask(gateway, next(request, first, "call_paris")).text());
          assertTrue(lastBody().contains(SIGNATURE), "the signature is in the second request");
        });
  }

  private ChatRequest thoughtful() {
    return question().toBuilder().reasoning(Effort.MEDIUM).build();
  }

  private static WireBlock reasoning() {
    return new WireBlock.Reasoning(List.of("France, ", "so Paris."), SIGNATURE);
  }

  @Test
  void aBlockOfAnUnknownKindIsKeptAndGoesBackUnchanged() {
    needs(WireFeature.UNKNOWN_BLOCKS);
    bothWays(
        way -> {
          server.shows(
              FinishReason.STOP,
              new WireBlock.Unknown("contract_block", "kept whole"),
              text("Yes."));
          ChatResponse response = way.ask(gateway, question());
          assertEquals("Yes.", response.text());
          assertEquals(1, response.message().opaque().size(), "one block of an unknown kind");

          way.ask(
              gateway, question().toBuilder().message(response.message()).user("Go on.").build());
          assertTrue(lastBody().contains("contract_block"), "the kind is in the second request");
          assertTrue(lastBody().contains("kept whole"), "the content is in the second request");
        });
  }

  @Test
  void usageIsReportedAndEachTokenCountedOnce() {
    Map<Meter, Long> used = new EnumMap<>(Meter.class);
    used.put(Meter.INPUT, 1_000L);
    used.put(Meter.CACHE_READ, 200L);
    used.put(Meter.CACHE_WRITE_5M, 30L);
    used.put(Meter.CACHE_WRITE_1H, 40L);
    used.put(Meter.OUTPUT, 500L);
    used.put(Meter.REASONING, 60L);
    used.keySet().retainAll(format().meters());
    Usage.Builder usage = Usage.builder();
    used.forEach(usage::count);
    server.shows(FinishReason.STOP, text("Paris.")).usage(usage.build());
    bothWays(
        way -> {
          Usage told = way.ask(gateway, question()).usage();

          assertEquals(Usage.Source.REPORTED, told.source());
          assertEquals(List.of(), told.inconsistencies());
          for (Meter meter : Meter.values()) {
            assertEquals(used.getOrDefault(meter, 0L), told.count(meter), meter.toString());
          }
        });
  }

  @Test
  void theProvidersIdOfTheRequestIsKept() {
    assumeTrue(format().requestIdHeader().isPresent(), "the provider sends no such header");
    server.answers("Paris.").failsWith(500);
    assertEquals("req_standin1", Way.WHOLE.ask(gateway, question()).attempts().get(0).requestId());
    assertEquals("req_standin2", failure(Way.WHOLE).requestId());
    assertEquals("req_standin3", failure(Way.STREAM).requestId());
  }

  @Test
  void textsAreEmbedded() {
    needs(WireFeature.EMBEDDINGS);
    server.embeds(8).usage(7, 0);
    EmbeddingResponse response =
        gateway.embed(EmbeddingRequest.of(model, List.of("Paris", "Rome")));

    assertEquals(2, response.vectors().size());
    assertArrayEquals(TextVectors.of("Paris", 8), response.vectors().get(0), 1e-6f);
    assertArrayEquals(TextVectors.of("Rome", 8), response.vectors().get(1), 1e-6f);
    assertEquals(7, response.usage().inputTokens());
  }
}
