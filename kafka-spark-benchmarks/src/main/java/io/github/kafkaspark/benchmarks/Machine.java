package io.github.kafkaspark.benchmarks;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.spark.sql.SparkSession;

/** On what a benchmark ran: without that its figures say nothing. */
final class Machine {

  private static final Pattern BROKER_JAR = Pattern.compile("(kafka_[\\d.]+-\\d[^/\\\\]*)\\.jar");

  private Machine() {}

  /** The versions, and the machine with the disk that the folder is on. */
  static String describe(SparkSession spark, Path folder) throws IOException {
    return describe(spark.version(), folder);
  }

  /** The same without a session. */
  static String describe(String spark, Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return String.format(
        "Spark %s, Scala %s, Java %s, kafka-clients %s, broker %s%n"
            + "%d cores of %s, %s %s, folder on %s (%s)",
        spark,
        scala.util.Properties.versionNumberString(),
        System.getProperty("java.version"),
        AppInfoParser.getVersion(),
        broker(),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        disk.type(),
        disk.name());
  }

  /** A broker in a JVM of its own may have a class path of its own, and does not tell. */
  private static String broker() {
    String own = System.getProperty("kafkaspark.broker.classpath", "");
    Matcher jar = BROKER_JAR.matcher(own.isEmpty() ? System.getProperty("java.class.path") : own);
    return jar.find() ? jar.group(1) : "unknown";
  }

  private static String processor() throws IOException {
    Path file = Paths.get("/proc/cpuinfo");
    if (Files.isReadable(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      }
    }
    return System.getProperty("os.arch");
  }
}
