package io.llmgw.tests;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import java.util.concurrent.CompletionException;

/** The ways to make a call, so that one scenario is run in each of them. */
public enum Way {
  CHAT {
    @Override
    public ChatResponse ask(LlmGateway gateway, ChatRequest request, CallOptions options) {
      return gateway.chat(request, options);
    }
  },
  ASYNC {
    @Override
    public ChatResponse ask(LlmGateway gateway, ChatRequest request, CallOptions options) {
      try {
        return gateway.chatAsync(request, options).join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }
  },
  STREAM {
    @Override
    public ChatResponse ask(LlmGateway gateway, ChatRequest request, CallOptions options) {
      try (ChatStream stream = gateway.stream(request, options)) {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : stream) {
          if (event instanceof StreamEvent.TextDelta delta) {
            text.append(delta.text());
          } else if (event instanceof StreamEvent.Restarted) {
            text.setLength(0);
          }
        }
        ChatResponse response = stream.response();
        if (!response.text().contentEquals(text)) {
          throw new AssertionError(
              "streamed \"" + text + "\" but the answer is \"" + response.text() + "\"");
        }
        return response;
      }
    }
  };

  public abstract ChatResponse ask(LlmGateway gateway, ChatRequest request, CallOptions options);

  public ChatResponse ask(LlmGateway gateway, ChatRequest request) {
    return ask(gateway, request, CallOptions.defaults());
  }
}
