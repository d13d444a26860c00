package io.github.kafkaspark;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Calls what a host has written of a start or an end. What it throws stays what it is, for the host
 * may catch it by its type; whose it was, and of which source, is added as a suppressed one.
 */
final class HostCode {

  /** Says whose exception it is that this one is suppressed by. */
  private static final class Note extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Note(String text) {
      super(text, null, false, false); // The trace of the exception says where.
    }
  }

  private HostCode() {}

  /**
   * The answer of the host's code.
   *
   * @param which {@code start} or {@code end}
   * @param text what the host calls it
   */
  static TopicOffsets ask(
      String which, Object text, BrokerOffsets brokers, Supplier<TopicOffsets> code) {
    try {
      return code.get();
    } catch (RuntimeException e) {
      if (!whose(e).isPresent()) {
        e.addSuppressed(new Note("thrown by the " + which + " '" + text + "' of " + of(brokers)));
      }
      throw e;
    }
  }

  private static String of(BrokerOffsets brokers) {
    return brokers
        .selection()
        .orElseGet(() -> "the partitions of " + TopicOffsets.topics(brokers.partitions()));
  }

  /** Whose it was that threw it; empty if it was nothing of the host's. */
  static Optional<String> whose(Throwable thrown) {
    return Stream.of(thrown.getSuppressed())
        .filter(Note.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst();
  }
}
