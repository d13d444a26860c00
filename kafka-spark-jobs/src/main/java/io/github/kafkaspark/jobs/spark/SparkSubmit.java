package io.github.kafkaspark.jobs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.jobs.definition.DeployMode;
import io.github.kafkaspark.jobs.definition.JobDefinition;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Starts a job's spark-submit: a list of arguments, which no shell reads. */
public final class SparkSubmit {

  /** The setting by which a run is found again. */
  public static final String RUN = "spark.kafkaspark.jobs.run";

  private SparkSubmit() {}

  /** Returns as soon as the child is there. */
  public static RunningChild start(
      JobDefinition job, String run, Map<String, String> values, RunFolder folder)
      throws IOException {
    folder.create();
    try (Writer writer = Files.newBufferedWriter(folder.settings(), UTF_8)) {
      settings(job, run, values).store(writer, null);
    }
    folder.createOutput();
    ProcessBuilder builder = new ProcessBuilder(command(job, values, folder));
    builder.directory(folder.path().toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    // Whoever appends writes at the file's end, also after a cut.
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
    builder.environment().putAll(environment(job));
    return RunningChild.keptBy(builder.start().toHandle());
  }

  private static Map<String, String> environment(JobDefinition job) {
    Map<String, String> environment = new HashMap<>(job.environment());
    environment.put("SPARK_HOME", job.sparkHome().toString());
    if (job.javaHome() != null) {
      environment.put("JAVA_HOME", job.javaHome().toString());
    }
    return environment;
  }

  /**
   * With a file of settings Spark no longer reads its spark-defaults.conf, so that is taken in
   * here.
   */
  private static Properties settings(JobDefinition job, String run, Map<String, String> values)
      throws IOException {
    Properties settings = new Properties();
    String conf = job.environment().getOrDefault("SPARK_CONF_DIR", System.getenv("SPARK_CONF_DIR"));
    Path folder = conf == null ? job.sparkHome().resolve("conf") : Path.of(conf);
    try (Reader reader = Files.newBufferedReader(folder.resolve("spark-defaults.conf"), UTF_8)) {
      settings.load(reader);
    } catch (NoSuchFileException e) {
      settings.clear(); // A Spark without defaults.
    }
    settings.putAll(job.conf(values));
    settings.putAll(Secrets.of(job));
    settings.setProperty(RUN, run);
    return settings;
  }

  private static List<String> command(
      JobDefinition job, Map<String, String> values, RunFolder folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", ownClasses(), ExitKeeper.class.getName()));
    command.add(folder.exit().toString());
    command.add(folder.output().toString());
    command.add(job.sparkHome().resolve("bin").resolve("spark-submit").toString());
    command.addAll(List.of("--master", job.master()));
    command.addAll(
        List.of("--deploy-mode", job.deployMode() == DeployMode.CLUSTER ? "cluster" : "client"));
    command.addAll(List.of("--class", job.mainClass()));
    command.addAll(List.of("--properties-file", folder.settings().toString()));
    command.add(job.jar());
    command.addAll(job.arguments(values));
    return command;
  }

  private static String ownClasses() {
    try {
      return Path.of(ExitKeeper.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
