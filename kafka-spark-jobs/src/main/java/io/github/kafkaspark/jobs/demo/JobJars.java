package io.github.kafkaspark.jobs.demo;

import io.github.kafkaspark.KafkaStreamSource;
import io.github.kafkaspark.offsets.OffsetTracker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The jar of the demo's job, and those that it brings along, in a folder. */
final class JobJars {

  private final Path jar;
  private final List<Path> others = new ArrayList<>();

  private JobJars(Path jar) {
    this.jar = jar;
  }

  /**
   * Makes them.
   *
   * @param sparkHome whose folder {@code kafka} has Spark's Kafka source
   */
  static JobJars make(Path folder, Path sparkHome) throws IOException {
    Files.createDirectories(folder);
    JobJars jars = new JobJars(folder.resolve("orders-job.jar"));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jars.jar))) {
      for (Class<?> type : List.of(OrdersJob.class, OrdersFile.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var bytes = type.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(out);
        }
      }
    }
    jars.add(place(KafkaStreamSource.class), folder.resolve("kafka-spark-core.jar"));
    jars.add(place(OffsetTracker.class), folder.resolve("kafka-spark-offsets.jar"));
    try (Stream<Path> kafka = Files.list(sparkHome.resolve("kafka"))) {
      kafka.sorted().forEach(jars.others::add);
    }
    return jars;
  }

  /** Where a class comes from: a jar, or a folder of classes. */
  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Path from, Path to) throws IOException {
    others.add(to);
    try (OutputStream out = Files.newOutputStream(to)) {
      if (Files.isRegularFile(from)) {
        long unused = Files.copy(from, out);
        return;
      }
      try (JarOutputStream made = new JarOutputStream(out);
          Stream<Path> files = Files.walk(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          made.putNextEntry(new JarEntry(from.relativize(file).toString().replace('\\', '/')));
          long unused = Files.copy(file, made);
        }
      }
    }
  }

  /** The jar with the job's main. */
  Path jar() {
    return jar;
  }

  /** What the job brings along, as {@code spark.jars} takes it. */
  String others() {
    return String.join(",", others.stream().map(Path::toString).toList());
  }
}
