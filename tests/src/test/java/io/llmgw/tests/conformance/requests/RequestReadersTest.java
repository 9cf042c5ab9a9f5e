package io.llmgw.tests.conformance.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.CacheMark;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.ToolChoice;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.tests.conformance.CaseFolder;
import io.llmgw.value.RawJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows what the readers of requests make of each wire format. */
class RequestReadersTest {
  private final List<ObjectNode> answers = new ArrayList<>();

  private Asked read(RequestReader reader, String json) {
    CaseFolder folder = new CaseFolder("p", "api", "case", Path.of("case"));
    ObjectNode body = (ObjectNode) Trees.parse(json);
    return reader.read(
        new RecordedRequest(folder, body, "m-1", false),
        answer -> {
          answers.add(answer);
          Part call = new Part.ToolCall("c1", "f", RawJson.of("{}"));
          return new AssistantMessage(List.of(call), ProviderState.NONE);
        });
  }

  private ChatRequest chat(RequestReader reader, String json) {
    return ((Asked.Chat) read(reader, json)).target().chat();
  }

  @Test
  void chatCompletions() {
    ChatRequest chat =
        chat(
            new ChatCompletionsReader(),
            """
            {"model":"m-1","messages":[{"role":"user","content":"Hi","name":null},{"role":"assistant","content":"x"}],
            "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"seed":7,"n":2,"stop":"END",
            "tool_choice":{"type":"function","function":{"name":"f"}},"reasoning_effort":"xhigh",
            "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{},"strict":true}},
            "modalities":["text"]}
            """);
    assertThat(chat.messages()).hasSize(2);
    assertThat(answers.get(0).at("/choices/0/message/content").asText()).isEqualTo("x");
    assertThat(chat.toolChoice()).contains(ToolChoice.named("f"));
    assertThat(chat.reasoning()).contains(Effort.XHIGH);
    assertThat(chat.responseFormat()).isEqualTo(ResponseFormat.jsonSchema("s", "{}"));
    assertThat(chat.stop()).containsExactly("END");
    assertThat(chat.alternatives()).isEqualTo(2);
    assertThat(chat.extras().of("openai")).containsOnlyKeys("modalities");
  }

  @Test
  void toolsThatAreNoFunctionsAreExtras() {
    ChatRequest chat =
        chat(
            new MessagesReader(),
            """
            {"messages":[{"role":"user","content":"Hi"}],"max_tokens":5,"tools":[{"name":"f","input_schema":{}},
            {"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"any"}}
            """);
    assertThat(chat.tools()).isEmpty();
    assertThat(chat.extras().of("anthropic")).containsOnlyKeys("tools", "tool_choice");
  }

  @Test
  void aCacheMarkEndsAMessage() {
    ChatRequest chat =
        chat(
            new MessagesReader(),
            """
            {"max_tokens":5,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],
            "messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
            {"type":"text","text":"b"}]}]}
            """);
    assertThat(chat.messages()).extracting(Message::text).containsExactly("s", "a", "b");
    assertThat(chat.cacheMarks()).extracting(CacheMark::messages).containsExactly(1, 2);
    assertThat(chat.cacheMarks().get(0).timeToLive()).hasHours(1);
  }

  @Test
  void responses() {
    ChatRequest chat =
        chat(
            new ResponsesReader(),
            """
            {"instructions":"Be short.","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},
            {"type":"reasoning","id":"r1","encrypted_content":"e"},{"type":"function_call","call_id":"c1","name":"f",
            "arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"42"}],
            "tools":[{"type":"function","name":"f","parameters":{}},{"type":"web_search"}],
            "reasoning":{"effort":"low","summary":"auto"}}
            """);
    assertThat(chat.messages()).hasSize(4);
    assertThat(answers.get(0).path("output")).hasSize(2);
    assertThat(chat.messages().get(3)).isEqualTo(new ToolResultMessage("c1", "42"));
    assertThat(chat.tools().get(0).strict()).isTrue();
    assertThat(chat.reasoning()).contains(Effort.LOW);
    assertThat(chat.extras().of("openai")).containsOnlyKeys("tools", "reasoning");
  }

  @Test
  void generateContent() {
    ChatRequest chat =
        chat(
            new GenerateContentReader(),
            """
            {"system_instruction":{"parts":{"text":"Be short."}},"contents":[{"parts":[{"text":"Hi"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f"},"thoughtSignature":"s"}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":"42"}}},
            {"inline_data":{"mime_type":"image/png","data":"AAEC"}}]}],
            "generationConfig":{"maxOutputTokens":5,"topK":3,"thinkingConfig":{"thinkingBudget":0}},
            "tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT"}}]},{"googleSearch":{}}]}
            """);
    assertThat(chat.messages()).hasSize(5);
    assertThat(answers.get(0).at("/candidates/0/content/parts/0/thoughtSignature").asText())
        .isEqualTo("s");
    assertThat(chat.messages().get(3)).isEqualTo(new ToolResultMessage("c1", "42"));
    assertThat(chat.reasoning()).contains(Effort.NONE);
    assertThat(chat.extras().of("gemini")).containsOnlyKeys("generationConfig", "tools");
  }

