package io.github.kafkaspark.testing.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What a driver has to know, in a file that its trial writes. */
final class DriverSettings {

  private static final String JOB = "job.";
  private static final String OWN = "own.";

  private final Properties properties;

  private DriverSettings(Properties properties) {
    this.properties = properties;
  }

  /**
   * For all drivers of a trial.
   *
   * @param own what the host of the trial has set
   */
  static DriverSettings of(
      Path folder,
      String bootstrapServers,
      String topic,
      int recordsPerBatch,
      int ledgerPort,
      Map<String, Class<? extends CrashJob>> jobs,
      Map<String, String> own) {
    Properties properties = new Properties();
    int number = 0;
    for (Map.Entry<String, Class<? extends CrashJob>> job : jobs.entrySet()) {
      properties.setProperty(JOB + number++, job.getKey() + " " + job.getValue().getName());
    }
    own.forEach((key, value) -> properties.setProperty(OWN + key, value));
    properties.setProperty("folder", folder.toString());
    properties.setProperty("brokers", bootstrapServers);
    properties.setProperty("topic", topic);
    properties.setProperty("batch", Integer.toString(recordsPerBatch));
    properties.setProperty("ledger", Integer.toString(ledgerPort));
    return new DriverSettings(properties);
  }

  /** Writes them for one life of the driver. */
  void write(Path file, int run, boolean last) throws IOException {
    properties.setProperty("run", Integer.toString(run));
    properties.setProperty("last", Boolean.toString(last));
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
  }

  static DriverSettings read(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return new DriverSettings(properties);
  }

  Path folder() {
    return Paths.get(properties.getProperty("folder"));
  }

  /** Where Spark keeps a query's checkpoint in a folder of the query's name. */
  Path checkpoints() {
    return folder().resolve("checkpoints");
  }

  String bootstrapServers() {
    return properties.getProperty("brokers");
  }

  String topic() {
    return properties.getProperty("topic");
  }

  int recordsPerBatch() {
    return number("batch");
  }

  int ledgerPort() {
    return number("ledger");
  }

  int run() {
    return number("run");
  }

  boolean isLast() {
    return Boolean.parseBoolean(properties.getProperty("last"));
  }

  /** The classes of the jobs by their names. */
  Map<String, String> jobs() {
    Map<String, String> jobs = new LinkedHashMap<>();
    for (int number = 0; properties.containsKey(JOB + number); number++) {
      String job = properties.getProperty(JOB + number);
      int space = job.lastIndexOf(' ');
      jobs.put(job.substring(0, space), job.substring(space + 1));
    }
    return jobs;
  }

  /** What the host of the trial has set. */
  Map<String, String> own() {
    Map<String, String> own = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(OWN)) {
        own.put(key.substring(OWN.length()), properties.getProperty(key));
      }
    }
    return own;
  }

  private int number(String key) {
    return Integer.parseInt(properties.getProperty(key));
  }
}
