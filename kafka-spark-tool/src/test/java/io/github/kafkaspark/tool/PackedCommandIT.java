package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.KafkaCluster;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.testing.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive, unpacked, where operators use it: behind a login, in a database, on HDFS. It runs
 * what {@code docs/tool.md} says.
 */
@Tag("heavy")
@Timeout(300)
class PackedCommandIT {

  private static final String STREAM = "orders-to-lake";

  @TempDir static Path shared;
  private static Path home;
  private static SecuredBroker broker;

  @TempDir Path folder;
  private final String topic = EmbeddedKafka.uniqueTopic("packed");
  private final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void unpackItAndStartABroker() throws Exception {
    String archive = System.getProperty("kafkaspark.tool.archive");
    ShellRun tar =
        ShellRun.of(
            Paths.get("tar"), shared, Collections.emptyMap(), "-xzf", archive, "-C", shared + "");
    assertThat(tar.status).as(tar.toString()).isZero();
    home = shared.resolve(Paths.get(archive).getFileName().toString().replace(".tar.gz", ""));
    broker = new SecuredBroker(shared.resolve("broker"));
  }

  @AfterAll
  static void stopTheBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  private ShellRun run(Path program, String... args) throws Exception {
    ShellRun ran = ShellRun.of(program, folder, environment, args);
    assertThat(ran.toString()).doesNotContain("hunter2");
    return ran;
  }

  private ShellRun run(String... args) throws Exception {
    return run(home.resolve("bin/kafka-spark"), args);
  }

  /** Runs lines of a script as somebody types them, up to the first that fails. */
  private ShellRun type(String lines) throws Exception {
    environment.put(
        "PATH",
        folder + ":" + home.resolve("bin") + ":" + ShellRun.java().getParent() + ":/usr/bin:/bin");
    Files.write(folder.resolve("script"), ("set -eu\n" + lines).getBytes(UTF_8));
    return run(Paths.get("sh"), "script");
  }

  /** Ten records in each of two partitions, of which three and none are read. */
  private TopicOffsets records() {
    broker.kafka().createTopic(topic, 2);
    broker.kafka().produceNumbers(topic, 0, 20);
    return TopicOffsets.empty().withOffset(topic, 0, 3).withOffset(topic, 1, 0);
  }

  /** A stream in groups of the broker; where it is, without the login. */
  private String streamInKafka() {
    KafkaCluster cluster = KafkaCluster.at(broker.kafka().bootstrapServers());
    try (OffsetStore store = OffsetStores.kafka(cluster, topic + "-")) {
      Ran.commit(store, STREAM, records());
    }
    return "kafka:" + broker.address() + "/" + topic + "-";
  }

  /** The file of arguments as the page has it, for these places. */
  private void write(String block, String store) throws Exception {
    String arguments =
        ToolPage.lines(block)
            .replaceAll("(?m)^--store=.*", "--store=" + store)
            .replace("broker:9093", broker.address())
            .replace("client.properties", broker.scram(SecuredBroker.PASSWORD).toString());
    Files.write(folder.resolve("prod"), arguments.getBytes(UTF_8));
  }

  private void assertThatTheLinesOfThePageRun(String before) throws Exception {
    ShellRun typed = type(before + ToolPage.lines("commands"));
    assertThat(typed.status).as(typed.toString()).isZero();
    assertThat(typed.err).isEmpty();
    assertThat(typed.out)
        .containsPattern("\n" + STREAM + " +2 .* ago +1 +2 +4711@host\n")
        .containsPattern("\n" + STREAM + " +" + topic + " +2 +17 ")
        .contains("\nNothing is changed; add --execute --fence")
        .contains("\nDone: '" + STREAM + "' stands at generation 2, sequence ");
  }

  @Test
  void seesAndMovesAStreamInKafkaBehindALogin() throws Exception {
    write("kafka", streamInKafka());
    assertThatTheLinesOfThePageRun("");
  }

  @Test
  void doesSoOnJava8() throws Exception {
    ShellRun java8 = ShellRun.of(script(), folder, System.getenv());
    assumeTrue(java8.status == 0, () -> "there is no Java 8 here: " + java8.err);
    environment.put("JAVA_HOME", java8.out.trim());
    assertThat(run("--version").out).contains("1.8.");
    write("kafka", streamInKafka());
    assertThatTheLinesOfThePageRun("");
  }

  private static Path script() {
    return Paths.get(System.getProperty("basedir"), "../.ci/java8");
  }

