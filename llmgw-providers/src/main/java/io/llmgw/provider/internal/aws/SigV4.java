package io.llmgw.provider.internal.aws;

import io.llmgw.provider.AwsCredentials;
import io.llmgw.value.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;
import okio.ByteString;

/**
 * Signs requests to one region and service with AWS Signature Version 4 (IAM User Guide, "Create a
 * signed AWS API request"), in headers. For every service but S3, which encodes paths once only.
 * Safe for use by many threads.
 */
public final class SigV4 {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What the transport adds itself, or anything on the way may change. */
  private static final Set<String> UNSIGNED =
      Set.of(
          "accept-encoding",
          "authorization",
          "connection",
          "content-length",
          "expect",
          "transfer-encoding",
          "user-agent",
          "x-amzn-trace-id");

  private final String region;
  private final String service;
  private final SigningKeys keys;

  /**
   * Signs for one region and service.
   *
   * @param region for example {@code us-east-1}
   * @param service the signing name, for example {@code bedrock}
   */
  public SigV4(String region, String service) {
    this.region = region;
    this.service = service;
    this.keys = new SigningKeys(region, service);
  }

  /**
   * Signs a request.
   *
   * @param method for example {@code POST}
   * @param url where it goes; a path segment that holds a model's id or ARN is encoded once in it
   * @param headers all that are sent, with the content type, which the service wants signed
   * @param body the body, which is read but not consumed
   * @param credentials whose signature it is
   * @param now the time; services refuse one that is five minutes off
   * @return the headers with {@code authorization}, {@code x-amz-date} and, with temporary
   *     credentials, {@code x-amz-security-token}
   */
  public Headers sign(
      String method,
      HttpUrl url,
      Headers headers,
      Buffer body,
      AwsCredentials credentials,
      Instant now) {
    String query = url.encodedQuery();
    return sign(
        method,
        hostHeader(url),
        url.encodedPath(),
        query == null ? "" : query,
        headers,
        body.sha256().hex(),
        credentials,
        now);
  }

  /** Signs a request that is in parts, as the published test vectors are. */
  Headers sign(
      String method,
      String host,
      String path,
      String query,
      Headers headers,
      String payloadHash,
      AwsCredentials credentials,
      Instant now) {
    String time = TIME.format(now);
    String date = time.substring(0, 8);
    Headers.Builder signed = headers.newBuilder().set("x-amz-date", time);
    Optional<Secret> token = credentials.sessionToken();
    if (token.isPresent()) {
      signed.set("x-amz-security-token", token.get().reveal());
    }
    CanonicalRequest request =
        CanonicalRequest.of(method, path, query, toSign(signed.build(), host), payloadHash);
    String scope = date + "/" + region + "/" + service + "/aws4_request";
    String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(request.text());
    byte[] signature = SigningKeys.hmac(keys.key(credentials.secretAccessKey(), date), toSign);
    String authorization =
        "AWS4-HMAC-SHA256 Credential="
            + credentials.accessKeyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + request.signedHeaders()
            + ", Signature="
            + ByteString.of(signature).hex();
    return signed.set("authorization", authorization).build();
  }

  private static Headers toSign(Headers headers, String host) {
    Headers.Builder chosen = new Headers.Builder();
    boolean hasHost = false;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (!UNSIGNED.contains(name)) {
        chosen.addUnsafeNonAscii(name, headers.value(i));
        hasHost |= name.equals("host");
      }
    }
    return hasHost ? chosen.build() : chosen.add("host", host).build();
  }

  /** Returns what the transport sends as {@code host}: the port only if it is not the scheme's. */
  private static String hostHeader(HttpUrl url) {
    String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
    return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
  }

  private static String sha256(String text) {
    return ByteString.of(text.getBytes(StandardCharsets.UTF_8)).sha256().hex();
  }
}