  @Test
  void converse() {
    ChatRequest chat =
        chat(
            new ConverseReader(),
            """
            {"system":[{"text":"Be short."},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[
            {"text":"Hi"},{"image":{"format":"png","source":{"bytes":"AAEC"}}}]},{"role":"assistant","content":[
            {"toolUse":{"toolUseId":"c1","name":"f","input":{}}}]},{"role":"user","content":[{"toolResult":{
            "toolUseId":"c1","status":"error","content":[{"json":{"a":1}}]}}]}],"inferenceConfig":{"maxTokens":9},
            "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}],
            "toolChoice":{"any":{}}},"guardrailConfig":{"guardrailIdentifier":"g"}}
            """);
    assertThat(chat.messages()).hasSize(4);
    assertThat(chat.cacheMarks()).extracting(CacheMark::messages).containsExactly(1);
    assertThat(((ToolResultMessage) chat.messages().get(3)).error()).isTrue();
    assertThat(chat.messages().get(3).text()).isEqualTo("{\"a\":1}");
    assertThat(chat.tools().get(0).parameters()).isEqualTo(RawJson.of("{\"type\":\"object\"}"));
    assertThat(chat.toolChoice()).contains(ToolChoice.REQUIRED);
    assertThat(chat.extras().of("bedrock")).containsOnlyKeys("guardrailConfig");
  }

  @Test
  void cohereChat() {
    ChatRequest chat =
        chat(
            new CohereChatReader(),
            """
            {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_plan":"p"},{"role":"tool",
            "tool_call_id":"c1","content":[{"type":"document","document":{"data":"x"}}]}],"p":0.5,
            "response_format":{"type":"json_object"},"documents":["d"]}
            """);
    assertThat(answers.get(0).at("/message/tool_plan").asText()).isEqualTo("p");
    assertThat(chat.messages().get(2).parts().get(0)).isInstanceOf(Part.OpaquePart.class);
    assertThat(chat.topP()).hasValue(0.5);
    assertThat(chat.responseFormat()).isEqualTo(ResponseFormat.JSON);
    assertThat(chat.extras().of("cohere")).containsOnlyKeys("documents");
  }

  @Test
  void ollamaChatStreamsUnlessToldOtherwise() {
    String json =
        """
        {"messages":[{"role":"user","content":"Hi","images":["AAEC"]},{"role":"assistant","content":""},
        {"role":"tool","content":"42"}],"options":{"num_predict":5,"num_ctx":10},"format":""}
        """;
    Asked.Chat asked = (Asked.Chat) read(new OllamaChatReader(), json);
    ChatRequest chat = asked.target().chat();
    assertThat(asked.stream()).isTrue();
    assertThat(((UserMessage) chat.messages().get(0)).parts()).hasSize(2);
    assertThat(chat.messages().get(2)).isEqualTo(new ToolResultMessage("c1", "42"));
    assertThat(chat.maxOutputTokens()).hasValue(5);
    assertThat(chat.extras().of("ollama")).containsOnlyKeys("options");
  }

  @Test
  void embeddings() {
    EmbeddingRequest voyage =
        embeddings(
            EmbeddingReaders::openAi,
            """
            {"input":"a","input_type":"query","output_dimension":9,"truncation":false}
            """);
    assertThat(voyage.inputs()).containsExactly("a");
    assertThat(voyage.purpose()).contains(EmbeddingPurpose.QUERY);
    assertThat(voyage.dimensions()).hasValue(9);
    assertThat(voyage.extras().of("openai")).containsOnlyKeys("truncation");

    EmbeddingRequest gemini =
        embeddings(
            EmbeddingReaders::gemini,
            """
            {"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},
            {"model":"models/m","content":{"parts":[{"text":"b"}]},"taskType":"CLUSTERING"}]}
            """);
    assertThat(gemini.inputs()).containsExactly("a", "b");
    assertThat(gemini.purpose()).contains(EmbeddingPurpose.CLUSTERING);

    EmbeddingRequest vertex =
        embeddings(
            EmbeddingReaders::vertex,
            """
            {"instances":[{"content":"a","task_type":"RETRIEVAL_QUERY"}],"parameters":{"outputDimensionality":9}}
            """);
    assertThat(vertex.purpose()).contains(EmbeddingPurpose.QUERY);
    assertThat(vertex.dimensions()).hasValue(9);
  }

  private EmbeddingRequest embeddings(RequestReader reader, String json) {
    return ((Asked.Embeddings) read(reader, json)).request();
  }

  @Test
  void rerank() {
    Asked.Ranking asked =
        (Asked.Ranking)
            read(EmbeddingReaders::rerank, "{\"query\":\"q\",\"documents\":[\"a\"],\"top_k\":1}");
    assertThat(asked.request().documents()).containsExactly("a");
    assertThat(asked.request().top()).hasValue(1);
  }
}
