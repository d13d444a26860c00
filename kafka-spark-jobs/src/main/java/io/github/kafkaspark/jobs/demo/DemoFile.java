package io.github.kafkaspark.jobs.demo;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Writes jobs files with jobs that run {@link OrdersJob}, each with a folder of its own. */
public final class DemoFile {

  private static final String JOB =
      """
        - name: @NAME@
          sparkHome: @SPARK_HOME@
          mainClass: io.github.kafkaspark.jobs.demo.OrdersJob
          jar: @JAR@
          master: @MASTER@
          deployMode: @MODE@
          masterUi: @MASTER_UI@
          historyServer: @HISTORY@
          environment: {SPARK_LOCAL_IP: 127.0.0.1}
          conf:
            spark.jars: @OTHERS@
            spark.cores.max: "2"
            spark.executor.memory: 512m
            spark.driver.memory: 512m
            spark.driver.extraJavaOptions: "@OPENS@"
            spark.ui.port: "0"
            spark.sql.shuffle.partitions: "2"
            spark.eventLog.enabled: "true"
            spark.eventLog.dir: @EVENTS@
          arguments:
            [--bootstrap, @BROKERS@, --topic, @TOPIC@, --stream, @NAME@, --store, @STORE@,
             --stop, @MARKER@, --out, @OUT@, --per-trigger, "${records}"]
          parameters:
            records: {type: int, min: 1, max: 100000, default: 1000}
          stream: @NAME@
          store: @STORE@
          brokers: @BROKERS@
          stopMarker: @MARKER@
          oneRunAtATime: true
      """;

  /**
   * What Spark 3.5 needs of Java 17. spark-submit adds it for a driver of its own, and a standalone
   * worker adds it for executors, but not for a driver.
   */
  private static final String OPENS =
      Stream.of(
              "java.lang",
              "java.lang.invoke",
              "java.lang.reflect",
              "java.io",
              "java.net",
              "java.nio",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "jdk.internal.ref",
              "sun.nio.ch",
              "sun.nio.cs",
              "sun.security.action",
              "sun.util.calendar")
          .map(each -> "--add-opens=java.base/" + each + "=ALL-UNNAMED")
          .collect(joining(" "));

  private final Path folder;
  private final String common;

  private DemoFile(Path folder, String common) {
    this.folder = folder;
    this.common = common;
  }

  /**
   * Makes the jar of the jobs, which shall read this topic.
   *
   * @param folder for that, and for what the jobs keep
   * @param sparkHome as {@code build/make-spark-home} makes one
   */
  public static DemoFile in(
      Path folder, Path sparkHome, DemoCluster cluster, String brokers, String topic)
      throws IOException {
    JobJars jars = JobJars.make(folder.resolve("jars"), sparkHome);
    String common =
        JOB.replace("@SPARK_HOME@", quoted(sparkHome))
            .replace("@JAR@", quoted(jars.jar()))
            .replace("@OTHERS@", quoted(jars.others()))
            .replace("@MASTER@", quoted(cluster.master()))
            .replace("@MASTER_UI@", quoted(cluster.masterUi()))
            .replace("@HISTORY@", quoted(cluster.historyServer()))
            .replace("@EVENTS@", quoted(cluster.events().toUri()))
            .replace("@BROKERS@", quoted(brokers))
            .replace("@TOPIC@", quoted(topic));
    return new DemoFile(folder, common);
  }

  /**
   * The lines for a job.
   *
   * @param mode {@code client} or {@code cluster}
   */
  public String job(String name, String mode) throws IOException {
    Path own = Files.createDirectories(folder.resolve("jobs").resolve(name));
    String store = own.resolve("offsets").toUri().getRawPath().replaceFirst("/$", "");
    return common
        .replace("@NAME@", name)
        .replace("@MODE@", mode)
        .replace("@OPENS@", OPENS)
        .replace("@STORE@", quoted("file:" + store))
        .replace("@MARKER@", quoted(own.resolve("stop")))
        .replace("@OUT@", quoted(own.resolve("out")));
  }

  private static String quoted(Object value) {
    return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Writes these jobs into a file that nobody else may change, and returns it. */
  public static Path write(Path file, String... jobs) throws IOException {
    String text = "# Change it: the service takes what is saved.\njobs:\n" + String.join("", jobs);
    return Files.setPosixFilePermissions(
        Files.writeString(file, text), PosixFilePermissions.fromString("rw-------"));
  }
}
