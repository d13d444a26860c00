package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins a new generation of a stream. */
final class FileClaim {

  private static final Logger LOG = LoggerFactory.getLogger(FileClaim.class);

  private final StreamDirectory directory;
  private final NewCommit start;

  FileClaim(StreamDirectory directory, NewCommit start) {
    this.directory = directory;
    this.start = start;
  }

  /**
   * The START commit of a generation that was the newest when this returned.
   *
   * <p>The link of its name has one winner; a claim that loses tries the next name. A claim that
   * was paused, and finds a newer generation after its link, does so too. Its linked file stays,
   * claimed by nobody, until it is pruned: another claim that was paused must not get a name that
   * has been given.
   */
  OffsetCommit commit() throws IOException {
    directory.create();
    while (true) {
      CommitFile file = next();
      CommitName name = file.name();
      if (published(file)) {
        List<CommitName> names = directory.names();
        if (CommitName.newestGeneration(names) == name.generation()) {
          LOG.debug("Claimed by {} in {}", name, directory);
          directory.prune(names, name);
          directory.sweep(name.generation());
          return file.commit();
        }
      }
    }
  }

  /**
   * Reads before it writes: it claims no stream that it cannot read, since such a stream is not
   * empty.
   */
  private CommitFile next() throws IOException {
    CommitName name = CommitName.of(CommitName.newestGeneration(directory.names()) + 1, 0);
    long sequence = CommitReader.last(directory).map(OffsetCommit::sequence).orElse(0L) + 1;
    return CommitFile.of(
        name, OffsetCommit.of(directory.stream(), name.generation(), sequence, start));
  }

  /** Whether the name is this claim's; false if another has taken it. */
  private boolean published(CommitFile file) throws IOException {
    try {
      directory.publish(file);
      return true;
    } catch (IOException e) {
      if (lost(file, e)) {
        return false;
      }
      throw e;
    }
  }

  /** If a failed claim has its name all the same, its file stays behind, claimed by nobody. */
  private boolean lost(CommitFile file, IOException failure) {
    try {
      return !directory.holds(file)
          && CommitName.newestGeneration(directory.names()) >= file.name().generation();
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
