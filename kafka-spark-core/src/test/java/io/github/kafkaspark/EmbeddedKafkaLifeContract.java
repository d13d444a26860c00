package io.github.kafkaspark;

import static java.util.Collections.emptyMap;
import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What every broker of the test kit promises about its life, wherever it runs. */
abstract class EmbeddedKafkaLifeContract {

  static final String TOPIC = "orders";

  abstract EmbeddedKafka start(Map<String, String> settings);

  private EmbeddedKafka start() {
    return start(emptyMap());
  }

  @Test
  void keepsRecordsAndAddressOverRestarts() {
    try (EmbeddedKafka kafka = start()) {
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

  @Test
  void leavesNothingBehindOnClose() {
    List<Path> before = folders();
    EmbeddedKafka kafka = start();
    assertThat(folders()).hasSize(before.size() + 1);

    kafka.close();
    kafka.close();

    assertThat(folders()).isEqualTo(before);
    assertThat(listens(kafka.bootstrapServers())).isFalse();
    assertThatThrownBy(kafka::restart)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot restart the broker: it has been closed; start another");
  }

  @Test
  void livesBesideAnother() {
    try (EmbeddedKafka one = start();
        EmbeddedKafka other = start()) {
      one.createTopic(TOPIC, 1);
      other.createTopic(TOPIC, 1);

      one.produce(TOPIC, 0, "one");
      other.produce(TOPIC, 0, "other");
      one.stop();

      assertThat(other.read(TOPIC)).extracting(ConsumerRecord::value).containsExactly("other");
    }
  }

  @Test
  void leavesNothingBehindIfItCannotStart() {
    List<Path> before = folders();

    assertThatThrownBy(() -> start(singletonMap("num.io.threads", "none")))
        .hasMessageContaining("num.io.threads");

    assertThat(folders()).isEqualTo(before);
  }

  static boolean listens(String address) {
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
  static List<Path> folders(Path temporary) {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("embedded-kafka-"))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
