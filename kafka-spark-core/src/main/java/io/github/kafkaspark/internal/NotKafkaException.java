package io.github.kafkaspark.internal;

import org.apache.kafka.common.KafkaException;

/** Says why a client would ask in vain, and the way out. */
final class NotKafkaException extends KafkaException {

  private static final long serialVersionUID = 1L;

  NotKafkaException(String message) {
    super(message);
  }
}
