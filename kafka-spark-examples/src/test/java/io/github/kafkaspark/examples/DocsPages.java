package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages that a person reads: those of the root folder, and all below {@code docs}. */
final class DocsPages {

  static final Path ROOT = Paths.get(System.getProperty("basedir", ""), "..").normalize();

  private DocsPages() {}

  static List<Path> all() throws IOException {
    try (Stream<Path> root = Files.list(ROOT.toAbsolutePath());
        Stream<Path> docs = Files.walk(ROOT.resolve("docs").toAbsolutePath())) {
      List<Path> pages =
          Stream.concat(root, docs)
              .filter(file -> file.toString().endsWith(".md"))
              .sorted()
              .collect(Collectors.toList());
      assertThat(pages).hasSizeGreaterThan(10);
      return pages;
    }
  }

  /** The sources of the library and its test kit, whose Javadoc and messages name pages. */
  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String folder :
        new String[] {
          "kafka-spark-core/src/main/java",
          "kafka-spark-core/src/test/java/io/github/kafkaspark/testing",
          "kafka-spark-offsets/src/main/java"
        }) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    assertThat(sources).hasSizeGreaterThan(100);
    return sources;
  }

  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
