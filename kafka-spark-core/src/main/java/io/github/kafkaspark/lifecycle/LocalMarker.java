package io.github.kafkaspark.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

final class LocalMarker implements Marker {

  private final Path file;

  LocalMarker(Path file) {
    this.file = file;
  }

  /**
   * {@code Files.exists} takes a folder that it cannot read for one without the file, so this does
   * not use it.
   */
  @Override
  public Optional<Instant> created() throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime().toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void delete() throws IOException {
    Files.delete(file);
  }

  @Override
  public String toString() {
    return "'" + file + "'";
  }
}
