package io.github.kafkaspark;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.utils.AppInfoParser;

/** A feature that not every kafka-clients has; the properties that they know show it. */
final class ClientsFeature {

  private ClientsFeature() {}

  static void require(String property, String feature, String since) {
    if (!ConsumerConfig.configNames().contains(property)) {
      throw new IllegalStateException(
          "Cannot use "
              + feature
              + ": kafka-clients "
              + AppInfoParser.getVersion()
              + " on the class path do not know '"
              + property
              + "'; add org.apache.kafka:kafka-clients "
              + since
              + " or newer to the application");
    }
  }
}
