package io.github.kafkaspark.offsets.store.kafka;

import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** The client that a claim commits with, made anew after each failure. Any thread may close it. */
final class RenewedClient<C> implements AutoCloseable {

  private final Supplier<BoundedClient<C>> maker;
  private volatile BoundedClient<C> client;
  private volatile boolean closed;

  RenewedClient(Supplier<BoundedClient<C>> maker) {
    this.maker = maker;
  }

  void renew() {
    discard();
    client = maker.get();
    if (closed) {
      discard();
    }
  }

  /** Whether it was made, and not discarded since. */
  boolean isReady() {
    return client != null;
  }

  <T> T call(String what, Limit limit, BoundedClient.Call<C, T> call) {
    BoundedClient<C> current = client;
    if (current == null) {
      throw new KafkaException("the writer was closed");
    }
    return current.call(what, limit, call);
  }

  /** Lets go of what is under way. */
  void discard() {
    BoundedClient<C> old = client;
    client = null;
    if (old != null) {
      old.close();
    }
  }

  /** Discards, for ever. */
  @Override
  public void close() {
    closed = true;
    discard();
  }
}
