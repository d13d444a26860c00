package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file whose path clients get; of a missing one Kafka would name the path and no more. */
final class ReadableFile {

  private ReadableFile() {}

  static boolean is(Path path) {
    return Files.isRegularFile(path) && Files.isReadable(path);
  }

  static String require(Path path, String what) {
    if (!is(requireNonNull(path, what))) {
      throw new IllegalArgumentException(
          "Invalid "
              + what
              + ": '"
              + path
              + "' (expected a file that this process can read, and each executor at the same path)");
    }
    return path.toAbsolutePath().toString();
  }
}
