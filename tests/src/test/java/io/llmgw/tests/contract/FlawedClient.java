package io.llmgw.tests.contract;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.Tool;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.util.List;
import java.util.Optional;

/** A good client with one flaw that people really make. */
final class FlawedClient implements ChatClient {
  /** The flaw, and the scenario that has to notice it. */
  enum Flaw {
    A_CUT_STREAM_ENDS_WELL("aCutStreamNeverEndsLikeAWholeOne"),
    A_WEB_PAGE_IS_AN_EMPTY_ANSWER("aWebPageInsteadOfAnAnswerIsAnError"),
    NO_ANSWER_IS_AN_EMPTY_ONE("whatIsNoAnswerIsNeverTakenForAnEmptyOne"),
    THE_KEY_IS_IN_MESSAGES("theKeyIsInNoExceptionEvenIfTheServerEchoesIt"),
    RETRY_AFTER_IS_LOST("everyErrorIsOfItsKindAndSaysWhenToComeBack"),
    EVERY_ERROR_IS_A_SERVER_ERROR("everyErrorIsOfItsKindAndSaysWhenToComeBack"),
    ERRORS_IN_STREAMS_END_THEM("anErrorWithinAStreamIsOfItsKind"),
    SIGNATURES_ARE_LOST("whatReasoningComesWithGoesBackUnchanged"),
    CACHED_TOKENS_COUNT_TWICE("usageIsReportedAndEachTokenCountedOnce"),
    REQUEST_IDS_ARE_LOST("theProvidersIdOfTheRequestIsKept"),
    PIECES_ARE_LOST("everyCharacterSurvivesASplitAtAnyByte");

    final String noticedBy;

    Flaw(String noticedBy) {
      this.noticedBy = noticedBy;
    }
  }

  private final ChatClient good;
  private final Flaw flaw;
  private final String key;

  FlawedClient(ChatClient good, Flaw flaw, String key) {
    this.good = good;
    this.flaw = flaw;
    this.key = key;
  }

  @Override
  public String name() {
    return good.name();
  }

  @Override
  public Optional<ModelInfo> describe(String model) {
    return good.describe(model);
  }

  @Override
  public ProviderAnswer answer(TargetRequest request, CallContext context) {
    try {
      return flawed(good.answer(flawed(request), context));
    } catch (ProviderFailure e) {
      return notThrown(e);
    }
  }

  @Override
  public ProviderStream stream(TargetRequest request, CallContext context) {
    try {
      return new FlawedStream(good.stream(flawed(request), context));
    } catch (ProviderFailure e) {
      return ProviderStream.of(notThrown(e));
    }
  }

  private TargetRequest flawed(TargetRequest request) {
    if (flaw != Flaw.SIGNATURES_ARE_LOST) {
      return request;
    }
    List<Message> messages = request.chat().messages().stream().map(this::unsigned).toList();
    ChatRequest chat = request.chat();
    ChatRequest.Builder other =
        ChatRequest.builder(chat.model()).tools(chat.tools().toArray(Tool[]::new));
    return new TargetRequest(request.model(), other.messages(messages).build());
  }

  private Message unsigned(Message message) {
    if (!(message instanceof AssistantMessage assistant)) {
      return message;
    }
    List<Part> parts =
        assistant.parts().stream()
            .map(
                part ->
                    part instanceof ReasoningPart thought
                        ? new ReasoningPart(thought.text(), ProviderState.NONE)
                        : part)
            .toList();
    return new AssistantMessage(parts, assistant.state());
  }

  private ProviderAnswer flawed(ProviderAnswer answer) {
    Usage usage = answer.usage();
    if (flaw == Flaw.CACHED_TOKENS_COUNT_TWICE) {
      Usage.Builder twice = Usage.builder();
      for (Meter meter : Meter.values()) {
        twice.count(meter, usage.count(meter));
      }
      usage =
          twice
              .count(Meter.INPUT, usage.count(Meter.INPUT) + usage.count(Meter.CACHE_READ))
              .build();
    }
    ProviderAnswer.Builder flawed = answer.toBuilder().usage(usage, answer.rawUsage());
    return flaw == Flaw.REQUEST_IDS_ARE_LOST ? flawed.requestId("").build() : flawed.build();
  }

  private ProviderAnswer notThrown(ProviderFailure e) {
    boolean forgiven =
        (flaw == Flaw.A_WEB_PAGE_IS_AN_EMPTY_ANSWER || flaw == Flaw.NO_ANSWER_IS_AN_EMPTY_ONE)
            && e.kind() == ErrorKind.MALFORMED_ANSWER;
    if (!forgiven) {
      throw flawed(e);
    }
    return ProviderAnswer.of(new AssistantMessage("")).finish(FinishReason.STOP, "stop").build();
  }

  private ProviderFailure flawed(ProviderFailure e) {
    return switch (flaw) {
      case THE_KEY_IS_IN_MESSAGES ->
          ProviderFailure.of(e.kind(), "with the key " + key + ": " + e.getMessage());
      case RETRY_AFTER_IS_LOST ->
          ProviderFailure.of(e.kind(), "failed").withResponse(e.status(), e.requestId());
      case EVERY_ERROR_IS_A_SERVER_ERROR ->
          ProviderFailure.of(ErrorKind.SERVER_ERROR, "failed")
              .withResponse(e.status(), e.requestId());
      default -> e;
    };
  }

  @Override
  public void close() {
    good.close();
  }

  /** A stream with the client's flaw. */
  private final class FlawedStream implements ProviderStream {
    private final ProviderStream stream;

    FlawedStream(ProviderStream stream) {
      this.stream = stream;
    }

    @Override
    public boolean hasNext() {
      try {
        return stream.hasNext();
      } catch (ProviderFailure e) {
        boolean cut =
            e.kind() == ErrorKind.STREAM_INTERRUPTED || e.kind() == ErrorKind.MALFORMED_ANSWER;
        boolean forgiven =
            (flaw == Flaw.A_CUT_STREAM_ENDS_WELL && cut)
                || (flaw == Flaw.ERRORS_IN_STREAMS_END_THEM && !cut);
        if (forgiven) {
          return false;
        }
        throw flawed(e);
      }
    }

    @Override
    public StreamEvent next() {
      StreamEvent event = stream.next();
      boolean lost =
          flaw == Flaw.PIECES_ARE_LOST
              && event instanceof StreamEvent.TextDelta delta
              && !delta.text().isEmpty();
      return lost && stream.hasNext() ? stream.next() : event;
    }

    @Override
    public ProviderAnswer answer() {
      return flawed(stream.answer());
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
