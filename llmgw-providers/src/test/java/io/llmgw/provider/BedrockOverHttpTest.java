package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.aws.EventStreamFrame;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service gets: signatures are checked by what arrives, not by what was meant. */
class BedrockOverHttpTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//" + "t0kEn+/".repeat(150) + "==";
  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String ARN =
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
  private static final String ANSWER =
      "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Paris\"}]}},"
          + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"totalTokens\":4}}";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/(\\d{8})/us-east-1/bedrock/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private final MockWebServer server = new MockWebServer();
  private final Shared shared = new Shared();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    shared.close();
    server.close();
  }

  private Bedrock.Builder bedrock() {
    return Bedrock.builder()
        .region("us-east-1")
        .baseUrl("http://127.0.0.1:" + server.getPort())
        .header("x-amzn-bedrock-guardrailidentifier", "g  1");
  }

  private Bedrock.Builder signed() {
    return bedrock().credentials(AwsCredentials.of("ASIAEXAMPLE", SECRET, TOKEN));
  }

  private ChatClient client(Bedrock.Builder bedrock) {
    return (ChatClient) bedrock.build().connect(shared);
  }

  private static TargetRequest question(String model) {
    return new TargetRequest(model, ChatRequest.of("p/m", "Capital? Größe \u20ac"));
  }

  private void respond(int status, String body, String... headers) {
    MockResponse.Builder response =
        new MockResponse.Builder()
            .code(status)
            .body(body)
            .setHeader("content-type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      response.setHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  @ParameterizedTest
  @ValueSource(strings = {MODEL, ARN, "a model~with+odd*(names)"})
  void theServiceComesToTheSameSignature(String model) throws Exception {
    respond(200, ANSWER);
    client(signed()).answer(question(model), new Cancellable());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget())
        .startsWith("/model/" + URLEncoder.encode(model, StandardCharsets.UTF_8).substring(0, 1))
        .endsWith("/converse");
    assertThat(request.getTarget().chars().filter(c -> c == '/').count()).isEqualTo(3);
    assertSigned(request);
  }

  @Test
  void aStreamAndInvokeAreSignedAsWell() throws Exception {
    server.enqueue(events(text("Hi"), STOP, METADATA));
    client(signed()).stream(question(MODEL), new Cancellable()).close();
    assertSigned(server.takeRequest());

    respond(
        200,
        "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\","
            + "\"text\":\"Paris\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
    client(signed().api(Bedrock.Api.INVOKE)).answer(question(MODEL), new Cancellable());
    RecordedRequest invoked = server.takeRequest();
    assertSigned(invoked);
    assertThat(invoked.getTarget()).endsWith("-v1%3A0/invoke");
    assertThat(body(invoked).utf8())
        .contains("\"anthropic_version\":\"bedrock-2023-05-31\"")
        .contains("\"max_tokens\":")
        .doesNotContain("\"model\"", "\"stream\"");
  }

  /** Does what the service does: builds the canonical request of what arrived and signs that. */
  private static void assertSigned(RecordedRequest request) throws Exception {
    Matcher said = AUTHORIZATION.matcher(String.valueOf(request.getHeaders().get("authorization")));
    assertThat(said.matches()).as(request.getHeaders().get("authorization")).isTrue();
    List<String> names = List.of(said.group(2).split(";"));
    assertThat(names)
        .isSorted()
        .contains("content-type", "host", "x-amz-date", "x-amz-security-token");
    assertThat(request.getHeaders().get("x-amz-security-token")).isEqualTo(TOKEN);
    assertThat(request.getHeaders().get("x-amz-date")).isEqualTo("20261021T072700Z");
    assertThat(said.group(1)).isEqualTo("20261021");

    StringBuilder canonical = new StringBuilder("POST\n");
    for (String segment : request.getTarget().substring(1).split("/", -1)) {
      canonical
          .append('/')
          .append(
              URLEncoder.encode(segment, StandardCharsets.UTF_8)
                  .replace("+", "%20")
                  .replace("*", "%2A")
                  .replace("%7E", "~"));
    }
    canonical.append("\n\n");
    for (String name : names) {
      String values = String.join(",", request.getHeaders().values(name));
      canonical.append(name).append(':').append(values.strip().replaceAll(" +", " ")).append('\n');
    }
    canonical.append('\n').append(said.group(2)).append('\n');
    canonical.append(sha256(body(request).toByteArray()));

    String scope = said.group(1) + "/us-east-1/bedrock/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n20261021T072700Z\n"
            + scope
            + "\n"
            + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String step : List.of(said.group(1), "us-east-1", "bedrock", "aws4_request", toSign)) {
      key = hmac(key, step);
    }
    assertThat(said.group(3)).isEqualTo(HexFormat.of().formatHex(key));
  }

  private static ByteString body(RecordedRequest request) {
    ByteString body = request.getBody();
    assertThat(body).isNotNull();
    return body;
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anApiKeyIsSentAsItIsAndNothingIsSigned() throws Exception {
    respond(200, ANSWER);
    client(bedrock().apiKey("bedrock-api-key-abc")).answer(question(MODEL), new Cancellable());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer bedrock-api-key-abc");
    assertThat(request.getHeaders().names()).doesNotContain("x-amz-date", "x-amz-security-token");
  }

  @Test
  void aServerThatRepeatsTheRequestDoesNotSpreadItsSecrets() throws Exception {
    String signature = "0123456789abcdef".repeat(4);
    String echo =
        "The request signature we calculated does not match the signature you provided. The"
            + " Canonical String for this request should have been 'POST\\n/model\\n\\n"
            + "x-amz-security-token:"
            + TOKEN
            + "\\n' Authorization=AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/x, SignedHeaders=host,"
            + " Signature="
            + signature
            + " "
            + SECRET;
    respond(
        403,
        "{\"message\":\"" + echo + "\"}",
        "x-amzn-errortype",
        "InvalidSignatureException:http");
    respond(200, "<html>" + echo);
    server.enqueue(
        events(
            EventStreamFrame.exception("validationException", "{\"message\":\"" + echo + "\"}")));

    ProviderFailure refused =
        failure(() -> client(signed()).answer(question(MODEL), new Cancellable()));
    assertThat(refused.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(refused).hasMessageContaining("check credentials, region and this computer's clock");
    ProviderFailure malformed =
        failure(() -> client(signed()).answer(question(MODEL), new Cancellable()));
    ProviderFailure streamed = failure(() -> read(client(signed())));
    for (ProviderFailure failure : List.of(refused, malformed, streamed)) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString())
          .doesNotContain(TOKEN.substring(0, 20), "t0kEn+/t0kEn", SECRET, signature);
    }
  }

  @Test
  void whatIsSentWithAllProvidersIsNotSpreadEither() {
    respond(400, "{\"message\":\"unexpected header: corporate-secret-1\"}");
    HttpSettings http =
        HttpSettings.builder().header("x-proxy-token", "corporate-secret-1").build();
    ProviderFailure failure =
        failure(() -> client(signed().http(http)).answer(question(MODEL), new Cancellable()));
    assertThat(failure).hasMessageContaining("unexpected header: [secret]");
  }

  private static ProviderFailure failure(ThrowingCallable call) {
    return catchThrowableOfType(ProviderFailure.class, call);
  }

  private static final EventStreamFrame STOP =
      EventStreamFrame.event("messageStop", "{\"stopReason\":\"end_turn\"}");
  private static final EventStreamFrame METADATA =
      EventStreamFrame.event(
          "metadata",
          "{\"usage\":{\"inputTokens\":3,\"outputTokens\":1,\"totalTokens\":4},\"metrics\":{\"latencyMs\":9}}");

  private static EventStreamFrame text(String text) {
    return EventStreamFrame.event(
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}");
  }

  private static MockResponse events(EventStreamFrame... frames) {
    return events(4_096, frames);
  }

  private static MockResponse events(int chunk, EventStreamFrame... frames) {
    Buffer body = new Buffer();
    for (EventStreamFrame frame : frames) {
      body.write(frame.bytes());
    }
    return new MockResponse.Builder()
        .setHeader("content-type", "application/vnd.amazon.eventstream")
        .chunkedBody(body, chunk)
        .build();
  }

  private static ProviderAnswer read(ChatClient client) {
    try (ProviderStream stream = client.stream(question(MODEL), new Cancellable())) {
      StringBuilder text = new StringBuilder();
      while (stream.hasNext()) {
        if (stream.next() instanceof TextDelta delta) {
          text.append(delta.text());
        }
      }
      assertThat(text.toString()).isEqualTo(stream.answer().message().text());
      return stream.answer();
    }
  }

  @Test
  void usageAfterTheStopIsReadAndTheConnectionUsedAgain() throws Exception {
    EventStreamFrame initial =
        new EventStreamFrame()
            .header(":event-type", "initial-response")
            .header(":message-type", "event");
    ChatClient client = client(signed());
    for (int i = 0; i < 2; i++) {
      server.enqueue(events(1, initial, text("Par"), text("is"), STOP, METADATA));
      ProviderAnswer answer = read(client);
      assertThat(answer.message().text()).isEqualTo("Paris");
      assertThat(answer.usage().outputTokens()).isEqualTo(1);
    }
    server.takeRequest();
    assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
  }

  @Test
  void anExceptionInTheMiddleIsThatError() {
    server.enqueue(
        events(
            text("Par"),
            EventStreamFrame.exception("throttlingException", "{\"message\":\"Too many\"}"),
            STOP));
    server.enqueue(events(text("Par"), EventStreamFrame.error("InternalFailure", "broken")));
    server.enqueue(events(text("Par")));
    ChatClient client = client(signed());
    assertThat(failure(() -> read(client)).kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(failure(() -> read(client)).kind()).isEqualTo(ErrorKind.SERVER_ERROR);
    assertThat(failure(() -> read(client)).kind()).isEqualTo(ErrorKind.STREAM_INTERRUPTED);
  }

  @Test
  void invokeEndsWithItsOwnStopInsideChunks() {
    server.enqueue(
        events(
            chunk(
                "{\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"usage\":{\"input_tokens\":1}}}"),
            chunk(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
            chunk(
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Paris\"}}"),
            chunk(
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}"),
            chunk(
                "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":1}}")));
    ProviderAnswer answer = read(client(signed().api(Bedrock.Api.INVOKE)));
    assertThat(answer.message().text()).isEqualTo("Paris");
    assertThat(answer.usage().outputTokens()).isEqualTo(2);
  }

  private static EventStreamFrame chunk(String json) {
    String bytes = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return EventStreamFrame.event("chunk", "{\"bytes\":\"" + bytes + "\",\"p\":\"abc\"}");
  }

  @Test
  void theEnvironmentSaysRegionKeyAndHost() throws Exception {
    String url = "http://127.0.0.1:" + server.getPort();
    Map<String, String> keys =
        Map.of(
            "AWS_DEFAULT_REGION",
            "eu-west-1",
            "AWS_ACCESS_KEY_ID",
            "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
            url);
    assertThat(authorization(keys)).contains("AKIAEXAMPLE/20261021/eu-west-1/bedrock");
    Map<String, String> both = new HashMap<>(keys);
    both.put("AWS_REGION", "us-west-2");
    assertThat(authorization(both)).contains("/us-west-2/");
    both.put("AWS_BEARER_TOKEN_BEDROCK", "token-1234567");
    assertThat(authorization(both)).isEqualTo("Bearer token-1234567");

    IllegalArgumentException missing =
        catchThrowableOfType(
            IllegalArgumentException.class, () -> Bedrock.fromEnv(name -> null).connect(shared));
    assertThat(missing).hasMessageContaining("AWS_REGION").hasMessageContaining("is not set");
    IllegalArgumentException noKeys =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () -> Bedrock.fromEnv(Map.of("AWS_REGION", "us-east-1")::get).connect(shared));
    assertThat(noKeys).hasMessageContaining("AWS_ACCESS_KEY_ID");
    IllegalArgumentException unknown =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () -> Bedrock.builder().region("us-est-1").apiKey("k").build());
    assertThat(unknown).hasMessageContaining("us-est-1").hasMessageContaining("us-east-1");
  }

  private String authorization(Map<String, String> environment) throws InterruptedException {
    respond(200, ANSWER);
    ChatClient client = (ChatClient) Bedrock.fromEnv(environment::get).connect(shared);
    client.answer(question(MODEL), new Cancellable());
    return String.valueOf(server.takeRequest().getHeaders().get("authorization"));
  }
}
