package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
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
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.KafkaFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on the class path of this JVM, or on that of {@link EmbeddedKafka#CLASS_PATH_PROPERTY}. */
@Tag("heavy")
class ForkedKafkaIT extends EmbeddedKafkaLifeContract {

  @Override
  EmbeddedKafka start(Map<String, String> settings) {
    return EmbeddedKafka.fork(settings);
  }

  @Test
  void createsTopicsIfToldTo() {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.fork(singletonMap("auto.create.topics.enable", "true"))) {
      kafka.produce(TOPIC, 0, "first");

      assertThat(kafka.read(TOPIC)).hasSize(1);
    }
  }

  /** One broker, for to start one takes seconds. */
  @Test
  void answersNothingWhilePausedAndKeepsAcknowledgedRecordsWhenKilled() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.fork()) {
      answersNothingWhilePaused(kafka);
      keepsAcknowledgedRecordsWhenKilled(kafka);
    }
  }

  private static void answersNothingWhilePaused(EmbeddedKafka kafka) throws Exception {
    try (AdminClient admin =
        AdminClient.create(singletonMap("bootstrap.servers", kafka.bootstrapServers()))) {
      kafka.createTopic(TOPIC, 2);

      kafka.pause();
      KafkaFuture<?> answer = admin.listTopics().names();
      assertThatThrownBy(() -> answer.get(1, SECONDS)).isInstanceOf(TimeoutException.class);
      kafka.unpause();

      assertThat(answer.get(60, SECONDS)).isEqualTo(singleton(TOPIC));
      kafka.produce(TOPIC, 0, "after");
      assertThat(kafka.read(TOPIC)).hasSize(1);
    }
  }

  private static void keepsAcknowledgedRecordsWhenKilled(EmbeddedKafka kafka) {
    kafka.produceNumbers(TOPIC, 0, 999);

    kafka.kill();
    assertThat(listens(kafka.bootstrapServers())).isFalse();
    assertThatThrownBy(kafka::pause)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot pause the broker: it does not run; call restart");
    kafka.restart();

    assertThat(kafka.read(TOPIC)).hasSize(1_000);
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
    assertThatThrownBy(() -> EmbeddedKafka.fork(singletonMap("num.io.threads", "none")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot start a broker in a JVM of its own: failed ")
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void isWhatStartsWhereTheClassPathIsSet() {
    String brokers = System.getProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, "");
    with(
        EmbeddedKafka.CLASS_PATH_PROPERTY,
        brokers.isEmpty() ? System.getProperty("java.class.path") : brokers,
        () -> {
          try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.kill();
          }
        });
  }

  private static void with(String property, String value, Runnable test) {
    String before = System.setProperty(property, value);
    try {
      test.run();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void endsWithTheJvmThatForkedIt(@TempDir Path temporary) throws IOException {
    Process process = parent(temporary);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String address = out.readLine();

      assertThat(listens(address)).isTrue();
      process.destroyForcibly();

      await().atMost(ofMinutes(2)).until(() -> folders(temporary).isEmpty());
      assertThat(listens(address)).isFalse();
    }
  }

  private static Process parent(Path temporary) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    Stream.of(EmbeddedKafka.CLASS_PATH_PROPERTY, EmbeddedKafka.JAVA_PROPERTY)
        .filter(property -> System.getProperty(property) != null)
        .forEach(property -> command.add("-D" + property + "=" + System.getProperty(property)));
    command.add(Parent.class.getName());
    ProcessBuilder parent = new ProcessBuilder(command);
    parent.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return parent.redirectError(Redirect.INHERIT).start();
  }

  /** Forks a broker, prints its address, and waits for its own end. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws InterruptedException {
      System.out.println(EmbeddedKafka.fork().bootstrapServers());
      new CountDownLatch(1).await();
    }
  }
}
