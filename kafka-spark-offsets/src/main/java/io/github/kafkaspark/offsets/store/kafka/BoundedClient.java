package io.github.kafkaspark.offsets.store.kafka;

import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * A client of Kafka that has one call at a time, each with a limit. A call without an answer in
 * time closes the client. Any thread may close it, also in the middle of a call.
 */
final class BoundedClient<C> implements AutoCloseable {

  /** A question to a client. */
  interface Call<C, T> {
    T ask(C client) throws Exception;
  }

  private final C client;
  private final Consumer<C> interrupt;
  private final Consumer<C> close;
  private boolean busy;
  private boolean closed;

  /**
   * A client in good order.
   *
   * @param interrupt makes the running call end, as far as the client can
   * @param close releases the client when no call runs
   */
  BoundedClient(C client, Consumer<C> interrupt, Consumer<C> close) {
    this.client = client;
    this.interrupt = interrupt;
    this.close = close;
  }

  <T> T call(String what, Limit limit, Call<C, T> call) {
    limit.require(what);
    begin();
    return limit.call(
        what,
        this::close,
        () -> {
          try {
            return call.ask(client);
          } finally {
            end();
          }
        });
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void begin() {
    if (closed || busy) {
      throw new KafkaException("the client is " + (closed ? "closed" : "in use"));
    }
    busy = true;
  }

  private synchronized void end() {
    busy = false;
    if (closed) {
      Limit.THREADS.execute(() -> close.accept(client));
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Consumer<C> last = busy ? interrupt : close;
      Limit.THREADS.execute(() -> last.accept(client));
    }
  }
}
