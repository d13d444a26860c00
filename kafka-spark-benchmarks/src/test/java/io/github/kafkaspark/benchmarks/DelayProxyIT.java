package io.github.kafkaspark.benchmarks;

import static java.util.Collections.singleton;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DelayProxyIT {

  private static final Duration DELAY = Duration.ofMillis(100);

  @Test
  void keepsItsClientsWhenABrokerIsToldOfIt() throws Exception {
    Map<String, String> settings = new HashMap<>();
    try (DelayProxy proxy = DelayProxy.open(DELAY)) {
      settings.put("listener.security.protocol.map", "DISTANT:PLAINTEXT");
      settings.put("kit.advertised.DISTANT", proxy.address());
      try (EmbeddedKafka kafka = EmbeddedKafka.start(settings);
          KafkaConsumer<byte[], byte[]> distant =
              StoreTrials.consumer(KafkaCluster.at(proxy.address()), "distant")) {
        proxy.leadsTo(kafka.bootstrapServers("DISTANT"));
        kafka.createTopic("orders", 1);
        kafka.produceNumbers("orders", 0, 3);
        Set<TopicPartition> orders = singleton(new TopicPartition("orders", 0));
        assertThat(distant.endOffsets(orders)).containsValue(3L);

        // By now it knows the broker from the broker itself.
        long start = System.nanoTime();
        assertThat(distant.beginningOffsets(orders)).containsValue(0L);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DELAY.toNanos());
      }
    }
  }
}
