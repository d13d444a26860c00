package io.github.kafkaspark.offsets;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to one generation of a stream, until there is a newer one. */
final class FileOffsetWriter implements OffsetWriter {

  private static final Logger LOG = LoggerFactory.getLogger(FileOffsetWriter.class);

  private final FileOffsetStore store;
  private final StreamDirectory directory;
  private volatile OffsetCommit latest;
  private CommitName name;
  private volatile boolean closed;

  /** The commit after {@code latest} whose outcome is not known; null if there is none. */
  private CommitFile open;

  /** The generation that has replaced this one; 0 if none has. */
  private long replacedBy;

  FileOffsetWriter(FileOffsetStore store, StreamDirectory directory, OffsetCommit start) {
    this.store = store;
    this.directory = directory;
    this.name = CommitName.of(start.generation(), 0);
    this.latest = start;
  }

  @Override
  public OffsetCommit latest() {
    return latest;
  }

  @Override
  public OffsetCommit append(OffsetCommit.Kind kind, TopicOffsets offsets, Provenance provenance) {
    store.requireOpen();
    if (closed) {
      throw Writers.closed(directory.stream());
    }
    if (replacedBy > 0) {
      throw stale();
    }
    if (open != null) {
      settle();
    }
    open = CommitFile.of(name.next(), Writers.next(latest, kind, offsets, provenance));
    try {
      directory.publish(open);
      List<CommitName> names = directory.names();
      requireNewest(names);
      take();
      directory.prune(names, name);
      LOG.debug("Committed {} in {}", name, directory);
    } catch (IOException e) {
      throw failed(e);
    }
    return latest;
  }

  private void take() {
    name = open.name();
    latest = open.commit();
    open = null;
  }

  /** An error tells nothing of the commit, which may be there all the same: the file tells. */
  private OffsetStoreException failed(IOException failure) {
    try {
      if (!directory.holds(open)) {
        requireNewest(directory.names());
        open = null;
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
    try {
      boolean there = directory.holds(open);
      requireNewest(directory.names());
      if (there) {
        take();
      }
      open = null;
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
      replacedBy = newest;
      directory.remove(open.name());
      throw stale();
    }
  }

  private StaleWriterException stale() {
    return new StaleWriterException(directory.stream(), name.generation(), replacedBy);
  }

  @Override
  public void close() {
    closed = true;
  }
}
