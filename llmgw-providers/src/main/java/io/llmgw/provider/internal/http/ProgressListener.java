package io.llmgw.provider.internal.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import okhttp3.Call;
import okhttp3.EventListener;

/** Tells a call's {@link IdleTimer}, which is a tag of its request, how far the call has come. */
final class ProgressListener extends EventListener {
  private final Phase sending;

  /**
   * Creates the listener.
   *
   * @param sending the phase in which requests are sent
   */
  ProgressListener(Phase sending) {
    this.sending = sending;
  }

  private static void enter(Call call, Phase phase) {
    IdleTimer timer = call.request().tag(IdleTimer.class);
    if (timer != null) {
      timer.enter(phase);
    }
  }

  /** OkHttp limits only TCP; a proxy's tunnel, for which there is no event, belongs to REACHING. */
  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    enter(call, proxy.type() == Proxy.Type.HTTP ? Phase.REACHING : Phase.CONNECTING);
  }

  @Override
  public void secureConnectStart(Call call) {
    enter(call, Phase.SECURING);
  }

  /** Nothing of the request is written before. */
  @Override
  public void requestHeadersStart(Call call) {
    enter(call, sending);
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    enter(call, Phase.WAITING);
  }

  /**
   * A server may have answered before it has read everything, and OkHttp looks for that; but a
   * timeout is the end.
   */
  @Override
  public void requestFailed(Call call, IOException failure) {
    if (!(failure instanceof SocketTimeoutException)) {
      enter(call, Phase.WAITING);
    }
  }
}
