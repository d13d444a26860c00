package io.github.kafkaspark.offsets.checkpoint;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checkpoints that the Spark of each line's folder has written, by {@code
 * build/golden-checkpoints}.
 */
final class KeptCheckpoints {

  private KeptCheckpoints() {}

  private static Path root() {
    try {
      return Paths.get(KeptCheckpoints.class.getResource("/golden/checkpoints").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folders of the versions. */
  static List<Path> versions() throws IOException {
    return folders(root());
  }

  /** The checkpoints of one version. */
  static List<Path> of(Path version) throws IOException {
    return folders(version);
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files.filter(Files::isDirectory).sorted().collect(Collectors.toList());
    }
  }
}
