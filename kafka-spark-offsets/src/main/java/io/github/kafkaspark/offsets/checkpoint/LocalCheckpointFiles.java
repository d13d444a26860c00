package io.github.kafkaspark.offsets.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Of a local disk. Hadoop would not read a good file beside a stale checksum. */
final class LocalCheckpointFiles implements CheckpointFiles {

  private final Path root;

  LocalCheckpointFiles(Path root) {
    this.root = root;
  }

  @Override
  public List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(ArrayList::new));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new ArrayList<>();
    }
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    Path path = root.resolve(file);
    if (!Files.isRegularFile(path) || Files.size(path) > LARGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists() throws IOException {
    return !isAbsent() && Files.isDirectory(root);
  }

  @Override
  public boolean isAbsent() throws IOException {
    try {
      BasicFileAttributes unused = Files.readAttributes(root, BasicFileAttributes.class);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
