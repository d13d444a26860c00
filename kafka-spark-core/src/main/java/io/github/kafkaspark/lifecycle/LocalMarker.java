package io.github.kafkaspark.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

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
  public boolean exists() throws IOException {
    try {
      BasicFileAttributes unused = Files.readAttributes(file, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
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
