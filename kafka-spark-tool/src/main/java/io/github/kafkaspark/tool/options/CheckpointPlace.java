package io.github.kafkaspark.tool.options;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.tool.output.Refusal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A checkpoint that somebody has named at a shell: a folder of this host, or Hadoop's to open. */
public final class CheckpointPlace {

  private final String location;

  /** The place that somebody has named. */
  public CheckpointPlace(String location) {
    this.location = requireNonNull(location, "location");
  }

  /**
   * What it says; it must be there.
   *
   * @throws Refusal if it is not, or cannot be read
   */
  public CheckpointOffsets read() {
    try {
      Optional<Path> folder = folder();
      return folder.isPresent() ? CheckpointOffsets.read(folder.get()) : readByHadoop(location);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  /** A method of its own: Hadoop may be missing. */
  private static CheckpointOffsets readByHadoop(String location) {
    MissingJars.requireHadoop(location);
    CheckpointOffsets found = CheckpointOffsets.readOrNew(new Configuration(), location);
    if (found.queryId().isPresent() || !found.offsets().isEmpty() || found.batch().isPresent()) {
      return found;
    }
    throw new Refusal(
        "Cannot read a checkpoint: " + found + ", or there is no such folder; check its path");
  }

  /** The start that keeps to it. */
  public Resume namedTo(Resume resume) {
    Optional<Path> folder = folder();
    if (folder.isPresent()) {
      return resume.checkpoint(folder.get());
    }
    MissingJars.requireHadoop(location);
    return resume.checkpoint(location);
  }

  /** Without a scheme it is a path, which Spark would take for one of its default file system. */
  private Optional<Path> folder() {
    try {
      if (location.startsWith("file:")) {
        return Optional.of(Paths.get(URI.create(location)));
      }
      return location.matches("[A-Za-z][\\w+.-]+:.*")
          ? Optional.empty()
          : Optional.of(Paths.get(location));
    } catch (InvalidPathException e) {
      throw new Refusal("Invalid checkpoint: '" + location + "' (expected a folder; " + e + ")", e);
    }
  }
}
