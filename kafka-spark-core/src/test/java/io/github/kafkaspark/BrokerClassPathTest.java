package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads whose build gives the test kit no broker, or not the right one. */
class BrokerClassPathTest {

  private static final String FORKED = "Cannot start a broker in a JVM of its own: ";
  private static final String SET_THE_PROPERTY =
      "; set the system property 'kafkaspark.broker.classpath' to the class path of a broker, as"
          + " docs/testing.md shows";

  private final String classPathBefore = System.getProperty(EmbeddedKafka.CLASS_PATH_PROPERTY);
  private final String javaBefore = System.getProperty(EmbeddedKafka.JAVA_PROPERTY);

  @TempDir Path folder;

  @AfterEach
  void restore() {
    set(EmbeddedKafka.CLASS_PATH_PROPERTY, classPathBefore);
    set(EmbeddedKafka.JAVA_PROPERTY, javaBefore);
  }

  private static void set(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  @Test
  void aClassPathWithoutABrokerNamesTheProperty() throws Exception {
    String said = started("start", entries().filter(entry -> !isBroker(entry)));

    assertThat(said)
        .isEqualTo(
            "Cannot start a broker in this JVM: no Kafka broker"
                + " is on the class path"
                + SET_THE_PROPERTY);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aForkFromAClassPathWithoutABrokerNamesTheProperty() throws Exception {
    String said = started("fork", entries().filter(entry -> !isBroker(entry)));

    assertThat(said).isEqualTo(FORKED + "no Kafka broker is on the class path" + SET_THE_PROPERTY);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aBrokerThatDoesNotFitItsClassPathNamesTheProperty() throws Exception {
    String said = started("start", entries().filter(entry -> !entry.contains("scala-library")));

    assertThat(said)
        .startsWith(
            "Cannot start a broker in this JVM: the Kafka on the"
                + " class path, whose clients are 1.1.0, does not fit the kit, or its Scala or"
                + " ZooKeeper does not fit it: java.lang.NoClassDefFoundError: scala/")
        .endsWith(SET_THE_PROPERTY);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aBrokerOfATimeThatTheKitDoesNotKnowNamesTheProperty() throws Exception {
    Path server = folder.resolve("kafka/server/KafkaRaftServer.java");
    Files.createDirectories(server.getParent());
    Files.write(server, "package kafka.server; public class KafkaRaftServer {}".getBytes(UTF_8));
    compile(server);

    System.setProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, folder.toString());

    assertThatThrownBy(EmbeddedKafka::fork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            FORKED
                + "the Kafka on the class path, whose clients are unknown, does not fit the kit,"
                + " or its Scala or ZooKeeper does not fit it:"
                + " java.lang.ClassNotFoundException: kafka.tools.StorageTool; the class path is"
                + " that of the system property 'kafkaspark.broker.classpath', '"
                + folder
                + "' (expected a kafka jar from 1.1.0 to 2.4.1, or from 3.9 on, and all that it"
                + " depends on, as docs/testing.md shows)");
  }

  private static void compile(Path source) {
    int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
    assertThat(status).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-kafka-here.jar", "no-folder/*", "${kafkaspark.broker.classpath}"})
  void aClassPathThatIsNotThereIsRefused(String missing) {
    System.setProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, folder + File.pathSeparator + missing);

    assertThatThrownBy(EmbeddedKafka::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid system property 'kafkaspark.broker.classpath': '"
                + missing
                + "' (expected a file that is there; docs/testing.md shows how a build fills it"
                + " in)");
  }

  @Test
  void aClassPathOfSomethingElseIsNamed() {
    System.setProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, folder.toString());

    assertThatThrownBy(EmbeddedKafka::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            FORKED
                + "no Kafka broker is on the class path; the class path is that of the system"
                + " property 'kafkaspark.broker.classpath', '"
                + folder
                + "' (expected a kafka jar from 1.1.0 to 2.4.1, or from 3.9 on, and all that it"
                + " depends on, as docs/testing.md shows)");
  }

  @Test
  void aBrokerThatEndsAtOnceSaysHow() throws IOException {
    Path java = folder.resolve("java");
    Files.write(java, Arrays.asList("#!/bin/sh", "echo of what it died >&2", "exit 3"), UTF_8);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    System.setProperty(EmbeddedKafka.JAVA_PROPERTY, java.toString());

    assertThatThrownBy(EmbeddedKafka::fork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            FORKED
                + "ended with status 3 and without a word; it printed: of what it died"
                + System.lineSeparator());
  }

  @Test
  void aJavaThatIsNotThereIsNamedWithItsProperty() {
    System.setProperty(EmbeddedKafka.JAVA_PROPERTY, "no-java-here");

    assertThatThrownBy(EmbeddedKafka::fork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(FORKED + "Cannot run program \"no-java-here\"")
        .hasMessageEndingWith("; the system property 'kafkaspark.broker.java' names it");
  }

  private static Stream<String> entries() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"));
  }

  private static boolean isBroker(String entry) {
    return entry.contains(File.separator + "kafka_2.");
  }

  /** What a JVM with a class path says that starts a broker. */
  private String started(String how, Stream<String> classPath)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + folder,
            Starter.class.getName(),
            how);
    builder
        .environment()
        .put("CLASSPATH", classPath.collect(Collectors.joining(File.pathSeparator)));
    Process process = builder.redirectError(Redirect.INHERIT).start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = out.lines().collect(Collectors.toList());
      assertThat(process.waitFor()).isZero();
      return String.join("\n", lines);
    }
  }

  /** Starts a broker and says how that went. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] args) {
      try (EmbeddedKafka kafka =
          args[0].equals("fork") ? EmbeddedKafka.fork() : EmbeddedKafka.start()) {
        System.out.println("started " + kafka);
      } catch (RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
