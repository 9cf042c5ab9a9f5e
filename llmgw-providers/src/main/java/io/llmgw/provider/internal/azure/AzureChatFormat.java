package io.llmgw.provider.internal.azure;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;

/** A format of OpenAI's at Azure, which has its own URLs and errors. */
public final class AzureChatFormat implements ChatFormat {
  private final ChatFormat openAi;
  private final AzurePaths paths;

  /**
   * Takes a format to Azure.
   *
   * @param openAi how requests and answers look
   * @param paths where they go
   */
  public AzureChatFormat(ChatFormat openAi, AzurePaths paths) {
    this.openAi = openAi;
    this.paths = paths;
  }

  @Override
  public String path(TargetRequest request, boolean stream) {
    return paths.of(request.model(), openAi.path(request, stream));
  }

  @Override
  public void writeRequest(
      TargetRequest request, boolean stream, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    openAi.writeRequest(request, stream, out, adjustments);
  }

  @Override
  public ProviderAnswer readAnswer(JsonSlice body, TargetRequest request, ResponseHead head)
      throws IOException {
    return openAi.readAnswer(body, request, head);
  }

  @Override
  public StreamDecoder decoder(TargetRequest request, ResponseHead head) {
    return openAi.decoder(request, head);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return AzureErrors.classify(head, error, openAi::classify);
  }
}
