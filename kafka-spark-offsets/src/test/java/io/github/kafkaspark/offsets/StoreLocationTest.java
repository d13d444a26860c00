package io.github.kafkaspark.offsets;

import static java.lang.invoke.MethodType.methodType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {

  private static final String SUCH_AS =
      "; such as file:/var/lib/offsets, hdfs://ns1/offsets, "
          + "kafka:broker1:9092,broker2:9092/spark-offsets-, "
          + "jdbc:postgresql://host/database?user=…&password=… or "
          + "mirrored:file:/var/lib/offsets|kafka:broker1:9092/spark-offsets-)";

  static final String SINGLE =
      "file:, hdfs:, kafka:, kafkaWithoutTransactions: or jdbc: and where it is";

  private static final String GROUPS =
      "one or more of host:port separated by commas, behind a / what the names of the groups begin "
          + "with, which has no / : | ? or space, and behind ?config= a file of client properties "
          + "if the brokers want login or TLS";

  static void assertRefused(String location, String shown, String rule) {
    assertThatThrownBy(() -> OffsetStores.at(location))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid store location: '%s' (expected %s%s", shown, rule, SUCH_AS)
        .hasNoCause();
  }

  @Test
  void asksHowTheClientsOfEachStoreInKafkaReachIt() {
    List<String> asked = new ArrayList<>();
    UnaryOperator<KafkaCluster> clients =
        cluster -> {
          asked.add(cluster.bootstrapServers());
          return cluster.timeout(Duration.ofSeconds(5));
        };
    OffsetStores.at("kafka:a:1/p-", clients).close();
    OffsetStores.existing("mirrored:kafka:b:1/p-|kafkaWithoutTransactions:c:1/p-", clients).close();
    assertThat(asked).containsExactly("a:1", "b:1", "c:1");
    assertThatThrownBy(() -> OffsetStores.at("kafka:a:1/p-", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("clients");
  }

  @Test
  void namesTheArgumentThatIsNull() {
    assertThatThrownBy(() -> OffsetStores.at(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("location");
  }

  @Test
  void isAFolder(@TempDir Path parent) {
    Path folder = parent.resolve("the job's offsets");
    for (String location :
        new String[] {"file:" + parent + "/the%20job's%20offsets", folder.toUri().toString()}) {
      try (OffsetStore store = OffsetStores.at(location)) {
        assertThat(store).hasToString("offset store " + folder.toUri());
        assertThat(Files.isDirectory(folder)).isTrue();
      }
    }
  }

  @Test
  void isTheGroupsOfBrokersWhichAreNotAskedYet() {
    try (OffsetStore store = OffsetStores.at("kafka:broker1:9092,broker2:9092/team.offsets-")) {
      assertThat(store)
          .hasToString(
              "offset store in the consumer groups 'team.offsets-*' of broker1:9092,broker2:9092");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/var/lib/offsets",
        "offsets",
        " file:/a",
        "FILE:/a",
        "s3a://b/c",
        "C:\\a"
      })
  void refusesAnotherKindOfStore(String location) {
    assertRefused(location, location, SINGLE);
  }

  @ParameterizedTest
  @CsvSource({
    "file:, Expected scheme-specific part at index 5",
    "file:/my offsets, Illegal character in path at index 8",
    "file:/a%0, Malformed escape pair at index 7",
  })
  void refusesAFolderThatIsNoUri(String location, String why) {
    assertRefused(location, location, "file: and the absolute path of a folder, as a URI; " + why);
  }

  @ParameterizedTest
  @CsvSource({
    "file:offsets, file:offsets, URI is not hierarchical",
    "file://var/lib, file://var/lib, URI has an authority component",
    "file:/a?b, file:/a?…, URI has a query component",
    "file:/a%00b, file:/a%00b, Nul character not allowed: /a\0b",
  })
  void refusesAFolderThatIsNotAbsolute(String location, String shown, String why) {
    assertThatThrownBy(() -> OffsetStores.at(location))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid store location: '%s' (expected file: and the absolute path of a folder, as a "
                + "URI; %s%s",
            shown, why, SUCH_AS);
  }

  @Test
  void refusesAnHdfsThatIsNoUri() {
    assertRefused(
        "hdfs://ns1/my offsets",
        "hdfs://ns1/my offsets",
        "hdfs:, a name service or NameNode and a path, as a URI; Illegal character in path at "
            + "index 13");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka:, kafka:",
    "kafka:offsets-, kafka:offsets-",
    "kafka:broker:9092, kafka:broker:9092",
    "kafka:broker:9092/, kafka:broker:9092/",
    "kafka:/offsets-, kafka:/offsets-",
    "kafka://broker:9092/offsets-, kafka://broker:9092/offsets-",
    "kafka:broker/offsets-, kafka:broker/offsets-",
    "kafka:broker:9092/my offsets-, kafka:broker:9092/my offsets-",
    "kafka:job:geheim@broker:9092/offsets-, kafka:***@broker:9092/offsets-",
    "kafka:broker:9092/a|b, kafka:broker:9092/a|b",
    "kafka:broker:9092/offsets-?password=geheim, kafka:broker:9092/offsets-?…",
    "kafka:broker:9092/offsets-?config=, kafka:broker:9092/offsets-?…",
    "kafka:broker:9092?config=/a/b, kafka:broker:9092?…",
    "kafkaWithoutTransactions:offsets-, kafkaWithoutTransactions:offsets-",
  })
  void refusesGroupsWithoutBrokersOrPrefix(String location, String shown) {
    assertRefused(location, shown, location.split(":", 2)[0] + ":, " + GROUPS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:", "jdbc:postgresql", "jdbc:postgresql:", "jdbc: :x", "jdbc::x"})
  void refusesWhatIsNoUrlOfADriver(String location) {
    assertRefused(location, location, "the URL of a JDBC driver, with the user in it");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://job:geheim@host/db, postgresql://***@host/db",
    "postgresql://host/db?password=geheim, postgresql://host/db?…",
    "mysql://host/db?password=ge@heim, mysql://…",
    "host=db password=geheim, host=db password=***",
    "job:geheim@host, job:***@host",
  })
  void repeatsNoSecret(String location, String shown) {
    assertRefused(location, shown, SINGLE);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:none:thin:scott/geheim@//host:1521/svc, jdbc:none:thin:***@//host:1521/svc",
    "jdbc:none://host/DB:user=job;password=geheim;, jdbc:none://host/DB:…",
    "'jdbc:none://host;user=job;password=geheim', jdbc:none://host;…",
    "jdbc:none:file?token=geheim, jdbc:none:file?…",
  })
  void saysThatNoDriverTakesTheUrl(String location, String shown) {
    assertThat(StoreLocation.parse(location)).hasToString(shown);
    assertThatThrownBy(() -> OffsetStores.at(location))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot open the offset store in %s: no JDBC driver on the class path takes this URL; "
                + "add the driver of the database to the application",
            shown)
        .hasNoCause();
  }

  /** A driver that takes URLs of jdbc:talkative, and does this in place of connecting. */
  private static Driver driver(Exception failure) {
    return (Driver)
        Proxy.newProxyInstance(
            StoreLocationTest.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "acceptsURL":
                  return ((String) arguments[0]).startsWith("jdbc:talkative:");
                case "connect":
                  if (failure == null || !((String) arguments[0]).startsWith("jdbc:talkative:")) {
                    return null;
                  }
                  throw failure;
                case "equals":
                  return proxy == arguments[0];
                case "hashCode":
                  return System.identityHashCode(proxy);
                default:
                  return null;
              }
            });
  }

  private static OffsetStoreException failure(Exception failure) throws SQLException {
    Driver driver = driver(failure);
    DriverManager.registerDriver(driver);
    try {
      OffsetStores.at("jdbc:talkative://host/db?user=job&password=geheim").close();
      throw new AssertionError("opened");
    } catch (OffsetStoreException e) {
      return e;
    } finally {
      DriverManager.deregisterDriver(driver);
    }
  }

  @Test
  void tellsTwoDatabasesApartThatReadAlikeWithoutTheirParameters() {
    StoreLocation one = StoreLocation.parse("jdbc:sqlserver://host;databaseName=one");
    StoreLocation other = StoreLocation.parse("jdbc:sqlserver://host;databaseName=other");

    assertThat(one).hasToString(other.toString());
    assertThat(ApplicationRecorder.of(one, Collections.emptySet()))
        .isSameAs(ApplicationRecorder.of(one, Collections.emptySet()))
        .isNotSameAs(ApplicationRecorder.of(other, Collections.emptySet()));
  }

  @Test
  void repeatsNoSecretThatADriverTells() throws SQLException {
    SQLException cause = new SQLException("password geheim is wrong");
    OffsetStoreException found =
        failure(
            new SQLException(
                "No jdbc:talkative://host/db?user=job&password=geheim here", "08001", 17, cause));

    assertThat(found)
        .hasMessage(
            "Cannot open the offset store in jdbc:talkative://host/db?…: No "
                + "jdbc:talkative://host/db?… here; see that the database is up, and that the URL or data source has its address and a user who may connect");
    assertThat(found.getCause()).isExactlyInstanceOf(SQLException.class).hasNoCause();
    assertThat(((SQLException) found.getCause()).getSQLState()).isEqualTo("08001");
    assertThat(((SQLException) found.getCause()).getErrorCode()).isEqualTo(17);
    assertThat(failure(new SQLException("wrong", cause)).getCause()).hasNoCause();
    assertThat(failure(new IllegalArgumentException("geheim")))
        .hasMessageContaining(": java.lang.IllegalArgumentException: ***; see that the database")
        .hasRootCauseInstanceOf(SQLException.class);
  }

  @Test
  void keepsAFailureThatTellsNoSecret() throws SQLException {
    SQLException failure = new SQLException("Connection refused", new IOException("port 1"));

    assertThat(failure(failure)).hasCause(failure);
    assertThat(failure(null))
        .hasMessageContaining(" does not take the URL jdbc:talkative://host/db?…; see that ");
  }

  /** The library without Hadoop on the class path. */
  private static final class WithoutHadoop extends ClassLoader {

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.apache.hadoop.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.github.kafkaspark.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
          bytes.write(next);
        }
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void needsHadoopForHdfsOnly(@TempDir Path folder) throws Throwable {
    ClassLoader loader = new WithoutHadoop();
    MethodHandle at =
        MethodHandles.publicLookup()
            .findStatic(
                loader.loadClass(OffsetStores.class.getName()),
                "at",
                methodType(loader.loadClass(OffsetStore.class.getName()), String.class));

    assertThat((AutoCloseable) at.invoke("file:" + folder))
        .hasToString("offset store " + folder.toUri());
    assertThatThrownBy(() -> at.invoke("hdfs://ns1/offsets"))
        .hasMessage(
            "Cannot keep offsets in hdfs://ns1/offsets: Hadoop's client is not on the class path; "
                + "add hadoop-client, as Spark has it")
        .hasCauseInstanceOf(NoClassDefFoundError.class);
  }
}
