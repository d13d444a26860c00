package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.kafkaspark.internal.LoggedOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPropertiesTest {

  private static final String LOGIN = "sasl.jaas.config=Module required password\\=\"geheim\";";

  @TempDir Path folder;
  private final KafkaCluster cluster = KafkaCluster.at("broker:9093");

  private Path file(String... lines) throws IOException {
    Path file = folder.resolve("client.properties");
    return Files.write(file, String.join("\n", lines).getBytes(ISO_8859_1));
  }

  private void assertRefused(String line, String why) throws IOException {
    Path file = file(line);
    assertThatThrownBy(() -> cluster.properties(file))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid client properties in '%s': %s", file, why)
        .hasNoCause();
  }

  @Test
  void saysHowToReachTheBrokers() throws IOException {
    Files.write(folder.resolve("trust.jks"), new byte[1]);
    Path file =
        file(
            "# of the cluster's owner",
            "bootstrap.servers=broker:9093",
            "security.protocol=SASL_SSL",
            "sasl.mechanism=PLAIN",
            LOGIN,
            "ssl.truststore.location=trust.jks",
            "com.example.setting=own",
            "client.id = caf\u00e9");
    KafkaCluster found = cluster.properties(file);
    assertThat(found.options())
        .containsOnly(
            entry("security.protocol", "SASL_SSL"),
            entry("sasl.mechanism", "PLAIN"),
            entry("sasl.jaas.config", "Module required password=\"geheim\";"),
            entry("ssl.truststore.location", folder.resolve("trust.jks").toString()),
            entry("ssl.endpoint.identification.algorithm", "https"),
            entry("com.example.setting", "own"),
            entry("client.id", "caf\u00e9"));
    assertThat(found.bootstrapServers()).isEqualTo("broker:9093");
    assertThat(found.toString()).doesNotContain("geheim");
  }

  @Test
  void leavesTheNamesInCertificatesToAFileThatSaysSo() throws IOException {
    Path file = file("security.protocol=SSL", "ssl.endpoint.identification.algorithm=");
    assertThat(cluster.properties(file).options())
        .containsEntry("ssl.endpoint.identification.algorithm", "");
  }

  @Test
  void takesAProtocolInSmallLettersAsClientsDo() throws IOException {
    Path file = file("security.protocol=sasl_ssl", "sasl.mechanism=PLAIN", LOGIN);
    assertThat(cluster.properties(file).options())
        .containsEntry("security.protocol", "sasl_ssl")
        .containsEntry("ssl.endpoint.identification.algorithm", "https");
  }

  @Test
  void addsToWhatIsSet() throws IOException {
    Path file = file("client.id=b");
    assertThat(cluster.option("client.id", "a").option("client.rack", "r").properties(file))
        .isEqualTo(cluster.option("client.rack", "r").option("client.id", "b"));
  }

  @ParameterizedTest
  @CsvSource({
    "key.deserializer",
    "value.serializer",
    "group.id",
    "group.instance.id",
    "enable.auto.commit",
    "auto.offset.reset",
    "auto.commit.interval.ms",
    "transactional.id",
    "enable.idempotence",
    "interceptor.classes",
    "partition.assignment.strategy",
  })
  void refusesWhatIsNotAboutTheCluster(String name) throws IOException {
    assertRefused(
        name + "=geheim",
        "'" + name + "' is not about the cluster, and the library sets it; remove it");
  }

  @Test
  void namesAllThatIsWrongAndNoSecret() throws IOException {
    Path missing = folder.resolve("missing.jks");
    assertRefused(
        "kafka.client.id=geheim\n"
            + LOGIN
            + "\nsasl.mechanisms=PLAIN\ngroup.id=geheim\nbootstrap.servers=b:1\n"
            + "ssl.truststore.location=missing.jks",
        "'group.id' is not about the cluster, and the library sets it; remove it; "
            + "'kafka.client.id' is written without 'kafka.'; "
            + "'sasl.mechanisms' is none that Kafka knows; did you mean 'sasl.mechanism'?; "
            + "'bootstrap.servers' is b:1 and not broker:9093, as said elsewhere; remove it; "
            + "'sasl.jaas.config' has no effect, as security.protocol is PLAINTEXT; "
            + "'ssl.truststore.location' has no effect, as security.protocol is PLAINTEXT; "
            + "'ssl.truststore.location' names no file that this process can read; it is neither "
            + Paths.get("missing.jks").toAbsolutePath()
            + " nor "
            + missing);
  }

  @Test
  void refusesWhatHasNoValue() throws IOException {
    assertRefused("bootstrap.servers=", "'bootstrap.servers' has no value; remove it");
    assertRefused(
        "security.protocol=SSL\nssl.truststore.location=",
        "'ssl.truststore.location' has no value; name a file, or remove it");
  }

  @ParameterizedTest
  @CsvSource({
    "request.timeout.ms, abc, Not a number of type INT",
    "default.api.timeout.ms, 1s, Not a number of type INT",
    "request.timeout.ms, -1, Value must be at least 0",
    "max.block.ms, 1s, Not a number of type LONG"
  })
  void refusesAValueThatKafkaDoesNotTake(String name, String value, String rule)
      throws IOException {
    assertRefused(
        name + "=" + value, "'" + name + "' is '" + value + "' (Kafka says: " + rule + ")");
    Path file = file("request.timeout.ms=5000", "max.block.ms=" + Long.MAX_VALUE);
    assertThat(cluster.properties(file).options()).hasSize(2);
  }

  @Test
  void refusesAProtocolThatWantsALoginWithoutOne() throws IOException {
    String line = "security.protocol=SASL_PLAINTEXT";
    assertRefused(
        line,
        "'security.protocol' is SASL_PLAINTEXT, and there is no 'sasl.jaas.config'; add the login,"
            + " or set it by KafkaCluster.option before the file");
    assertThat(
            cluster.option("sasl.jaas.config", "Module required;").properties(file(line)).options())
        .containsEntry("security.protocol", "SASL_PLAINTEXT");
    Configuration.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return name.equals("KafkaClient") ? new AppConfigurationEntry[0] : null;
          }
        });
    try {
      assertThat(cluster.properties(file(line)).options()).hasSize(1);
    } finally {
      Configuration.setConfiguration(null);
    }
  }

  @Test
  void refusesAFileThatCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing.properties");
    for (Path path : new Path[] {missing, folder}) {
      assertThatThrownBy(() -> cluster.properties(path))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid client properties: '%s' (expected a file that this process can read)", path);
    }
    assertRefused(
        "sasl.jaas.config=geheim\\u00zz",
        "cannot read it: java.lang.IllegalArgumentException: Malformed \\uxxxx encoding.");
    assertThatThrownBy(() -> cluster.properties(null))
        .isExactlyInstanceOf(NullPointerException.class)
        .hasMessage("file");
  }

  @Test
  void isRefusedBesideWhatSetsTheSame() throws IOException {
    Path file = file("security.protocol=SSL");
    assertThatThrownBy(() -> cluster.sasl(Sasl.plain("u", "p")).properties(file))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot set option 'security.protocol' beside KafkaCluster.sasl");
  }

  /** A folder that others may not enter hides what is in it. */
  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, rw-r--r--, ssl.key.password=geheim, 1",
    "rwxr-xr-x, rw-r--r--, client.id=x, 1",
    "rwxr-xr-x, rw-r-----, ssl.key.password=geheim, 0",
    "rwx------, rw-r--r--, ssl.key.password=geheim, 0"
  })
  void warnsOnceOfSecretsThatOthersMayRead(String folder, String file, String line, int warnings)
      throws IOException {
    Path open = Files.createTempDirectory(Paths.get("/tmp"), "rights-");
    Path properties = open.resolve("client.properties");
    Path key = open.resolve("key.jks");
    try (CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
      for (Path path : new Path[] {properties, key}) {
        Files.setPosixFilePermissions(
            Files.write(path, line.getBytes(ISO_8859_1)), PosixFilePermissions.fromString(file));
      }
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(folder));
      for (int i = 0; i < 2; i++) {
        assertThat(cluster.properties(properties).options()).hasSize(1);
        assertThat(Tls.jvmTrustStore().keyStore(key, "p")).isNotNull();
      }
      for (String secret : new String[] {"client properties '" + properties, "key store '" + key}) {
        boolean isHarmless = secret.startsWith("client") && line.startsWith("client");
        assertThat(log.text().split("\n", -1))
            .filteredOn(
                logged ->
                    logged.contains(
                        "Every user of this host may read the "
                            + secret
                            + "', which has secrets; take that right away, as by chmod o-r"))
            .hasSize(isHarmless ? 0 : warnings);
      }
    } finally {
      Files.deleteIfExists(properties);
      Files.deleteIfExists(key);
      Files.delete(open);
    }
  }
}
