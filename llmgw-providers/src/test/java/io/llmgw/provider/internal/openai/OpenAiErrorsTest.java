package io.llmgw.provider.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401|{'detail':'Invalid API Key'}|AUTHENTICATION|Invalid API Key",
        "401|<html>no</html>|AUTHENTICATION|<html>no</html>",
        "400|{'code':'x','error':'Incorrect API key provided: xx'}|AUTHENTICATION|Incorrect API key provided: xx",
        "403|{'error':{'message':'m'}}|PERMISSION_DENIED|m",
        "404|{'error':{'code':'model_not_found','message':'m'}}|MODEL_NOT_FOUND|m",
        "404|{'error':{'message':'The model `x` does not exist'}}|MODEL_NOT_FOUND|The model `x` does not exist",
        "404|{'error':{'message':'Not Found'}}|INVALID_REQUEST|Not Found",
        "429|{'error':{'type':'insufficient_quota','message':'m'}}|QUOTA_EXHAUSTED|m",
        "402|{'error':{'message':'m'}}|QUOTA_EXHAUSTED|m",
        "429|''|RATE_LIMITED|''",
        "413|{'error':{'code':'rate_limit_exceeded','message':'m'}}|RATE_LIMITED|m",
        "413|{'error':{'message':'m'}}|INVALID_REQUEST|m",
        "400|{'error':{'code':'context_length_exceeded','message':'m'}}|CONTEXT_WINDOW_EXCEEDED|m",
        "400|{'object':'error','message':'maximum context length is 1','code':400}|CONTEXT_WINDOW_EXCEEDED|maximum context length is 1",
        "400|{'error':{'code':'content_filter','message':'m'}}|CONTENT_FILTERED|m",
        "422|{'detail':[{'loc':['body'],'msg':'field required'}]}|INVALID_REQUEST|field required",
        "422|{'message':{'detail':[{'msg':'too short'}]}}|INVALID_REQUEST|too short",
        "400|[{'error':{'code':400,'message':'m'}}]|INVALID_REQUEST|m",
        "400|{'detail':'Model x is not supported. Supported models are y.'}|MODEL_NOT_FOUND|Model x is not supported. Supported models are y.",
        "400|{'error':{'code':'model_decommissioned','message':'m'}}|MODEL_NOT_FOUND|m",
        "400|{'error':{'code':'model_not_supported','message':'m'}}|MODEL_NOT_FOUND|m",
        "413|{'error':{'code':'tokens_limit_reached','message':'m'}}|CONTEXT_WINDOW_EXCEEDED|m",
        "400|{'error':{'code':'1261','message':'Prompt exceeds max length'}}|CONTEXT_WINDOW_EXCEEDED|Prompt exceeds max length",
        "400|{'error':{'code':'data_inspection_failed','message':'m'}}|CONTENT_FILTERED|m",
        "429|{'error':{'code':'1113','message':'Insufficient balance'}}|QUOTA_EXHAUSTED|Insufficient balance",
        "429|{'error':{'type':'exceeded_current_quota_error','message':'m'}}|QUOTA_EXHAUSTED|m",
        "400|{'error':{'code':'Arrearage','message':'m'}}|QUOTA_EXHAUSTED|m",
        "400|{'error':{'code':'string_above_max_length','message':'Invalid user: string too long'}}|INVALID_REQUEST|Invalid user: string too long",
        "400|{'error':{'code':'string_above_max_length','message':'Invalid messages[1].content: too long'}}|CONTEXT_WINDOW_EXCEEDED|Invalid messages[1].content: too long",
        "400|{'error':{'code':'invalid_prompt','message':'your prompt was flagged as potentially violating our usage policy'}}|CONTENT_FILTERED|your prompt was flagged as potentially violating our usage policy",
        "403|{'code':'no','error':'Content violates usage guidelines.'}|CONTENT_FILTERED|Content violates usage guidelines.",
        "409|{}|INVALID_REQUEST|''",
        "408|{}|TIMEOUT|''",
        "503|{'error':{'message':'Loading model','code':503}}|OVERLOADED|Loading model",
        "529|{}|OVERLOADED|''",
        "500|{'error':{'message':'The engine is currently overloaded'}}|OVERLOADED|The engine is currently overloaded",
        "500|{'error':{'message':'m'}}|SERVER_ERROR|m",
        "504|{'error':{'mess|SERVER_ERROR|{'error':{'mess"
      })
  void errorsOfAnyShapeAreReadAndClassified(
      int status, String body, ErrorKind kind, String message) {
    ErrorBody error = ErrorBodies.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    assertThat(error.message()).isEqualTo(message.replace('\'', '"'));
    assertThat(OpenAiErrors.classify(status, error)).isEqualTo(kind);
  }
}
