package io.llmgw.provider.internal.aws;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of AWS regions, and the hosts of Bedrock in them.
 *
 * <p>A name that is not in the list is taken for a mistake, because the host made from it would
 * only fail to resolve. Whoever uses a region that is newer than the list also says where it is
 * reached; then only the name's form is checked.
 */
public final class AwsRegions {
  /** AWS General Reference, "Regions"; those apart from the public internet are not in it. */
  private static final List<String> KNOWN =
      List.of(
          "af-south-1",
          "ap-east-1",
          "ap-east-2",
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-south-2",
          "ap-southeast-1",
          "ap-southeast-2",
          "ap-southeast-3",
          "ap-southeast-4",
          "ap-southeast-5",
          "ap-southeast-6",
          "ap-southeast-7",
          "ca-central-1",
          "ca-west-1",
          "cn-north-1",
          "cn-northwest-1",
          "eu-central-1",
          "eu-central-2",
          "eu-north-1",
          "eu-south-1",
          "eu-south-2",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "eusc-de-east-1",
          "il-central-1",
          "me-central-1",
          "me-south-1",
          "mx-central-1",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-gov-east-1",
          "us-gov-west-1",
          "us-west-1",
          "us-west-2");

  private static final Pattern FORM = Pattern.compile("[a-z]{2,4}(-[a-z]+){1,3}-\\d{1,2}");
  private static final int SUGGESTIONS = 3;

  private AwsRegions() {}

  /**
   * Checks the name of a region whose host is made from it.
   *
   * @param region for example {@code us-east-1}
   * @return the region
   * @throws IllegalArgumentException if it is not known; the message names the nearest known ones
   */
  public static String known(String region) {
    if (KNOWN.contains(region)) {
      return region;
    }
    throw new IllegalArgumentException(
        "region "
            + quoted(region)
            + " is not known; did you mean "
            + nearest(region)
            + "? If it is newer than this library, also set baseUrl to its endpoint");
  }

  /**
   * Checks the name of a region whose base URL is given.
   *
   * @param region known or not
   * @return the region
   * @throws IllegalArgumentException if it cannot be a region's name
   */
  public static String wellFormed(String region) {
    if (FORM.matcher(region).matches()) {
      return region;
    }
    throw new IllegalArgumentException(
        "region " + quoted(region) + " is no name of an AWS region, such as us-east-1");
  }

  /**
   * Returns the host of Bedrock's runtime, without FIPS.
   *
   * @param region a region's name
   * @return for example {@code bedrock-runtime.us-east-1.amazonaws.com}
   */
  public static String bedrockRuntimeHost(String region) {
    return "bedrock-runtime." + region + "." + domain(region);
  }

  /** The partition's DNS suffix, as in the partitions file of AWS's SDKs. */
  private static String domain(String region) {
    if (region.startsWith("cn-")) {
      return "amazonaws.com.cn";
    }
    return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
  }

  private static String quoted(String region) {
    String text = region.length() <= 40 ? region : region.substring(0, 40) + "…";
    return "\"" + text.replaceAll("\\p{Cntrl}", "?") + "\"";
  }

  private static String nearest(String region) {
    String wanted = region.strip().toLowerCase(Locale.ROOT);
    String start = wanted.substring(0, Math.min(wanted.length(), 40));
    List<String> candidates =
        KNOWN.stream()
            .sorted(Comparator.comparingInt(candidate -> distance(start, candidate)))
            .limit(SUGGESTIONS)
            .toList();
    return String.join(", ", candidates.subList(0, SUGGESTIONS - 1))
        + " or "
        + candidates.get(SUGGESTIONS - 1);
  }

  /** Counts the letters to insert, remove or replace (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
