package io.github.kafkaspark;

import io.github.kafkaspark.internal.ClientCalls;
import io.github.kafkaspark.internal.ClientSettings;
import io.github.kafkaspark.internal.Daemons;
import io.github.kafkaspark.internal.Deadline;
import io.github.kafkaspark.internal.OwnClients;
import io.github.kafkaspark.internal.Texts;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** An administrator's client that asks the brokers, and has so long for all answers. */
final class LookupAdmin implements AutoCloseable {

  private final AdminClient client;
  private final Duration limit;
  private final Deadline deadline;

  /**
   * Connects when it asks.
   *
   * @throws KafkaException if a setting is wrong
   */
  LookupAdmin(KafkaCluster cluster) {
    // Before the client is made, which takes a look at the ports.
    this.deadline = Deadline.in(ClientSettings.limit(cluster.timeout()));
    this.limit = cluster.timeout();
    this.client = OwnClients.admin(config(cluster));
  }

  private LookupAdmin(AdminClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
    this.deadline = Deadline.in(ClientSettings.limit(limit));
  }

  /** The same client, which has so long for all answers from now on. */
  LookupAdmin within(Duration limit) {
    return new LookupAdmin(client, limit);
  }

  AdminClient client() {
    return client;
  }

  /**
   * Waits for an answer.
   *
   * @throws KafkaException if the brokers do not answer in time, or refuse
   */
  <T> T answer(KafkaFuture<T> answer) {
    try {
      return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException
          ? (KafkaException) e.getCause()
          : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the brokers have not answered within " + Texts.rounded(limit));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Map<String, Object> config(KafkaCluster cluster) {
    Set<String> known = AdminClientConfig.configNames();
    Map<String, Object> config =
        ClientSettings.of(cluster.options(), cluster.bootstrapServers(), cluster.timeout(), known);
    config.keySet().retainAll(known);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "kafka-spark-lookup-" + UUID.randomUUID());
    return config;
  }

  /** Waits for nothing: a silent broker may never answer what was asked. */
  @Override
  public void close() {
    Daemons.start("lookup-close", () -> ClientCalls.closeNow(client));
  }
}
