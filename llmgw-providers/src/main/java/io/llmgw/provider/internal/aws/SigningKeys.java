package io.llmgw.provider.internal.aws;

import io.llmgw.value.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Derives the keys with which requests of one region and service are signed. A key is good for one
 * secret on one day (UTC); the last one is remembered. Safe for use by many threads.
 */
final class SigningKeys {
  private static final String ALGORITHM = "HmacSHA256";

  private final String region;
  private final String service;

  /** One is enough: a secret is replaced rarely, and deriving a key costs four short hashes. */
  private volatile @Nullable Derived last;

  SigningKeys(String region, String service) {
    this.region = region;
    this.service = service;
  }

  /**
   * Returns the key of a day.
   *
   * @param secret the secret access key
   * @param date the day as {@code yyyyMMdd}
   */
  Key key(Secret secret, String date) {
    Derived known = last;
    if (known != null && known.isOf(secret, date)) {
      return known.key;
    }
    Derived derived = new Derived(secret, date, derive(secret, date));
    last = derived;
    return derived.key;
  }

  private Key derive(Secret secret, String date) {
    byte[] start = ("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    Key ofDay = new SecretKeySpec(hmac(new SecretKeySpec(start, ALGORITHM), date), ALGORITHM);
    Key ofRegion = new SecretKeySpec(hmac(ofDay, region), ALGORITHM);
    Key ofService = new SecretKeySpec(hmac(ofRegion, service), ALGORITHM);
    return new SecretKeySpec(hmac(ofService, "aws4_request"), ALGORITHM);
  }

  static byte[] hmac(Key key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Published to other threads as a whole. */
  private static final class Derived {
    final Secret secret;
    final String date;
    final Key key;

    Derived(Secret secret, String date, Key key) {
      this.secret = secret;
      this.date = date;
      this.key = key;
    }

    boolean isOf(Secret otherSecret, String otherDate) {
      return date.equals(otherDate) && secret.equals(otherSecret);
    }
  }
}
