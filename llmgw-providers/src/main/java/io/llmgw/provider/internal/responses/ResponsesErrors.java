package io.llmgw.provider.internal.responses;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.openai.OpenAiErrors;
import io.llmgw.spi.ProviderFailure;
import java.util.Locale;

/**
 * What errors of the Responses API mean. A response that failed has a code of its own (API
 * reference, the response object's error); everything else is as in OpenAI's other APIs.
 */
final class ResponsesErrors {
  private ResponsesErrors() {}

  static ErrorKind classify(int status, ErrorBody error) {
    boolean failedResponse = status >= 200 && status < 300;
    return failedResponse ? inside(error) : OpenAiErrors.classify(status, error);
  }

  private static ErrorKind inside(ErrorBody error) {
    return switch (error.code().toLowerCase(Locale.ROOT)) {
      case "server_error", "vector_store_timeout" -> ErrorKind.SERVER_ERROR;
      case "rate_limit_exceeded" -> ErrorKind.RATE_LIMITED;
      case "image_content_policy_violation", "bio_policy" -> ErrorKind.CONTENT_FILTERED;
      case "invalid_image",
          "invalid_image_format",
          "invalid_base64_image",
          "invalid_image_url",
          "invalid_image_mode",
          "invalid_encrypted_content",
          "image_too_large",
          "image_too_small",
          "image_parse_error",
          "image_file_too_large",
          "image_file_not_found",
          "empty_image_file",
          "unsupported_image_media_type",
          "failed_to_download_image" ->
          ErrorKind.INVALID_REQUEST;
      default -> OpenAiErrors.classify(200, error);
    };
  }

  /** Makes a failure of an error in an answer of status 200. */
  static ProviderFailure failure(ErrorBody error, ResponseHead head) {
    String said = error.message();
    if (said.isEmpty()) {
      said = (error.type() + " " + error.code()).trim();
    }
    return ProviderFailure.of(
        classify(head.status(), error), said.isEmpty() ? "the response failed" : said);
  }
}
