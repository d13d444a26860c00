package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClusterTest {

  private final KafkaCluster cluster = KafkaCluster.at("broker:9092");

  @Nested
  class At {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "broker:9092",
          "10.0.0.1:1,broker-2.example.com:65535",
          "[2001:db8::1]:9092",
          "SSL://broker:9093",
          "broker_1:9092, broker_2:9092"
        })
    void takesHostAndPort(String servers) {
      assertThat(KafkaCluster.at(servers).bootstrapServers()).isEqualTo(servers);
    }

    @Test
    void trimsTheEnds() {
      assertThat(KafkaCluster.at(" broker:9092 ")).isEqualTo(cluster);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "broker",
          "broker:",
          ":9092",
          "broker:port",
          "broker:-1",
          "broker:65536",
          "broker:99999",
          "broker:123456",
          "bro ker:9092",
          "broker:9092,",
          ",broker:9092",
          "broker:9092,,broker:9093",
          "broker:9092 broker:9093",
          "broker:9092;broker:9093"
        })
    void refusesAnythingElse(String servers) {
      assertThatThrownBy(() -> KafkaCluster.at(servers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid bootstrap servers: '"
                  + servers
                  + "' (expected host:port, or several separated by commas)");
    }

    @Test
    void repeatsNoPassword() {
      assertThatThrownBy(() -> KafkaCluster.at("job:hunter2@broker:9092"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid bootstrap servers: 'job:***@broker:9092' (expected ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://h:9092/?token=hunter2",
          "a:1,http://h:1/?k=hunter2",
          "h:1?password=hunter2",
          "h:1;password=hunter2",
          "http://u:hunter2@h:1/x"
        })
    void repeatsNoSecret(String servers) {
      assertThatThrownBy(() -> KafkaCluster.at(servers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid bootstrap servers: '")
          .hasMessageNotContaining("hunter2");
      assertThatThrownBy(() -> KafkaStreamSource.topic("a").bootstrapServers(servers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> KafkaCluster.at(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("bootstrapServers");
    }
  }

  @Nested
  class Option {

    @Test
    void isAddedToACopy() {
      KafkaCluster secured = cluster.option("security.protocol", "SSL");

      assertThat(secured.options()).containsExactly(entry("security.protocol", "SSL"));
      assertThat(cluster.options()).isEmpty();
    }

    @Test
    void isReplacedByANewerValue() {
      assertThat(cluster.option("client.rack", "a").option("client.rack", "b").options())
          .containsExactly(entry("client.rack", "b"));
    }

    @Test
    void cannotBeModified() {
      assertThatThrownBy(() -> cluster.options().put("client.rack", "a"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
      KafkaCluster one = cluster.option("client.rack", "a");
      assertThatThrownBy(() -> one.options().clear())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "kafka.security.protocol", "bootstrap.servers"})
    void isRefusedByName(String name) {
      assertThatThrownBy(() -> cluster.option(name, "secret value"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid cluster option: '"
                  + name
                  + "' (expected a client property by Kafka's own name, such as "
                  + "'security.protocol', without the prefix 'kafka.'; the servers go to "
                  + "KafkaCluster.at)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> cluster.option(null, "a"))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("name");
      assertThatThrownBy(() -> cluster.option("client.rack", null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("value");
    }
  }

  @Nested
  class Timeout {

    @Test
    void isThirtySecondsIfNotSaid() {
      assertThat(cluster.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1M30S", "PT1H"})
    void isSetOnACopy(Duration timeout) {
      assertThat(cluster.timeout(timeout).timeout()).isEqualTo(timeout);
      assertThat(cluster.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"PT-1S, -1 s", "PT0S, 0 s", "PT0.999S, 999 ms", "PT1H0.001S, 1 h 0.001 s"})
    void isRefusedOutsideItsLimits(Duration timeout, String shown) {
      assertThatThrownBy(() -> cluster.timeout(timeout))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid timeout: '" + shown + "' (expected 1 second to 1 hour)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> cluster.timeout(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("timeout");
    }

    @Test
    void keepsTheOptions() {
      KafkaCluster secured = cluster.option("security.protocol", "SSL");

      assertThat(secured.timeout(Duration.ofSeconds(5)).options()).isEqualTo(secured.options());
      assertThat(cluster.timeout(Duration.ofSeconds(5)).option("a", "b").timeout())
          .isEqualTo(Duration.ofSeconds(5));
    }
  }

  @Nested
  class Value {

    @Test
    void isEqualByServersOptionsAndTimeout() {
      KafkaCluster same = KafkaCluster.at("broker:9092");

      assertThat(same).isEqualTo(cluster).hasSameHashCodeAs(cluster);
      assertThat(cluster)
          .isNotEqualTo(KafkaCluster.at("broker:9093"))
          .isNotEqualTo(cluster.option("a", "b"))
          .isNotEqualTo(cluster.timeout(Duration.ofSeconds(5)))
          .isNotEqualTo("broker:9092");
    }

    @Test
    void printsServersAndOptions() {
      assertThat(cluster).hasToString("broker:9092");
      assertThat(cluster.option("security.protocol", "SSL"))
          .hasToString("broker:9092 {security.protocol=SSL}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ssl.keystore.password",
          "ssl.truststore.password",
          "ssl.key.password",
          "ssl.keystore.key",
          "sasl.jaas.config",
          "SASL.JAAS.CONFIG",
          "sasl.oauthbearer.client.credentials.client.secret",
          "sasl.oauthbearer.assertion.private.key.passphrase",
          "my.token"
        })
    void masksSecrets(String name) {
      KafkaCluster secured = cluster.option(name, "hunter2").option("client.rack", "a");

      assertThat(secured.toString())
          .doesNotContain("hunter2")
          .contains(name + "=***", "client.rack=a");
      assertThat(secured.options()).containsEntry(name, "hunter2");
    }

    @Test
    void masksTheUserAndTheParametersOfAUrl() {
      assertThat(cluster.option("schema.url", "http://u:hunter2@h/x?k=hunter2"))
          .hasToString("broker:9092 {schema.url=http://***@h/x?…}");
    }
  }
}
