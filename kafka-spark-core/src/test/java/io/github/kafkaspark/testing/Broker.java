package io.github.kafkaspark.testing;

/** One Kafka broker with a cluster of its own, which keeps its files from start to start. */
interface Broker {

  /** Starts a stopped broker; returns when it accepts connections. */
  void start();

  /** Ends the broker in good order; nothing happens if it does not run. */
  void stop();

  /** Ends the broker in the quickest way, because its files are no longer wanted. */
  void discard();
}
