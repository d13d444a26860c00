package io.github.kafkaspark.jobs.definition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsFileTest {

  /** The file of docs/jobs.md, with a Spark that is there. */
  private static final String GOOD = good();

  @TempDir private Path folder;
  private Path home;
  private Path file;

  @BeforeEach
  void makeSpark() throws Exception {
    home = folder.toRealPath();
    Path submit = Files.createDirectory(home.resolve("bin")).resolve("spark-submit");
    Files.createFile(
        submit, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.createFile(home.resolve("orders.jar"));
    Files.writeString(home.resolve("password"), "secret");
    file = home.resolve("jobs.yaml");
  }

  private static String good() {
    try (InputStream in = JobsFileTest.class.getResourceAsStream("/jobs.yaml")) {
      return new String(in.readAllBytes(), UTF_8)
          .replace("/opt/spark", "HOME")
          .replace("/opt/jobs/orders.jar", "HOME/orders.jar")
          .replace("/etc/jobs/orders.password", "HOME/password");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, JobDefinition> read(String text) throws Exception {
    Files.writeString(file, text.replace("HOME", home.toString()));
    return new JobsFile(file).readIfChanged().orElseThrow();
  }

  private void assertRefused(String text, String expected) {
    assertThatExceptionOfType(JobsFileException.class)
        .isThrownBy(() -> read(text))
        .withMessageContaining(expected.replace("HOME", home.toString()));
  }

  @Test
  void readsAJobAsItIsWritten() throws Exception {
    JobDefinition job = read(GOOD).get("orders");
    assertThat(job.sparkHome()).isEqualTo(home);
    assertThat(job.masterUi()).isEqualTo("http://front:8080");
    assertThat(job.oneRunAtATime()).isTrue();
    assertThat(job.parameters()).containsOnlyKeys("topic", "records", "since", "note", "key");

    Map<String, String> values = job.values(Map.of("topic", "returns", "note", "two words"));
    assertThat(job.arguments(values))
        .containsExactly("--topic", "returns", "--per-trigger", "1000", "--note=two words");
    assertThat(job.conf(values))
        .containsEntry("spark.executor.memory", "1g")
        .containsEntry("spark.orders.key", "none");
    assertThat(Template.fill("${a}, $b", Map.of("a", "${b}", "b", "never")))
        .as("what is filled in is not looked at again")
        .isEqualTo("${b}, $b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mainClass:             | mainKlass:           | is missing; did you mean it by"
            + " 'mainKlass'?",
        "of: [orders, returns]  | off: [orders]        | (expected the choices",
        "max: 100000            | maxx: 9              | did you mean 'max'?",
        "name: orders           | name: ../orders      | invalid name: '../orders'",
        "com.example.Orders     | a b                  | invalid mainClass: 'a b' (expected the"
            + " name",
        "HOME/orders.jar        | HOME/none.jar        | the jar is refused: 'HOME/none.jar' is not"
            + " there",
        "HOME/orders.jar        | orders.jar           | invalid jar: 'orders.jar' (expected a path"
            + " that",
        "sparkHome: HOME        | sparkHome: HOME/bin  | (expected a folder that has"
            + " bin/spark-submit",
        "spark://front:7077     | yarn                 | invalid master: 'yarn' (expected"
            + " spark://host:port",
        "deployMode: client     | deployMode: custer   | invalid deployMode: 'custer'",
        "deployMode: client     | deployMode: cluster  | secrets want deployMode client",
        "http://front:8080      | front:8080           | (expected an address such as",
        "spark.executor.memory  | executor.memory      | (expected a name that begins with spark.",
        "spark.executor.memory  | spark.master         | (expected the key 'master')",
        "HOME/password          | HOME/none            | (expected a file that this service can"
            + " read)",
        "`${topic}`             | `${topik}`           | did you mean 'topic'?",
        "`${topic}`             | `${key}`             | the secret parameter 'key' would stand in"
            + " the",
        "min: 1,                | min: one,            | invalid min: 'one' (expected a whole"
            + " number)",
        "min: 1,                | min: 200000,         | invalid max: '100000' (expected no less"
            + " than",
        "default: 1000          | default: 0           | invalid default: '0' (expected a whole"
            + " number, no",
        "type: int              | type: integer        | invalid type: 'integer' (expected choice,"
            + " int",
        "records: {             | re/cords: {          | invalid name of a parameter: 're/cords'",
        "stream: orders         | brokers: other       | it is no YAML: while",
        "oneRunAtATime: true    | oneRunAtATime: no    | (expected true or false)",
        "oneRunAtATime: true    | javaHome: HOME       | (expected a folder that has bin/java",
        "stream: orders         | stream: a/b          | Invalid stream id: 'a/b' (expected no"
            + " control",
        "brokers: front:9092    | brokers: front       | Invalid bootstrap servers: 'front'"
            + " (expected host:port",
        "/var/lib/orders/stop   | stop                 | invalid stopMarker: 'stop'",
      })
  void refusesTheWholeFile(String good, String bad, String expected) {
    assertThat(GOOD).contains(good);
    assertRefused(GOOD.replace(good, bad), expected);
  }

  @Test
  void refusesAStreamWithoutItsStore() {
    assertRefused(
        GOOD.replaceFirst(" +store: .*\n", ""), "stream, store and brokers belong together");
  }

  @Test
  void refusesASecretOfWhichEverybodySeesTheChoices() {
    assertRefused(
        GOOD.replace("key: {type: text,", "key: {type: choice, of: [none],"),
        "a secret parameter wants type text");
  }

  @Test
  void refusesTwoJobsOfOneName() {
    assertRefused(GOOD + GOOD.replaceFirst("jobs:\n", ""), "two jobs have the name 'orders'");
  }

  @Test
  void refusesWhatIsNoListOfJobs() {
    assertRefused("", "expected 'key: value' lines, not nothing");
    assertRefused("job: []", "invalid jobs: nothing (expected a list)");
    assertRefused("jobs: []\nbrokers: x", "unknown key 'brokers'");
    assertRefused("jobs: !!java.io.File [x]", "it is no YAML");
  }

  @Test
  void refusesAJobThatOthersMayReplace() throws Exception {
    assertThat(read(GOOD)).hasSize(1);
    for (String each : List.of("jobs.yaml", "orders.jar", "bin/spark-submit")) {
      Path path = home.resolve(each);
      assertThat(path.toFile().setWritable(true, false)).isTrue();
      assertRefused(GOOD, "every user may write to 'HOME/" + each + "'");
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(home.resolve("bin").toFile().setWritable(true, false)).isTrue();
    assertRefused(GOOD, "since every user may write to 'HOME/bin'");
  }

  @Test
  void saysNothingTwice() throws Exception {
    Files.writeString(file, GOOD.replace("HOME", home.toString()));
    JobsFile jobs = new JobsFile(file);
    assertThat(jobs.readIfChanged()).isPresent();
    assertThat(jobs.readIfChanged()).isEmpty();
    Files.writeString(file, "jobs: [");
    assertThatExceptionOfType(JobsFileException.class).isThrownBy(jobs::readIfChanged);
    assertThat(jobs.readIfChanged()).isEmpty();
  }

  @Test
  void takesTheWayOutThatARefusalNames() throws Exception {
    JobsFile jobs = new JobsFile(file);
    Files.writeString(file, GOOD.replace("HOME", home.toString()));
    assertThat(jobs.readIfChanged()).isPresent();
    assertThat(file.toFile().setWritable(true, false)).isTrue();
    assertThatExceptionOfType(JobsFileException.class)
        .as("content that was in force, in a file that has become unsafe")
        .isThrownBy(jobs::readIfChanged)
        .withMessageContaining("chmod o-w");
    Files.writeString(
        file, GOOD.replace("HOME/orders.jar", "HOME/new.jar").replace("HOME", home.toString()));
    assertThat(jobs.readIfChanged()).as("another content, and the same reason").isEmpty();

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatExceptionOfType(JobsFileException.class)
        .isThrownBy(jobs::readIfChanged)
        .withMessageContaining("new.jar' is not there");
    assertThat(jobs.readIfChanged()).isEmpty();
    Path unused = Files.createFile(home.resolve("new.jar"));
    assertThat(jobs.readIfChanged().orElseThrow().get("orders").jar()).endsWith("new.jar");
    assertThat(jobs.readIfChanged()).isEmpty();
  }
}