  @Test
  void saysWhatIsWrongWithALogin() throws Exception {
    String store = streamInKafka();
    String wrong = broker.scram("hunter2").toString();

    ShellRun none = run("lag", "--store", store);
    ShellRun other = run("lag", "--store", store, "--command-config", wrong);

    assertThat(none.err)
        .endsWith(
            " speaks TLS, and this client does not (security.protocol=SSL or SASL_SSL goes into the"
                + " file of --command-config); check --bootstrap-server, or the brokers in --store,"
                + " and that the brokers are there\n");
    assertThat(other.err)
        .contains(
            ": the brokers refuse the login (Authentication failed during authentication due to"
                + " invalid credentials with SASL mechanism SCRAM-SHA-512); check the user and"
                + " password, the keytab or the token in the file of --command-config, ");
    assertThat(none.status + other.status).isEqualTo(2);
  }

  @Test
  void logsInWithAToken() throws Exception {
    String config = broker.oauthBearer().toString();

    ShellRun streams = run("streams", "--store", streamInKafka(), "--command-config", config);

    assertThat(streams.status).as(streams.toString()).isZero();
    assertThat(streams.out).contains("\n" + STREAM + " ");
  }

  @Test
  void fetchesATokenFromAnAllowedAddress() throws Exception {
    try (TokenEndpoint endpoint = new TokenEndpoint()) {
      String config = broker.oauthBearer(endpoint.url()).toString();
      environment.put(
          "KAFKA_SPARK_OPTS", "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + endpoint.url());

      ShellRun streams = run("streams", "--store", streamInKafka(), "--command-config", config);

      assertThat(endpoint.given()).as(streams.toString()).isPositive();
      assertThat(streams.err).contains(": the brokers refuse the login (");
    }
  }

  @Test
  void seesAndMovesAStreamInADatabaseByAPasswordThatNoCommandLineHas() throws Exception {
    LockedPostgres postgres = new LockedPostgres();
    try (OffsetStore store = OffsetStores.jdbc(postgres.dataSource())) {
      Ran.commit(store, STREAM, records());
    }
    Files.copy(LockedPostgres.driver(), folder.resolve("postgresql-42.7.13.jar"));
    Path passwords =
        Files.write(folder.resolve("passwords"), postgres.passwordLine().getBytes(UTF_8));
    Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    environment.put("PGPASSFILE", passwords.toString()); // In place of ~/.pgpass.
    write("postgresql", postgres.url());

    ShellRun noDriver = run("streams", "@prod");
    assertThatTheLinesOfThePageRun(
        ToolPage.lines("driver").replace("/opt/kafka-spark-0.1.0-SNAPSHOT", "'" + home + "'"));
    environment.remove("PGPASSFILE");
    ShellRun noPassword = run("streams", "@prod");
    environment.put("KAFKA_SPARK_STORE", postgres.url() + "&password=" + LockedPostgres.PASSWORD);
    ShellRun byVariable = run("streams");

    assertThat(noDriver.err)
        .endsWith("; put the driver's jar into " + home.toRealPath() + "/drivers\n");
    assertThat(noPassword.err).contains("but no password was provided");
    assertThat(byVariable.out).contains("\n" + STREAM + " ");
  }

  @Test
  void asksForHadoopsJarsForAStoreInHdfsAndSeesAndMovesAStreamThere() throws Exception {
    String store = MiniHdfs.get().newDirectory().toString();
    String jars = System.getProperty("kafkaspark.hdfs.jars") + "/*";
    Path tests = Paths.get(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    ShellRun committed =
        run(
            ShellRun.java(),
            "-cp",
            home + "/lib/*:" + jars + ":" + tests,
            CommitMain.class.getName(),
            store,
            STREAM,
            records().toJson());
    assertThat(committed.status).as(committed.toString()).isZero();
    Path hadoop =
        Files.write(folder.resolve("hadoop"), ("#!/bin/sh\necho '" + jars + "'\n").getBytes(UTF_8));
    Files.setPosixFilePermissions(hadoop, PosixFilePermissions.fromString("rwx------"));
    write("hdfs", store);

    ShellRun none = run("streams", "@prod");
    assertThatTheLinesOfThePageRun(ToolPage.lines("hadoop"));

    assertThat(none.err)
        .isEqualTo(
            "kafka-spark: Cannot open "
                + store
                + ": Hadoop's jars are missing; set HADOOP_CLASSPATH, on a host of the cluster by"
                + " export HADOOP_CLASSPATH=$(hadoop classpath)\n");
    assertThat(none.status).isOne();
  }
}
