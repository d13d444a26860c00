package io.github.kafkaspark.offsets.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.Sasl;
import io.github.kafkaspark.Tls;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.testing.OtherPorts;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in Kafka names what is wrong as a source does, and does not wait until the limit. */
@Timeout(300)
class GroupTroubleTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** A look at a port takes half a second at most, which a busy machine may not give it. */
  private static final int LOOKS = 3;

  private static final StreamId ORDERS = StreamId.of("orders");
  private static final NewCommit START =
      NewCommit.start(
          TopicOffsets.empty().withOffset("orders", 0, 1), BasicStoreContract.provenance());

  private static void assertFails(KafkaCluster cluster, String reason) {
    try (OffsetStore store = KafkaOffsetStore.transactional(cluster.timeout(LIMIT), "offsets-");
        OffsetStore plain = KafkaOffsetStore.plain(cluster.timeout(LIMIT), "offsets-")) {
      assertSeen(() -> store.latest(ORDERS), "Cannot read offsets of ", reason);
      assertSeen(() -> store.claim(ORDERS, START), "Cannot claim ", reason);
      assertSeen(() -> plain.claim(ORDERS, START), "Cannot claim ", reason);
    }
  }

  private static void assertSeen(ThrowingCallable call, String start, String reason) {
    Throwable thrown = catchThrowable(call);
    for (int look = 1; look < LOOKS && isTimeout(thrown); look++) {
      thrown = catchThrowable(call);
    }
    assertTold(thrown, start, reason);
    assertThat(thrown).matches(failure -> !isTimeout(failure), "is seen without a time-out");
  }

  private static boolean isTimeout(Throwable thrown) {
    return Throwables.getStackTrace(thrown).contains(TimeoutException.class.getName());
  }

  private static void assertTold(Throwable thrown, String start, String reason) {
    assertThat(thrown)
        .isInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining("': " + reason);
    assertThat(Throwables.getStackTrace(thrown)).doesNotContain("geheim");
  }

  @Test
  void aPortThatSpeaksHttpIsNamed() throws Exception {
    try (OtherPorts http = OtherPorts.http()) {
      assertFails(
          KafkaCluster.at(http.address()),
          http.address()
              + " does not speak Kafka (it speaks HTTP); check bootstrapServers, and that the "
              + "brokers are there");
    }
  }

  /** Also the look at the port ends. */
  @Test
  void aCallThatIsNotAnsweredEndsBecauseOfTheLimit() throws Exception {
    Duration limit = Duration.ofSeconds(2);
    try (OtherPorts silent = OtherPorts.silent();
        OffsetStore store =
            KafkaOffsetStore.transactional(
                KafkaCluster.at(silent.address()).timeout(limit), "offsets-")) {
      Throwable thrown = catchThrowable(() -> store.latest(ORDERS));
      assertTold(thrown, "Cannot read ", "no answer to the request to ");
      assertThat(thrown).hasMessageContaining(" within 2 s; ");
    }
  }

  @Test
  void aPortWhereNobodyListensIsNamed() {
    assertFails(
        KafkaCluster.at("127.0.0.1:1"),
        "127.0.0.1:1 refuses the connection (nobody listens there); check ");
  }

  @Test
  void aWrongPasswordAndABadPropertyAreNamed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("trust.p12");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (OutputStream out = Files.newOutputStream(file)) {
      trust.store(out, "right".toCharArray());
    }
    try (OtherPorts broker = OtherPorts.kafka()) {
      KafkaCluster cluster = KafkaCluster.at(broker.address());

      assertFails(
          cluster.tls(Tls.trustStore(file, "geheim")),
          "ssl.truststore.password is not the password of '"
              + file
              + "'; check what is given to KafkaCluster.tls");
      assertFails(
          cluster.option("send.buffer.bytes", "many"),
          "Invalid client property send.buffer.bytes: 'many' (Kafka says: ");
    }
  }

  /** A thread of a web server, or of an executor, may have any class loader. */
  @Test
  void clientsWithALoginAreMadeOnAnyThread() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (OtherPorts broker = OtherPorts.kafka();
        URLClassLoader foreign = new URLClassLoader(new URL[0], null)) {
      KafkaCluster cluster =
          KafkaCluster.at(broker.address()).sasl(Sasl.plain("job", "geheim")).timeout(LIMIT);
      thread.setContextClassLoader(foreign);

      GroupClients.consumer(cluster, "group").close();
      GroupClients.producer(cluster, "group").close();
      GroupClients.admin(cluster).close();

      assertThat(thread.getContextClassLoader()).isSameAs(foreign);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
