package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.NULL;
import static io.llmgw.testkit.wire.JsonOut.object;
import static io.llmgw.testkit.wire.JsonOut.plus;

import io.llmgw.chat.FinishReason;
import io.llmgw.testkit.wire.WireBlock.Reasoning;
import io.llmgw.testkit.wire.WireBlock.Text;
import io.llmgw.testkit.wire.WireBlock.ToolCall;
import io.llmgw.testkit.wire.WireBlock.Unknown;
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

/** OpenAI's Responses. An answer is a list of items; a stream names and numbers its events. */
final class OpenAiResponsesWire implements WireFormat {
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
  public Set<Meter> meters() {
    return EnumSet.of(Meter.INPUT, Meter.CACHE_READ, Meter.OUTPUT, Meter.REASONING);
  }

  @Override
  public Optional<WireQuestion> question(String path, String body) {
    return path.endsWith("/responses") ? Optional.of(Questions.inBody(body)) : Optional.empty();
  }

  @Override
  public WireResponse answer(WireAnswer answer) {
    return WireResponse.json(200, completed(answer).text());
  }

  private static RawJson completed(WireAnswer answer) {
    List<RawJson> items = new ArrayList<>();
    for (WireBlock block : answer.blocks()) {
      items.add(done(block, items.size()));
    }
    return response(answer, isIncomplete(answer) ? "incomplete" : "completed", items);
  }

  private static boolean isIncomplete(WireAnswer answer) {
    return answer.finish() == FinishReason.LENGTH || answer.finish() == FinishReason.CONTENT_FILTER;
  }

  private static RawJson response(WireAnswer answer, String status, List<RawJson> items) {
    boolean cut = status.equals("incomplete");
    String reason = answer.finish() == FinishReason.LENGTH ? "max_output_tokens" : "content_filter";
    RawJson response =
        object(
            "id",
            "resp_standin" + answer.number(),
            "object",
            "response",
            "created_at",
            CREATED,
            "status",
            status,
            "error",
            NULL,
            "incomplete_details",
            cut ? object("reason", reason) : NULL,
            "model",
            answer.model(),
            "output",
            items);
    boolean running = status.equals("in_progress");
    return plus(response, "store", false, "usage", running ? NULL : usage(answer.usage()));
  }

  private static RawJson usage(Usage usage) {
    return object(
        "input_tokens",
        usage.inputTokens(),
        "input_tokens_details",
        object("cached_tokens", usage.count(Meter.CACHE_READ)),
        "output_tokens",
        usage.outputTokens(),
        "output_tokens_details",
        object("reasoning_tokens", usage.count(Meter.REASONING)),
        "total_tokens",
        usage.inputTokens() + usage.outputTokens());
  }

  private static String id(int index) {
    return "item_standin" + index;
  }

  /** Returns a whole item. */
  private static RawJson done(WireBlock block, int index) {
    if (block instanceof Text text) {
      return message(index, "completed", List.of(outputText(text.joined())));
    } else if (block instanceof ToolCall call) {
      return functionCall(call, index, "completed", call.joined());
    } else if (block instanceof Reasoning thought) {
      return reasoning(thought, index, List.of(summary(thought.joined())));
    }
    Unknown unknown = (Unknown) block;
    return object("id", id(index), "type", unknown.type(), "content", unknown.content());
  }

  /** Returns an item as it is added, without its content. */
  private static RawJson added(WireBlock block, int index) {
    if (block instanceof Text) {
      return message(index, "in_progress", List.of());
    } else if (block instanceof ToolCall call) {
      return functionCall(call, index, "in_progress", "");
    } else if (block instanceof Reasoning thought) {
      return reasoning(thought, index, List.of());
    }
    return done(block, index);
  }

  private static RawJson message(int index, String status, List<RawJson> content) {
    RawJson item = object("id", id(index), "type", "message", "status", status);
    return plus(item, "role", "assistant", "content", content);
  }

  private static RawJson outputText(String text) {
    return object(
        "type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
  }

  private static RawJson functionCall(ToolCall call, int index, String status, String arguments) {
    RawJson item = object("id", id(index), "type", "function_call", "status", status);
    return plus(item, "arguments", arguments, "call_id", call.id(), "name", call.name());
  }

  private static RawJson reasoning(Reasoning thought, int index, List<RawJson> summary) {
    RawJson item = object("id", id(index), "type", "reasoning");
    return plus(item, "encrypted_content", thought.signature(), "summary", summary);
  }

  private static RawJson summary(String text) {
    return object("type", "summary_text", "text", text);
  }

  @Override
  public WireResponse stream(WireAnswer answer) {
    Events events = new Events();
    RawJson running = response(answer, "in_progress", List.of());
    events.add(Role.PLAIN, "response.created", "response", running);
    events.add(Role.PLAIN, "response.in_progress", "response", running);
    int index = 0;
    for (WireBlock block : answer.blocks()) {
      events.add(
          Role.PLAIN,
          "response.output_item.added",
          "output_index",
          index,
          "item",
          added(block, index));
      if (block instanceof Text) {
        events.part(block, index, "content", "output_text", outputText(""));
      } else if (block instanceof Reasoning) {
        events.part(block, index, "reasoning_summary", "reasoning_summary_text", summary(""));
      } else if (block instanceof ToolCall) {
        events.pieces(block, index, "function_call_arguments", "arguments");
      }
      events.add(
          Role.PLAIN,
          "response.output_item.done",
          "output_index",
          index,
          "item",
          done(block, index));
      index++;
    }
    String end = isIncomplete(answer) ? "response.incomplete" : "response.completed";
    events.add(Role.FINISH, end, "response", completed(answer));
    return WireResponse.stream(Sse.CONTENT_TYPE, events.frames);
  }

  /** The events of one stream. */
  private static final class Events {
    private final List<Frame> frames = new ArrayList<>();

    void add(Role role, String type, Object... fields) {
      RawJson event = object("type", type, "sequence_number", frames.size());
      frames.add(Sse.event(role, type, plus(event, fields)));
    }

    /** An item's only part: of its content, or of a summary. */
    void part(WireBlock block, int index, String list, String text, RawJson empty) {
      String place = list.equals("content") ? "content_index" : "summary_index";
      Object[] where = {"item_id", id(index), "output_index", index, place, 0};
      RawJson whole = list.equals("content") ? outputText(block.joined()) : summary(block.joined());
      add(Role.PLAIN, "response." + list + "_part.added", with(where, "part", empty));
      pieces(block, index, text, "text", place, 0);
      add(Role.PLAIN, "response." + list + "_part.done", with(where, "part", whole));
    }

    void pieces(WireBlock block, int index, String what, String whole, Object... place) {
      Object[] where = with(place, "item_id", id(index), "output_index", index);
      for (String piece : block.pieces()) {
        add(Role.CONTENT, "response." + what + ".delta", with(where, "delta", piece));
      }
      add(Role.PLAIN, "response." + what + ".done", with(where, whole, block.joined()));
    }

    private static Object[] with(Object[] fields, Object... more) {
      List<Object> all = new ArrayList<>(List.of(fields));
      all.addAll(List.of(more));
      return all.toArray();
    }
  }

  @Override
  public List<WireError> errors() {
    return OpenAiWireErrors.responses();
  }

  @Override
  public List<WireError> streamErrors() {
    return OpenAiWireErrors.events();
  }
}
