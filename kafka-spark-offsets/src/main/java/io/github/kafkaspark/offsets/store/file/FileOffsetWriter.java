package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.WriterState;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to one generation of a stream, until there is a newer one. */
final class FileOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(FileOffsetWriter.class);

  private final Runnable requireOpenStore;
  private final StreamDirectory directory;
  private final WriterState<CommitFile> state;
  private CommitName name;

  FileOffsetWriter(Runnable requireOpenStore, StreamDirectory directory, OffsetCommit start) {
    this.requireOpenStore = requireOpenStore;
    this.directory = directory;
    this.name = CommitName.of(start.generation(), 0);
    this.state = new WriterState<>(start);
  }

  @Override
  public OffsetCommit latest() {
    return state.latest();
  }

  @Override
  public OffsetCommit append(NewCommit content) {
    requireOpenStore.run();
    state.requireWritable();
    if (state.isInDoubt()) {
      settle();
    }
    CommitFile file = CommitFile.of(name.next(), state.latest().next(content));
    state.begin(file);
    try {
      directory.publish(file);
      List<CommitName> names = directory.names();
      requireNewest(names);
      accept(file);
      directory.prune(names, name);
      LOG.debug("Committed {} in {}", name, directory);
    } catch (IOException e) {
      throw failed(file, e);
    }
    return state.latest();
  }

  private void accept(CommitFile file) {
    name = file.name();
    state.accept(file.commit());
  }

  /** An error does not tell whether the commit is there; the file does. */
  private OffsetStoreException failed(CommitFile file, IOException failure) {
    try {
      if (!directory.holds(file)) {
        requireNewest(directory.names());
        state.drop();
        return new OffsetStoreException(
            String.format(
                "Cannot commit offsets of '%s' to %s: %s; nothing was committed; %s, then append again",
                directory.stream(), directory, failure, directory.wayOut(failure)),
            failure);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return unsettled(failure);
  }

  /**
   * Finds out whether the open commit is there. If so it counts, though it may not be durable: the
   * next one is, which has all that this one has. Nothing is pruned for its sake until then.
   */
  private void settle() {
    CommitFile file = state.attempt();
    try {
      boolean there = directory.holds(file);
      requireNewest(directory.names());
      if (there) {
        accept(file);
      } else {
        state.drop();
      }
    } catch (IOException e) {
      throw unsettled(e);
    }
  }

  private OffsetStoreException unsettled(IOException failure) {
    return new OffsetStoreException(
        String.format(
            "Cannot find out whether offsets of '%s' were committed to %s: %s; %s, then append "
                + "again, which looks first",
            directory.stream(), directory, failure, directory.wayOut(failure)),
        failure);
  }

  private void requireNewest(List<CommitName> names) {
    long newest = CommitName.newestGeneration(names);
    if (newest > name.generation()) {
      directory.remove(state.attempt().name());
      throw state.replacedBy(newest);
    }
  }

  @Override
  public void close() {
    state.close();
  }

  @Override
  public String toString() {
    return state + " in " + directory;
  }
}
