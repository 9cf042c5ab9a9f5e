package io.llmgw.jtokkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCounter;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.value.Blob;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JtokkitTokenCounterTest {
  private static final String BOT = "You are a bot.";
  private static final String SEARCH = "Retrieve sources from the Azure AI Search index";

  /** One for all tests, as it takes a second to load an encoding. */
  private static final TokenCounter COUNTER = JtokkitTokenCounter.forOpenAi();

  /** What OpenAI reported for requests of text to gpt-3.5-turbo. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system | You are a bot. | 12
          system | You are a helpful, pattern-following assistant that translates corporate jargon into plain English. | 25
          system | á | 8
          user   | Hello, how are you? | 13
          user   | Is there a dress code? | 13
          user   | What does a Product Manager do? | 14
          """)
  void aMessageOfTextIsCountedExactly(String role, String text, long tokens) {
    ChatRequest.Builder request = ChatRequest.builder("r");
    ChatRequest chat = (role.equals("system") ? request.system(text) : request.user(text)).build();

    assertThat(count("gpt-3.5-turbo", chat)).contains(TokenCount.exactly(tokens));
  }

  @Test
  void severalMessagesAreCountedExactly() {
    ChatRequest chat =
        ChatRequest.builder("r")
            .user("Who won the world cup in 2022?")
            .message(new AssistantMessage("Argentina"))
            .build();

    assertThat(count("gpt-3.5-turbo", chat)).contains(TokenCount.exactly(22));
  }

  /** What OpenAI reported for the same system message with one tool each. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          42 | AUTO  | search_sources | Retrieve sources from the Azure AI Search index | ``
          51 | NAMED | search_sources | Retrieve sources from the Azure AI Search index | ``
          66 | AUTO  | search_sources | Retrieve sources from the Azure AI Search index | {"type":"object","properties":{"search_query":{"type":"string","description":"Query string to retrieve documents from azure search eg: 'Health care plan'"}},"required":["search_query"]}
          67 | NONE  | search_sources | Retrieve sources from the Azure AI Search index | {"type":"object","properties":{"search_query":{"type":"string","description":"Query string to retrieve documents from azure search eg: 'Health care plan'"}},"required":["search_query"]}
          75 | NAMED | search_sources | Retrieve sources from the Azure AI Search index | {"type":"object","properties":{"search_query":{"type":"string","description":"Query string to retrieve documents from azure search eg: 'Health care plan'"}},"required":["search_query"]}
          86 | NONE  | summarize_order | Summarize the customer order request | {"type":"object","properties":{"product_name":{"type":"string","description":"Product name ordered by customer"},"quantity":{"type":"integer","description":"Quantity ordered by customer"},"unit":{"type":"string","enum":["meals","days"],"description":"unit of measurement of the customer order"}},"required":["product_name","quantity","unit"]}
          89 | NONE  | human_escalation | Check if user wants to escalate to a human | {"type":"object","properties":{"requires_escalation":{"type":"boolean","description":"If user is showing signs of frustration or anger in the query. Also if the user says they want to talk to a real person and not a chat bot."}},"required":["requires_escalation"]}
          59 | NONE  | get_coordinates | Get the latitude and longitude of multiple mailing addresses | {"type":"object","properties":{"addresses":{"type":"array","description":"The mailing addresses to be located","items":{"type":"string"}}},"required":["addresses"]}
          59 | NONE  | get_no_type | Get the no type value | {"type":"object","properties":{"no_type_value":{"description":"The no type value to be returned"}},"required":["no_type_value"]}
          55 | NONE  | get_null | Get the null value | {"type":"object","properties":{"null_value":{"type":"null","description":"The null value to be returned"}},"required":["null_value"]}
          """)
  void toolsAreCountedByTheRuleThatTheCommunityFound(
      long tokens, ToolChoice.Mode mode, String name, String description, String parameters) {
    TokenCount count = withTool(mode, name, description, parameters);

    assertThat(count.tokens()).isEqualTo(tokens);
    assertThat(count.exact()).isFalse();
    assertThat(count.error()).isEqualTo(0.02);
    assertThat(count.atMost()).isBetween(tokens + 16 + (tokens - 17) / 4 - 8, tokens + 16 + 17);
  }

  /** Where properties have no description the rule is known to be too high by up to 3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          49 | {"type":"object","properties":{"search_query":{"type":"string"}},"required":["search_query"]}
          49 | {"type":"object","properties":{"search_query":{"type":"string"}}}
          """)
  void toolsWithoutDescriptionsAreCountedUpToThreeTooHigh(long reported, String parameters) {
    assertThat(withTool(ToolChoice.Mode.AUTO, "search_sources", SEARCH, parameters).tokens())
        .isBetween(reported, reported + 3);
  }

  @Test
  void nestedAndCombinedSchemasAreCounted() {
    long flat = tool("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}");
    long nested =
        tool(
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":"
                + "{\"b\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]},"
                + "\"c\":{\"type\":[\"number\",\"null\"]}}}}}");

    assertThat(nested - flat).isBetween(12L, 20L);
    assertThat(tool("not json")).isEqualTo(tool(""));
  }

  private long tool(String parameters) {
    return withTool(ToolChoice.Mode.AUTO, "t", "", parameters).tokens();
  }

  private TokenCount withTool(
      ToolChoice.Mode mode, String name, String description, String parameters) {
    ToolChoice choice =
        mode == ToolChoice.Mode.NAMED ? ToolChoice.named(name) : new ToolChoice(mode, "");
    return count(
            "gpt-3.5-turbo",
            ChatRequest.builder("r")
                .system(BOT)
                .tools(Tool.of(name, description, parameters))
                .toolChoice(choice)
                .build())
        .orElseThrow();
  }

  @Test
  void anImageIsCountedByItsRule() {
    Blob png =
        Blob.of(
            "image/png",
            Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"));
    ChatRequest chat =
        ChatRequest.builder("r")
            .user(
                new TextPart("Describe this picture:"),
                new ImagePart(png, "high", ProviderState.NONE))
            .build();

    TokenCount count = count("gpt-4o", chat).orElseThrow();

    assertThat(count).isEqualTo(new TokenCount(266, 267, false, 0.02));
  }

  @Test
  void callsAndSchemasHaveRoom() {
    ToolCall call = new ToolCall("c1", "look_up", RawJson.of("{\"word\":\"tea\"}"));
    ChatRequest calls =
        ChatRequest.builder("r")
            .user("What is tea?")
            .message(new AssistantMessage(List.of(call), ProviderState.NONE))
            .toolResult("c1", "A drink.")
            .build();
    ChatRequest schema =
        ChatRequest.of("r", "Hi").toBuilder()
            .responseFormat(ResponseFormat.jsonSchema("a", "{\"type\":\"object\"}"))
            .build();

    assertThat(count("gpt-4", calls)).contains(new TokenCount(37, 37 + 16, false, 0.02));
    assertThat(count("gpt-4", schema)).contains(new TokenCount(13, 13 + 16 + 51, false, 0.02));
  }

  @Test
  void modelsThatReasonHaveAnUnpublishedTemplate() {
    ChatRequest chat = ChatRequest.of("r", "Hello, how are you?");

    for (String model : List.of("gpt-5-mini", "o3", "o4-mini-2025-04-16")) {
      assertThat(count(model, chat)).contains(new TokenCount(12, 28, false, 0.02));
    }
    for (String model : List.of("gpt-4o-audio-preview", "gpt-4o-mini-search-preview")) {
      assertThat(count(model, chat)).contains(new TokenCount(13, 29, false, 0.02));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o",
        "gpt-4.1-mini",
        "openai/gpt-4o",
        "ft:gpt-4o:acme",
        "gpt-35-turbo",
        "GPT-4"
      })
  void modelsOfKnownEncodingsAreCounted(String model) {
    assertThat(count(model, ChatRequest.of("r", "Hello, how are you?")))
        .contains(TokenCount.exactly(13));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claude-haiku-4-5",
        "gpt-oss-120b",
        "gpt-42",
        "gpt-6",
        "llama-3",
        "o1x",
        "my-deployment"
      })
  void ofOtherModelsItKnowsNothing(String model) {
    assertThat(count(model, ChatRequest.of("r", "Hello"))).isEmpty();
  }

  @Test
  void aFileIsForAnotherCounter() {
    ChatRequest chat =
        ChatRequest.builder("r")
            .user(new FilePart(Blob.of("application/pdf", new byte[9]), "a.pdf"))
            .build();

    assertThat(count("gpt-4o", chat)).isEmpty();
  }

  @Test
  void specialTokensInATextAreText() {
    assertThat(count("gpt-4o", ChatRequest.of("r", "<|endoftext|>")).orElseThrow().tokens())
        .isGreaterThan(12);
  }

  private Optional<TokenCount> count(String model, ChatRequest chat) {
    return COUNTER.count(new TargetRequest(model, chat), "openai", new Unhurried());
  }

  /** A call with time; a counter that asks nobody has no use for it. */
  private static final class Unhurried implements CallContext {
    @Override
    public String callId() {
      return "test";
    }

    @Override
    public Duration remaining() {
      return Duration.ofMinutes(1);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable stop) {}
  }
}
