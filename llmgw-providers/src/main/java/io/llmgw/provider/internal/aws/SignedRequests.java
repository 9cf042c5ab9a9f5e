package io.llmgw.provider.internal.aws;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.AwsCredentials;
import io.llmgw.provider.internal.http.Credentials;
import io.llmgw.provider.internal.json.Excerpt;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;

/** Authorises requests by AWS signatures. Safe for use by many threads. */
public final class SignedRequests implements Credentials {
  private final String provider;
  private final Supplier<AwsCredentials> credentials;
  private final SigV4 signer;
  private final TimeSource time;

  /**
   * Signs requests.
   *
   * @param provider the provider's registered name, for messages
   * @param credentials asked for every request
   * @param signer for the provider's region and service
   * @param time says when a request is signed
   */
  public SignedRequests(
      String provider, Supplier<AwsCredentials> credentials, SigV4 signer, TimeSource time) {
    this.provider = provider;
    this.credentials = credentials;
    this.signer = signer;
    this.time = time;
  }

  @Override
  public Grant grant(int key) {
    try {
      AwsCredentials now = credentials.get();
      if (now != null) {
        return new Signature(now);
      }
      throw unusable("the supplier returned null");
    } catch (ProviderFailure e) {
      throw e;
    } catch (RuntimeException e) {
      String why =
          e instanceof IllegalArgumentException ? e.getMessage() : e.getClass().getSimpleName();
      throw unusable(String.valueOf(why));
    }
  }

  private ProviderFailure unusable(String why) {
    return ProviderFailure.of(
            ErrorKind.AUTHENTICATION,
            "no usable credentials for "
                + provider
                + " ("
                + Excerpt.of(why)
                + "); check credentials")
        .withNothingSent();
  }

  private final class Signature implements Grant {
    private final AwsCredentials mine;

    Signature(AwsCredentials mine) {
      this.mine = mine;
    }

    @Override
    public void authorize(Request.Builder request, HttpUrl url, Buffer body) {
      Headers sent = request.header("content-type", "application/json").build().headers();
      request.headers(signer.sign("POST", url, sent, body, mine, time.now()));
    }

    @Override
    public String redact(String text) {
      String clean = mine.secretAccessKey().redactIn(text);
      return mine.sessionToken().isPresent() ? mine.sessionToken().get().redactIn(clean) : clean;
    }

    @Override
    public String advice() {
      return "check credentials, region and this computer's clock";
    }
  }
}
