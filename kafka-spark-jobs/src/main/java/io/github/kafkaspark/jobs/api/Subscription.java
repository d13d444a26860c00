package io.github.kafkaspark.jobs.api;

/** A listener that can be taken away. */
public interface Subscription extends AutoCloseable {

  /** The listener is not called again; calling this twice does nothing. */
  @Override
  void close();
}
