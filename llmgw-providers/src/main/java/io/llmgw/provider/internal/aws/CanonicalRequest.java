package io.llmgw.provider.internal.aws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;

/**
 * A request in the one form in which client and service sign it (AWS Signature Version 4, "Create a
 * canonical request"), for every service but S3.
 *
 * @param text the form
 * @param signedHeaders names of the headers in it, separated by semicolons
 */
record CanonicalRequest(String text, String signedHeaders) {
  private static final String HEX = "0123456789ABCDEF";

  /**
   * Brings a request into the form.
   *
   * @param method the method
   * @param path as it is sent, that is encoded once
   * @param query as it is sent, without question mark; empty for none
   * @param headers all that are signed
   * @param payloadHash SHA-256 of the body, in hex
   */
  static CanonicalRequest of(
      String method, String path, String query, Headers headers, String payloadHash) {
    TreeMap<String, String> canonical = canonicalHeaders(headers);
    StringBuilder text = new StringBuilder(512);
    text.append(method).append('\n');
    text.append(canonicalPath(path)).append('\n');
    text.append(canonicalQuery(query)).append('\n');
    canonical.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    String signed = String.join(";", canonical.keySet());
    text.append('\n').append(signed).append('\n').append(payloadHash);
    return new CanonicalRequest(text.toString(), signed);
  }

  /** Resolves dots and empty segments, then encodes what is encoded once already again. */
  static String canonicalPath(String path) {
    ArrayDeque<String> segments = new ArrayDeque<>();
    String last = "";
    for (String segment : path.split("/", -1)) {
      last = segment;
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
    StringBuilder canonical = new StringBuilder(path.length() + 16);
    for (String segment : segments) {
      canonical.append('/');
      encode(segment.getBytes(StandardCharsets.UTF_8), canonical);
    }
    return folder || segments.isEmpty() ? canonical.append('/').toString() : canonical.toString();
  }

  private static String canonicalQuery(String query) {
    if (query.isEmpty()) {
      return "";
    }
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        parameters.add(Map.entry(encodedAnew(name), encodedAnew(value)));
      }
    }
    parameters.sort(Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry::getValue));
    List<String> pairs = new ArrayList<>(parameters.size());
    parameters.forEach(pair -> pairs.add(pair.getKey() + "=" + pair.getValue()));
    return String.join("&", pairs);
  }

  /** Encodes all that has to be, whatever of it was. */
  private static String encodedAnew(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (bytes[i] == '%' && low >= 0) {
        decoded.write(high << 4 | low);
        i += 2;
      } else {
        decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
      }
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    encode(decoded.toByteArray(), encoded);
    return encoded.toString();
  }

  private static void encode(byte[] bytes, StringBuilder out) {
    for (byte b : bytes) {
      if (isUnreserved(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /** Lower-case names in order; values without needless spaces, several of a name with commas. */
  private static TreeMap<String, String> canonicalHeaders(Headers headers) {
    TreeMap<String, String> canonical = new TreeMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String value = headers.value(i).strip().replaceAll(" {2,}", " ");
      canonical.merge(
          headers.name(i).toLowerCase(Locale.ROOT), value, (first, next) -> first + "," + next);
    }
    return canonical;
  }
}
