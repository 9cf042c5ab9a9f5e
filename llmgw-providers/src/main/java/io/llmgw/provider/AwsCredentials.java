package io.llmgw.provider;

import io.llmgw.value.Secret;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Access keys of AWS, with which requests are signed; they are not sent themselves.
 *
 * <p>Given to a provider as a {@code Supplier}, for example {@code AwsCredentials::fromEnv}, they
 * can be replaced before they expire. Immutable and safe to share; prints neither secret nor token.
 */
public final class AwsCredentials {
  private final String accessKeyId;
  private final Secret secretAccessKey;
  private final Optional<Secret> sessionToken;

  private AwsCredentials(
      String accessKeyId, Secret secretAccessKey, Optional<Secret> sessionToken) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.sessionToken = sessionToken;
  }

  /**
   * Returns the credentials of a user.
   *
   * @param accessKeyId the key's id, for example {@code AKIAIOSFODNN7EXAMPLE}
   * @param secretAccessKey the secret that belongs to it
   * @return the credentials
   * @throws IllegalArgumentException if a part is blank, or has white space, line breaks or other
   *     characters that cannot belong to it; the message names the part and does not show it
   */
  public static AwsCredentials of(String accessKeyId, String secretAccessKey) {
    return of(accessKeyId, secretAccessKey, Optional.empty(), Names.OPTIONS);
  }

  /**
   * Returns temporary credentials, as AWS STS, roles and IAM Identity Center issue them.
   *
   * @param accessKeyId the key's id, for example {@code ASIAIOSFODNN7EXAMPLE}
   * @param secretAccessKey the secret that belongs to it
   * @param sessionToken the token that was issued together with both
   * @return the credentials
   * @throws IllegalArgumentException if a part is blank, or has white space, line breaks or other
   *     characters that cannot belong to it; the message names the part and does not show it
   */
  public static AwsCredentials of(String accessKeyId, String secretAccessKey, String sessionToken) {
    Objects.requireNonNull(sessionToken, "sessionToken");
    return of(accessKeyId, secretAccessKey, Optional.of(sessionToken), Names.OPTIONS);
  }

  /**
   * Reads {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and, if it is set, {@code
   * AWS_SESSION_TOKEN}, the variables AWS's own tools read. White space around a value is removed.
   *
   * @return the credentials
   * @throws IllegalArgumentException if one of the first two is not set or a value cannot be what
   *     it should; the message names the variable and does not show its value
   */
  public static AwsCredentials fromEnv() {
    return fromEnv(System::getenv);
  }

  static AwsCredentials fromEnv(Function<String, @Nullable String> variables) {
    Names names = Names.VARIABLES;
    String token = variables.apply(names.sessionToken);
    return of(
        required(names.accessKeyId, variables),
        required(names.secretAccessKey, variables),
        token == null || token.isBlank() ? Optional.empty() : Optional.of(token.strip()),
        names);
  }

  private static String required(String name, Function<String, @Nullable String> variables) {
    String value = variables.apply(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "environment variable "
              + name
              + " is not set; set it, or use AwsCredentials.of(accessKeyId, secretAccessKey)");
    }
    return value.strip();
  }

  private static AwsCredentials of(
      String accessKeyId, String secretAccessKey, Optional<String> sessionToken, Names names) {
    Objects.requireNonNull(accessKeyId, "accessKeyId");
    Objects.requireNonNull(secretAccessKey, "secretAccessKey");
    checkId(accessKeyId, names.accessKeyId);
    return new AwsCredentials(
        accessKeyId,
        secret(secretAccessKey, names.secretAccessKey),
        sessionToken.map(token -> secret(token, names.sessionToken)));
  }

  /** The id stands in a header, between separators: letters and digits, as AWS documents it. */
  private static void checkId(String id, String name) {
    if (id.isBlank()) {
      throw new IllegalArgumentException(name + " is blank");
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!allowed) {
        throw new IllegalArgumentException(
            name + " has a character other than letters, digits and _ at position " + i);
      }
    }
  }

  private static Secret secret(String value, String name) {
    try {
      return Secret.of(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the id of the access key, which is sent with every request.
   *
   * @return the id
   */
  public String accessKeyId() {
    return accessKeyId;
  }

  /**
   * Returns the secret, which is never sent.
   *
   * @return the secret access key
   */
  public Secret secretAccessKey() {
    return secretAccessKey;
  }

  /**
   * Returns the token of temporary credentials, which is sent with every request.
   *
   * @return empty for the credentials of a user
   */
  public Optional<Secret> sessionToken() {
    return sessionToken;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AwsCredentials that
        && accessKeyId.equals(that.accessKeyId)
        && secretAccessKey.equals(that.secretAccessKey)
        && sessionToken.equals(that.sessionToken);
  }

  @Override
  public int hashCode() {
    return Objects.hash(accessKeyId, secretAccessKey, sessionToken);
  }

  /** Returns a constant that says nothing of the keys. */
  @Override
  public String toString() {
    return "AwsCredentials[***]";
  }

  /** What the parts are called where they come from. */
  private enum Names {
    OPTIONS("accessKeyId", "secretAccessKey", "sessionToken"),
    VARIABLES("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    final String accessKeyId;
    final String secretAccessKey;
    final String sessionToken;

    Names(String accessKeyId, String secretAccessKey, String sessionToken) {
      this.accessKeyId = accessKeyId;
      this.secretAccessKey = secretAccessKey;
      this.sessionToken = sessionToken;
    }
  }
}
