package io.github.kafkaspark.testing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a broker keeps its files: a temporary folder. Needs nothing but the JDK. */
final class BrokerFolder {

  private static final int TAIL = 4_000;
  private static final Pattern PARTITION = Pattern.compile("(.+)-\\d+");

  private final Path root;

  private BrokerFolder(Path root) {
    this.root = root;
  }

  static BrokerFolder create() {
    try {
      BrokerFolder folder = at(Files.createTempDirectory("embedded-kafka-"));
      Files.createDirectory(folder.logs());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BrokerFolder at(Path root) {
    return new BrokerFolder(root);
  }

  Path root() {
    return root;
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path zooKeeper() {
    return root.resolve("zookeeper");
  }

  /** What a broker writes that is its own controller, the topics' partitions apart. */
  Path metadata() {
    return root.resolve("metadata");
  }

  /** Kafka leaves this file as the last thing that it does. */
  boolean wasStoppedInOrder() {
    return Files.exists(logs().resolve(".kafka_cleanshutdown"));
  }

  /** What a broker in a JVM of its own prints. */
  Path output() {
    return root.resolve("broker.log");
  }

  /** The last of {@link #output()}, for a message. */
  String outputTail() {
    try {
      String all = new String(Files.readAllBytes(output()), Charset.defaultCharset());
      return all.isEmpty()
          ? "it printed nothing"
          : "it printed: " + all.substring(Math.max(0, all.length() - TAIL));
    } catch (IOException e) {
      return "what it printed cannot be read: " + e;
    }
  }

  Properties settings() {
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(settingsFile())) {
      settings.load(in);
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void keep(Properties settings) {
    write(settings, settingsFile());
  }

  /** The settings as Kafka's own tools read them: as a file. */
  Path keepForKRaft(Properties settings) {
    Path file = root.resolve("kraft.properties");
    write(settings, file);
    return file;
  }

  private static void write(Properties settings, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path settingsFile() {
    return root.resolve("broker.properties");
  }

  /** The topics that have files here, with the number of their partitions. */
  Map<String, Long> topics() {
    try (Stream<Path> children = Files.list(logs())) {
      return children
          .map(child -> PARTITION.matcher(child.getFileName().toString()))
          .filter(Matcher::matches)
          .collect(groupingBy(matcher -> matcher.group(1), counting()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      Files.walkFileTree(root, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
