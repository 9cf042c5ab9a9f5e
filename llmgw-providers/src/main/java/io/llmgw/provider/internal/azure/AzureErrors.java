package io.llmgw.provider.internal.azure;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.http.WireFailures;

/**
 * What errors mean that Azure adds to OpenAI's. Their codes are those of Azure's gateway before the
 * model (Azure OpenAI reference, troubleshooting).
 */
final class AzureErrors {
  private AzureErrors() {}

  static ErrorKind classify(ResponseHead head, ErrorBody error, WireFailures.Classifier openAi) {
    return switch (error.code()) {
      case "DeploymentNotFound", "DeploymentNotReady" -> ErrorKind.MODEL_NOT_FOUND;
      case "PermissionDenied" -> ErrorKind.PERMISSION_DENIED; // sent with status 401
      case "ResponsibleAIPolicyViolation" -> ErrorKind.CONTENT_FILTERED;
      case "OperationNotSupported" -> ErrorKind.INVALID_REQUEST;
      case "NoCapacity" -> ErrorKind.OVERLOADED;
      default -> openAi.classify(head, error);
    };
  }
}
