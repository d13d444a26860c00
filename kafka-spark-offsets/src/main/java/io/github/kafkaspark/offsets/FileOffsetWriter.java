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
      accept();
    } catch (IOException e) {
      recover(e);
    }
    return latest;
  }

  /** Takes the open commit, which is there and durable, unless it came after a newer claim. */
  private void accept() throws IOException {
    List<CommitName> names = directory.names();
    requireNewest(names);
    name = open.name();
    latest = open.commit();
    open = null;
    directory.prune(names, name);
    LOG.debug("Committed {} in {}", name, directory);
  }

  /** An error tells nothing of the commit, which may be there all the same: the file tells. */
  private void recover(IOException failure) {
    OffsetCommit attempted = open.commit();
    try {
      settle();
    } catch (OffsetStoreException e) {
      e.addSuppressed(failure);
      throw e;
    }
    if (!latest.equals(attempted)) {
      throw new OffsetStoreException(
          String.format(
              "Cannot commit offsets of '%s' to %s: %s; nothing was committed, append again",
              directory.stream(), directory, failure),
          failure);
    }
    LOG.warn("Committed {} in {} in spite of a failure", name, directory, failure);
  }

  /** Finds out whether the open commit is there, and accepts it if so. */
  private void settle() {
    try {
      if (directory.settle(open)) {
        accept();
      } else {
        requireNewest(directory.names());
        open = null;
      }
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot find out whether offsets of '%s' were committed to %s: %s; append again, "
                  + "which looks first",
              directory.stream(), directory, e),
          e);
    }
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
