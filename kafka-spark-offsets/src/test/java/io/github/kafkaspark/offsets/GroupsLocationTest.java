package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of brokers that want a login, or allow no transactions. */
class GroupsLocationTest {

  private static final String LOGIN =
      "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=geheim";

  @Test
  void isTheGroupsOfBrokersThatAllowNoTransactions() {
    try (OffsetStore store = OffsetStores.at("kafkaWithoutTransactions:broker1:9092/offsets-")) {
      assertThat(store)
          .hasToString(
              OffsetStores.kafkaWithoutTransactions(KafkaCluster.at("broker1:9092"), "offsets-")
                  .toString());
    }
  }

  @Test
  void hasTheLoginOfAFile(@TempDir Path folder) throws IOException {
    Path own = Files.write(folder.resolve("a client's|own.properties"), LOGIN.getBytes(UTF_8));
    Path other = Files.write(folder.resolve("other.properties"), "client.id=o".getBytes(UTF_8));
    String groups = "kafka:broker:9093/offsets-";
    try (OffsetStore store = OffsetStores.at(groups + "?config=" + own)) {
      assertThat(store.toString()).contains("sasl.mechanism=PLAIN").doesNotContain("geheim");
    }
    Path relative = Paths.get("").toAbsolutePath().relativize(own);
    assertThat(StoreLocation.parse(groups + "?config=" + relative).open().toString())
        .contains("sasl.mechanism=PLAIN");
    StoreLocation byDefault = StoreLocation.parse(groups, Optional.of(other));
    assertThat(byDefault).hasToString(groups + "?config=" + other);
    assertThat(byDefault.open().toString()).contains("client.id=o");
    assertThat(StoreLocation.parse(groups + "?config=" + own, Optional.of(other)))
        .hasToString(groups + "?config=" + own);
    assertThat(
            StoreLocation.parse(
                "mirrored:file:/a|" + groups + "?config=" + own.toString().replace("|", "||"),
                Optional.of(other)))
        .hasToString("mirrored:file:/a|" + groups + "?config=" + own);
  }

  @Test
  void refusesALoginThatIsNoFile() {
    String rule =
        "Invalid file of client properties: '%s' (expected a file that this process can read, found "
            + "none as %s; give its absolute path, or send it along by --files and give its name)";
    assertThatThrownBy(() -> OffsetStores.at("kafka:broker:9093/offsets-?config=/none/such"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(rule, "/none/such", "/none/such");
    assertThatThrownBy(() -> OffsetStores.at("kafka:broker:9093/offsets-?config=none/such"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(rule, "none/such", Paths.get("none/such").toAbsolutePath());
  }
}
