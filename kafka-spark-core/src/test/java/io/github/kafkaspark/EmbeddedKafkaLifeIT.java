package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static java.util.Collections.singleton;
import static java.util.Collections.singletonMap;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedKafkaLifeIT {

  private static final String TOPIC = "orders";

  private enum Home {
    THIS_JVM,
    OWN_JVM;

    EmbeddedKafka start() {
      return this == THIS_JVM ? EmbeddedKafka.start() : EmbeddedKafka.fork();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsRecordsAndAddressOverRestarts(Home home) {
    try (EmbeddedKafka kafka = home.start()) {
      String address = kafka.bootstrapServers();
      kafka.createTopic(TOPIC, 2);
      kafka.produceNumbers(TOPIC, 0, 10);

      kafka.stop();
      assertThat(listens(address)).isFalse();
      kafka.restart();

      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      kafka.produceNumbers(TOPIC, 10, 12);
      kafka.restart();
      assertThat(kafka.read(TOPIC)).hasSize(12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingBehindOnClose(Home home) {
    List<Path> before = folders();
    EmbeddedKafka kafka = home.start();
    assertThat(folders()).hasSize(before.size() + 1);

    kafka.close();
    kafka.close();

    assertThat(folders()).isEqualTo(before);
    assertThat(listens(kafka.bootstrapServers())).isFalse();
    assertThatThrownBy(kafka::restart)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot restart the broker: it has been closed; start another");
  }

  @ParameterizedTest
  @EnumSource
  void livesBesideAnother(Home home) {
    try (EmbeddedKafka one = home.start();
        EmbeddedKafka other = home.start()) {
      one.createTopic(TOPIC, 1);
      other.createTopic(TOPIC, 1);

      one.produce(TOPIC, 0, "one");
      other.produce(TOPIC, 0, "other");
      one.stop();

      assertThat(other.read(TOPIC)).extracting(ConsumerRecord::value).containsExactly("other");
    }
  }

  @Test
  void answersNothingWhilePaused() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.fork();
        AdminClient admin =
            AdminClient.create(singletonMap("bootstrap.servers", kafka.bootstrapServers()))) {
      kafka.createTopic(TOPIC, 1);

      kafka.pause();
      KafkaFuture<?> answer = admin.listTopics().names();
      assertThatThrownBy(() -> answer.get(1, SECONDS)).isInstanceOf(TimeoutException.class);
      kafka.unpause();

      assertThat(answer.get(20, SECONDS)).isEqualTo(singleton(TOPIC));
      kafka.produce(TOPIC, 0, "after");
      assertThat(kafka.read(TOPIC)).hasSize(1);
    }
  }

  @Test
  void keepsAcknowledgedRecordsWhenKilled() {
    try (EmbeddedKafka kafka = EmbeddedKafka.fork()) {
      kafka.createTopic(TOPIC, 2);
      kafka.produceNumbers(TOPIC, 0, 1_000);

      kafka.kill();
      assertThat(listens(kafka.bootstrapServers())).isFalse();
      assertThatThrownBy(kafka::pause)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot pause the broker: it does not run; call restart");
      kafka.restart();

      assertThat(kafka.read(TOPIC)).hasSize(1_000);
    }
  }

  @Test
  void canBeKilledAndStoppedWhilePaused() {
    try (EmbeddedKafka kafka = EmbeddedKafka.fork()) {
      kafka.pause();
      kafka.kill();
      kafka.restart();
      kafka.pause();
      kafka.stop();

      assertThat(listens(kafka.bootstrapServers())).isFalse();
    }
  }

  @Test
  void saysWhyItCannotStart() {
    List<Path> before = folders();

    assertThatThrownBy(() -> EmbeddedKafka.fork(singletonMap("num.io.threads", "none")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot start a broker in a JVM of its own: failed ")
        .hasMessageContaining("num.io.threads");
    assertThatThrownBy(() -> EmbeddedKafka.start(singletonMap("num.io.threads", "none")))
        .hasMessageContaining("num.io.threads");
    assertThat(folders()).isEqualTo(before);
  }

  @Test
  void takesTheClassPathOfAForkFromTheProperty() {
    System.setProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, "no-kafka-here.jar");
    try {
      assertThatThrownBy(EmbeddedKafka::fork)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("failed java.lang.NoClassDefFoundError");
    } finally {
      System.clearProperty(EmbeddedKafka.CLASS_PATH_PROPERTY);
    }
  }

  @Test
  void endsWithTheJvmThatForkedIt(@TempDir Path temporary) throws IOException {
    ProcessBuilder parent =
        new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            Parent.class.getName());
    parent.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = parent.redirectError(Redirect.INHERIT).start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String address = out.readLine();

      assertThat(listens(address)).isTrue();
      process.destroyForcibly();

      await().atMost(ofSeconds(30)).until(() -> folders(temporary).isEmpty());
      assertThat(listens(address)).isFalse();
    }
  }

  /** Forks a broker, prints its address, and waits for its own end. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws InterruptedException {
      System.out.println(EmbeddedKafka.fork().bootstrapServers());
      new CountDownLatch(1).await();
    }
  }

  private static boolean listens(String address) {
    String[] parts = address.split(":", 2);
    try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> folders() {
    return folders(Paths.get(System.getProperty("java.io.tmpdir")));
  }

  /** The names that the kit gives its temporary folders. */
  private static List<Path> folders(Path temporary) {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("embedded-kafka-"))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
