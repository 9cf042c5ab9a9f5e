package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.NULL;
import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OpenAI's Chat Completions and embeddings. They show no reasoning and have no typed blocks. */
final class OpenAiChatWire implements WireFormat {
  private static final long CREATED = 1_795_341_600;

  @Override
  public String basePath() {
    return "/v1";
  }

  @Override
  public Optional<String> requestIdHeader() {
    return Optional.of("x-request-id");
  }

  @Override
  public Set<WireFeature> features() {
    return EnumSet.of(
        WireFeature.TOOLS,
        WireFeature.PARALLEL_TOOLS,
        WireFeature.IMAGES,
        WireFeature.JSON_SCHEMA,
        WireFeature.EMBEDDINGS);
  }

  @Override
  public Set<Meter> meters() {
    return EnumSet.of(Meter.INPUT, Meter.CACHE_READ, Meter.OUTPUT, Meter.REASONING);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    if (!path.endsWith("/chat/completions")) {
      return Optional.empty();
    }
    String options = Json.field(body, "stream_options").orElse("{}");
    return Optional.of(
        new WireQuestion(
            Questions.model(body),
            Questions.flag(body, "stream"),
            Questions.flag(options, "include_usage")));
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    RawJson message = object("role", "assistant", "content", content(answer));
    List<RawJson> calls = new ArrayList<>();
    for (ToolCall call : answer.blocks(ToolCall.class)) {
      calls.add(toolCall(call, call.joined()));
    }
    if (!calls.isEmpty()) {
      message = plus(message, "tool_calls", calls);
    }
    message = plus(message, "refusal", NULL, "annotations", List.of());
    RawJson choice =
        object("index", 0, "message", message, "logprobs", NULL, "finish_reason", finish(answer));
    RawJson body =
        plus(
            head(answer, "chat.completion"),
            "choices",
            List.of(choice),
            "usage",
            usage(answer.usage()),
            "system_fingerprint",
            NULL);
    return WireResponse.json(200, body.text());
  }

  private static Object content(WireAnswer answer) {
    List<Text> texts = answer.blocks(Text.class);
    if (texts.isEmpty()) {
      return NULL;
    }
    return String.join("", texts.stream().map(Text::joined).toList());
  }

  private static RawJson head(WireAnswer answer, String type) {
    return object(
        "id",
        "chatcmpl-standin" + answer.number(),
        "object",
        type,
        "created",
        CREATED,
        "model",
        answer.model());
  }

  private static RawJson toolCall(ToolCall call, String arguments) {
    RawJson function = object("name", call.name(), "arguments", arguments);
    return object("id", call.id(), "type", "function", "function", function);
  }

  private static String finish(WireAnswer answer) {
    return switch (answer.finish()) {
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      default -> "stop";
    };
  }

  private static RawJson usage(Usage usage) {
    return object(
        "prompt_tokens",
        usage.inputTokens(),
        "completion_tokens",
        usage.outputTokens(),
        "total_tokens",
        usage.inputTokens() + usage.outputTokens(),
        "prompt_tokens_details",
        object("cached_tokens", usage.count(Meter.CACHE_READ), "audio_tokens", 0),
        "completion_tokens_details",
        object(
            "reasoning_tokens",
            usage.count(Meter.REASONING),
            "audio_tokens",
            0,
            "accepted_prediction_tokens",
            0,
            "rejected_prediction_tokens",
            0));
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    List<Frame> frames = new ArrayList<>();
    Object content = answer.blocks(Text.class).isEmpty() ? NULL : "";
    frames.add(chunk(answer, Role.PLAIN, object("role", "assistant", "content", content), NULL));
    int calls = 0;
    for (WireBlock block : answer.blocks()) {
      if (block instanceof Text text) {
        for (String piece : text.pieces()) {
          frames.add(chunk(answer, Role.CONTENT, object("content", piece), NULL));
        }
      } else if (block instanceof ToolCall call) {
        streamCall(answer, call, calls++, frames);
      }
    }
    frames.add(chunk(answer, Role.FINISH, object(), finish(answer)));
    if (answer.question().streamUsage()) {
      RawJson head = head(answer, "chat.completion.chunk");
      frames.add(
          Sse.data(Role.PLAIN, plus(head, "choices", List.of(), "usage", usage(answer.usage()))));
    }
    frames.add(Sse.done());
    return WireResponse.stream(Sse.CONTENT_TYPE, frames);
  }

  private static void streamCall(WireAnswer answer, ToolCall call, int index, List<Frame> frames) {
    RawJson start = plus(object("index", index), "id", call.id(), "type", "function");
    start = plus(start, "function", object("name", call.name(), "arguments", ""));
    frames.add(chunk(answer, Role.PLAIN, object("tool_calls", List.of(start)), NULL));
    for (String piece : call.pieces()) {
      RawJson more = object("index", index, "function", object("arguments", piece));
      frames.add(chunk(answer, Role.CONTENT, object("tool_calls", List.of(more)), NULL));
    }
  }

  private static Frame chunk(WireAnswer answer, Role role, RawJson delta, Object finish) {
    RawJson choice = object("index", 0, "delta", delta, "logprobs", NULL, "finish_reason", finish);
    RawJson chunk = plus(head(answer, "chat.completion.chunk"), "choices", List.of(choice));
    return Sse.data(role, answer.question().streamUsage() ? plus(chunk, "usage", NULL) : chunk);
  }

  @Override
  public List<WireError> errors() {
    return OpenAiWireErrors.responses();
  }

  @Override
  public List<WireError> streamErrors() {
    return OpenAiWireErrors.chunks();
  }

  @Override
  public Optional<WireTexts> texts(String path, String body) {
    return OpenAiEmbeddingsWire.texts(path, body);
  }

  @Override
  public WireResponse embeddings(WireTexts texts, List<float[]> vectors, long tokens) {
    return OpenAiEmbeddingsWire.response(texts, vectors, tokens);
  }
}
