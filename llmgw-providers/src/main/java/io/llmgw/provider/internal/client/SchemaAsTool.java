package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Gives answers of a JSON schema to a format, or to those models of it, that have no setting for
 * them: the schema becomes the parameters of a tool, the tool must be called, and the call's
 * arguments are the answer's text.
 *
 * <p>What a model says before it calls the tool is not the answer and becomes reasoning, so that
 * the text is JSON and nothing else. If the model does not call the tool, its text stays as it is.
 */
public final class SchemaAsTool implements ChatFormat {
  private static final int LONGEST_NAME = 64;
  private static final String SETTING = "responseFormat";

  private final ChatFormat format;
  private final Function<TargetRequest, Way> way;

  /** How a request gets its schema. */
  public enum Way {
    /** By the format's own setting. */
    NATIVE,
    /** By a tool that must be called. */
    FORCED,
    /** By a tool that may be called, because the model does not let itself be forced. */
    OFFERED
  }

  /**
   * Adds what a format lacks.
   *
   * @param format writes and reads everything else
   * @param way says of a request that has a schema how it gets it
   */
  public SchemaAsTool(ChatFormat format, Function<TargetRequest, Way> way) {
    this.format = format;
    this.way = way;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return format.path(request, stream);
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    format.writeRequest(rewritten(request, adjustments), stream, out, adjustments);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    ProviderAnswer answer = format.readAnswer(body, request, head);
    return isServed(request) ? SchemaCall.asText(answer, name(request.chat()), "") : answer;
  }

  @Override
  public Framing framing() {
    return format.framing();
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    StreamDecoder decoder = format.decoder(request, head);
    return isServed(request) ? new SchemaCall(decoder, name(request.chat())) : decoder;
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return format.classify(head, error);
  }

  /** Tells whether the answer may hold a call that is its text. */
  private boolean isServed(TargetRequest request) {
    return hasSchema(request) && way.apply(request) != Way.NATIVE && !mustCall(request.chat());
  }

  private static boolean hasSchema(TargetRequest request) {
    return request.chat().responseFormat().kind() == ResponseFormat.Kind.JSON_SCHEMA;
  }

  /** The application wants a call of one of its own tools, so there will be no text to shape. */
  private static boolean mustCall(ChatRequest chat) {
    ToolChoice.Mode mode = chat.toolChoice().orElse(ToolChoice.AUTO).mode();
    return mode == ToolChoice.Mode.REQUIRED || mode == ToolChoice.Mode.NAMED;
  }

  private TargetRequest rewritten(TargetRequest request, Adjustments adjustments)
      throws IOException {
    if (!hasSchema(request) || way.apply(request) == Way.NATIVE) {
      return request;
    }
    ChatRequest chat = request.chat();
    ChatRequest.Builder with = chat.toBuilder().responseFormat(ResponseFormat.TEXT);
    if (mustCall(chat)) {
      adjustments.leftOut(
          SETTING, "a tool call is required, so there is no text it could apply to");
    } else {
      with.tools(tool(chat)).toolChoice(choice(request, adjustments));
    }
    return new TargetRequest(request.model(), request.info(), with.build(), request.delivery());
  }

  private ToolChoice choice(TargetRequest request, Adjustments adjustments) {
    ChatRequest chat = request.chat();
    if (way.apply(request) == Way.OFFERED) {
      adjustments.note(
          SETTING,
          "offered as a tool",
          "this model has no such setting and cannot be forced to call a tool here; it may answer in"
              + " other words");
      return ToolChoice.AUTO;
    }
    boolean others =
        !chat.tools().isEmpty()
            && chat.toolChoice().orElse(ToolChoice.AUTO).mode() == ToolChoice.Mode.AUTO;
    adjustments.note(
        SETTING,
        others ? "asked for as one of the tools" : "asked for as a tool call",
        "this model has no such setting");
    return others ? ToolChoice.REQUIRED : ToolChoice.named(name(chat));
  }

  private static Tool tool(ChatRequest chat) throws IOException {
    String text =
        "Gives the answer to the user. Call this tool once, to answer; write nothing else.";
    return new Tool(name(chat), text, parameters(chat.responseFormat().schema()), false);
  }

  /** Arguments are always an object, and providers want the schema to say so. */
  private static RawJson parameters(RawJson schema) throws IOException {
    if (!RawObject.isObject(schema.text())) {
      throw refuse("the schema of the response format is no JSON object");
    }
    RawObject object = RawObject.parse(schema.text());
    String type = object.raw("type");
    if (type == null) {
      object.putString("type", "object");
      return RawJson.of(object.toString());
    }
    if (!object.string("type").equals("object")) {
      throw refuse("the schema of the response format is not of type object");
    }
    return schema;
  }

  private static ProviderFailure refuse(String why) {
    return ProviderFailure.of(
            ErrorKind.INVALID_REQUEST,
            why + ", which this model needs because it answers by a tool call; nothing was sent")
        .withNothingSent();
  }

  /** The same for the request and its answer; never the name of another tool. */
  private static String name(ChatRequest chat) {
    String wanted = chat.responseFormat().name().replaceAll("[^a-zA-Z0-9_-]", "_");
    List<String> taken = chat.tools().stream().map(Tool::name).toList();
    String name = cut(wanted.isEmpty() ? "answer" : wanted, 0);
    for (int i = 2; taken.contains(name); i++) {
      name = cut(wanted.isEmpty() ? "answer" : wanted, 4) + "_" + i;
    }
    return name;
  }

  private static String cut(String name, int reserve) {
    return name.substring(0, Math.min(name.length(), LONGEST_NAME - reserve));
  }
}
