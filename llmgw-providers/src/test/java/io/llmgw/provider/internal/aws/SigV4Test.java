package io.llmgw.provider.internal.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.provider.AwsCredentials;
import io.llmgw.value.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SigV4Test {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final AwsCredentials USER = AwsCredentials.of("AKIDEXAMPLE", SECRET);
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
  private static final Headers NONE = Headers.of();
  private static final String UNRESERVED =
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String TOKEN =
      "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpS"
          + "PfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPk"
          + "yQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbq"
          + "BAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

  /** One case of AWS's published test suite; headers are names and values in turn. */
  record Vector(
      String name,
      String method,
      String path,
      String query,
      List<String> headers,
      String body,
      String signedHeaders,
      String signature) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Vector get(String name, String path, String query, String signature) {
    return new Vector(name, "GET", path, query, List.of(), "", "host;x-amz-date", signature);
  }

  private static Vector post(String name, String query, String signature) {
    return new Vector(name, "POST", "/", query, List.of(), "", "host;x-amz-date", signature);
  }

  private static Vector with(String name, String method, String signature, String... headers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      names.add(headers[i].toLowerCase(java.util.Locale.ROOT));
    }
    String signed =
        java.util.stream.Stream.concat(
                names.stream(), java.util.stream.Stream.of("host", "x-amz-date"))
            .sorted()
            .distinct()
            .collect(java.util.stream.Collectors.joining(";"));
    return new Vector(name, method, "/", "", List.of(headers), "", signed, signature);
  }

  /** Names, requests and signatures as AWS publishes them (aws-sig-v4-test-suite). */
  static List<Vector> suite() {
    String vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    String posted = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
    String form = "application/x-www-form-urlencoded";
    return List.of(
        get("get-vanilla", "/", "", vanilla),
        get(
            "get-vanilla-empty-query-key",
            "/",
            "Param1=value1",
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        get(
            "get-vanilla-query-order-key-case",
            "/",
            "Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        get(
            "get-vanilla-query-order-encoded",
            "/",
            "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        get(
            "get-vanilla-query-unreserved",
            "/",
            UNRESERVED + "=" + UNRESERVED,
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        get(
            "get-vanilla-utf8-query",
            "/",
            "\u1234=bar",
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        get(
            "get-unreserved",
            "/" + UNRESERVED,
            "",
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        get(
            "get-utf8",
            "/\u1234",
            "",
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        get("get-relative", "/example/..", "", vanilla),
        get("get-relative-relative", "/example1/example2/../..", "", vanilla),
        get("get-slash", "//", "", vanilla),
        get("get-slash-dot-slash", "/./", "", vanilla),
        get(
            "get-slash-pointless-dot",
            "/./example",
            "",
            "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        get(
            "get-slashes",
            "//example//",
            "",
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        get(
            "get-space",
            "/example space/",
            "",
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        get(
            "get-special-character",
            "/example/$delete",
            "",
            "a853c9b21b528b19643d00910d35b83a10c366a10833ceefb45edd6c80e40f27"),
        with(
            "get-header-key-duplicate",
            "GET",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
            "My-Header1",
            "value2",
            "My-Header1",
            "value2",
            "My-Header1",
            "value1"),
        with(
            "get-header-value-order",
            "GET",
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
            "My-Header1",
            "value4",
            "My-Header1",
            "value1",
            "My-Header1",
            "value3",
            "My-Header1",
            "value2"),
        with(
            "get-header-value-trim",
            "GET",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            "My-Header1",
            " value1",
            "My-Header2",
            " \"a   b   c\" "),
        post("post-vanilla", "", posted),
        post(
            "post-vanilla-query",
            "Param1=value1",
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
        post(
            "post-vanilla-query-nonunreserved",
            "%40%23%24%25%5E=&%2B=%2F%2C%3F%3E%3C%60%22%3B%3A%5C%7C%5D%5B%7B%7D",
            "66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e"),
        post(
            "post-vanilla-query-space",
            "p",
            "e71688addb58a26418614085fb730ba3faa623b461c17f48f2fbdb9361b94a9b"),
        with(
            "post-header-key-sort",
            "POST",
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            "My-Header1",
            "value1"),
        with(
            "post-header-value-case",
            "POST",
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
            "My-Header1",
            "VALUE1"),
        new Vector(
            "post-x-www-form-urlencoded",
            "POST",
            "/",
            "",
            List.of("Content-Type", form),
            "Param1=value1",
            "content-type;host;x-amz-date",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        new Vector(
            "post-x-www-form-urlencoded-parameters",
            "POST",
            "/",
            "",
            List.of("Content-Type", form + "; charset=utf8"),
            "Param1=value1",
            "content-type;host;x-amz-date",
            "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"));
  }

  @ParameterizedTest
  @MethodSource("suite")
  void signsAsTheTestSuiteOfAwsDoes(Vector vector) {
    Headers.Builder headers = new Headers.Builder();
    for (int i = 0; i < vector.headers().size(); i += 2) {
      headers.add(vector.headers().get(i), vector.headers().get(i + 1));
    }
    Headers signed =
        new SigV4("us-east-1", "service")
            .sign(
                vector.method(),
                "example.amazonaws.com",
                vector.path(),
                vector.query(),
                headers.build(),
                new Buffer().writeUtf8(vector.body()).sha256().hex(),
                USER,
                NOW);
    assertThat(signed.get("x-amz-date")).isEqualTo("20150830T123600Z");
    assertThat(signed.get("authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders="
                + vector.signedHeaders()
                + ", Signature="
                + vector.signature());
  }

  @Test
  void aSessionTokenIsSentAndSigned() { // post-sts-header-before
    AwsCredentials temporary = AwsCredentials.of("AKIDEXAMPLE", SECRET, TOKEN);
    Headers signed =
        new SigV4("us-east-1", "service")
            .sign(
                "POST",
                HttpUrl.get("https://example.amazonaws.com/"),
                NONE,
                new Buffer(),
                temporary,
                NOW);
    assertThat(signed.get("x-amz-security-token")).isEqualTo(TOKEN);
    assertThat(signed.get("authorization"))
        .endsWith(
            "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature="
                + "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
  }

  @Test
  void signsTheListUsersExampleOfTheDocumentation() {
    Headers signed =
        new SigV4("us-east-1", "iam")
            .sign(
                "GET",
                HttpUrl.get("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
                Headers.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                new Buffer(),
                USER,
                NOW);
    assertThat(signed.get("authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date, Signature="
                + "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    assertThat(new SigningKeys("us-east-1", "iam").key(Secret.of(SECRET), "20150830").getEncoded())
        .isEqualTo(
            HexFormat.of()
                .parseHex("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"));
  }

  @Test
  void aModelsIdInThePathIsEncodedTwice() {
    assertThat(CanonicalRequest.canonicalPath("/model/anthropic.claude-v2%3A1/converse"))
        .isEqualTo("/model/anthropic.claude-v2%253A1/converse");
    HttpUrl url =
        HttpUrl.get("https://bedrock-runtime.us-east-1.amazonaws.com")
            .newBuilder()
            .addPathSegment("model")
            .addPathSegment("arn:aws:bedrock:us-east-1:1:inference-profile/x")
            .addPathSegment("converse-stream")
            .build();
    assertThat(CanonicalRequest.canonicalPath(url.encodedPath()))
        .isEqualTo(
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%252Fx/converse-stream");
  }

  @Test
  void theBodyIsReadAndStaysWhole() {
    Buffer body = new Buffer().writeUtf8("x".repeat(100_000));
    Headers first = sign(body, USER, NOW);
    assertThat(body.size()).isEqualTo(100_000);
    assertThat(sign(body, USER, NOW)).isEqualTo(first);
    assertThat(sign(body.writeUtf8("y"), USER, NOW)).isNotEqualTo(first);
  }

  @Test
  void headersThatChangeOnTheWayAreSentButNotSigned() {
    Headers given =
        Headers.of(
            "user-agent",
            "llmgw",
            "accept-encoding",
            "identity",
            "content-length",
            "0",
            "accept",
            "*/*");
    Headers signed =
        new SigV4("eu-west-1", "bedrock")
            .sign(
                "POST", HttpUrl.get("https://gateway.test:8443/x"), given, new Buffer(), USER, NOW);
    assertThat(signed.get("user-agent")).isEqualTo("llmgw");
    assertThat(signed.get("authorization")).contains("SignedHeaders=accept;host;x-amz-date,");
  }

  @Test
  void thePortBelongsToTheHostUnlessItIsTheSchemesOwn() {
    String plain = authorization("https://h.test/");
    assertThat(authorization("https://h.test:443/")).isEqualTo(plain);
    assertThat(authorization("https://h.test:8443/")).isNotEqualTo(plain);
    assertThat(authorization("http://[::1]:80/"))
        .isEqualTo(authorization("https://h.test/", "host", "[::1]"));
  }

  @Test
  void aSignatureThatIsThereAlreadyIsReplaced() {
    Headers once = sign(new Buffer(), USER, NOW);
    Headers twice =
        new SigV4("us-east-1", "bedrock")
            .sign(
                "POST",
                HttpUrl.get("https://h.test/"),
                once,
                new Buffer(),
                USER,
                NOW.plusSeconds(1));
    assertThat(twice.values("authorization")).hasSize(1);
    assertThat(twice.values("x-amz-date")).containsExactly("20150830T123601Z");
  }

  @Test
  void anotherDayAndAnotherSecretGiveAnotherKey() {
    SigningKeys keys = new SigningKeys("us-east-1", "bedrock");
    java.security.Key key = keys.key(Secret.of(SECRET), "20150830");
    assertThat(keys.key(Secret.of(SECRET), "20150830")).isSameAs(key);
    assertThat(keys.key(Secret.of(SECRET), "20150831")).isNotEqualTo(key);
    assertThat(keys.key(Secret.of(SECRET + "x"), "20150830")).isNotEqualTo(key);
    assertThat(keys.key(Secret.of(SECRET), "20150830")).isEqualTo(key);
  }

  @Test
  void manyThreadsWithRotatingSecretsGetTheirOwnSignatures() throws Exception {
    SigV4 shared = new SigV4("us-east-1", "bedrock");
    List<AwsCredentials> rotating = new ArrayList<>();
    List<Headers> expected = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rotating.add(AwsCredentials.of("AKID" + i, SECRET + i));
      expected.add(sign(new Buffer(), rotating.get(i), NOW));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int start = thread;
        results.add(
            threads.submit(
                () -> {
                  boolean same = true;
                  for (int i = start; i < 500; i++) {
                    Headers signed =
                        shared.sign(
                            "POST",
                            HttpUrl.get("https://h.test/"),
                            NONE,
                            new Buffer(),
                            rotating.get(i % 4),
                            NOW);
                    same &= signed.equals(expected.get(i % 4));
                  }
                  return same;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Headers sign(Buffer body, AwsCredentials credentials, Instant now) {
    return new SigV4("us-east-1", "bedrock")
        .sign("POST", HttpUrl.get("https://h.test/"), NONE, body, credentials, now);
  }

  private static String authorization(String url, String... headers) {
    String signature =
        new SigV4("us-east-1", "bedrock")
            .sign("POST", HttpUrl.get(url), Headers.of(headers), new Buffer(), USER, NOW)
            .get("authorization");
    return String.valueOf(signature);
  }
}
