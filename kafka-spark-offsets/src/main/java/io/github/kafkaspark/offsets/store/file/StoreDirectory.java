package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.OffsetStoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, before anything depends on it, whether a local directory can be a store. */
final class StoreDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);
  private static final String PROBE = ".probe.";

  /** Far more than the times that others can sweep away what was just made. */
  private static final int TRIES = 100;

  private final Path directory;
  private final CommitFiles files;

  StoreDirectory(Path directory, CommitFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /** Creates the directory if it is missing, and tries in it what a commit needs. */
  void open() {
    try {
      Deque<Path> missing = missing();
      forceThePresent(missing.isEmpty() ? directory : missing.getFirst().getParent());
      for (Path each : missing) {
        create(each);
      }
      probe();
      sweep();
    } catch (FileAlreadyExistsException e) {
      throw refuse(
          e.getFile() + " is not a directory",
          "choose a path that is a directory or does not exist yet",
          e);
    } catch (IOException e) {
      throw refuse(
          "it cannot be written, " + e,
          "choose a directory where this process may create files",
          e);
    }
  }

  /** The directories to create, the outermost first. */
  private Deque<Path> missing() throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path path = directory;
    while (path != null && !files.isDirectory(path.toString())) {
      missing.addFirst(path);
      path = path.getParent();
    }
    return missing;
  }

  /** The process that created this directory may have died before it made it durable. */
  private void forceThePresent(Path present) {
    Path parent = present == null ? null : present.getParent();
    try {
      if (parent != null) {
        files.forceDirectory(parent.toString());
      }
    } catch (AccessDeniedException e) {
      // Then it was created by somebody else.
    } catch (IOException e) {
      LOG.warn("Could not make sure that {} outlives a crash of this host", present, e);
    }
  }

  /** One after the other, so that all but the innermost are durable. */
  private void create(Path missing) throws IOException {
    files.createDirectory(missing.toString());
    try {
      files.forceDirectory(missing.getParent().toString());
    } catch (IOException e) {
      remove(missing); // The next try creates a new one: see CommitFiles.
      throw e;
    }
  }

  private void probe() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        probeOnce();
        return;
      } catch (NoSuchFileException e) {
        if (attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Makes a file and a link to it.
   *
   * @throws NoSuchFileException if another process that opens the store has swept the file away
   */
  private void probeOnce() throws IOException {
    Path file = probeFile();
    Path link = probeFile();
    try {
      files.write(file.toString(), new byte[0]);
      link(link, file);
    } finally {
      files.delete(link.toString());
      files.delete(file.toString());
    }
  }

  private Path probeFile() {
    return directory.resolve(PROBE + UUID.randomUUID() + ".tmp");
  }

  private void link(Path link, Path file) throws NoSuchFileException {
    try {
      files.publish(link.toString(), file.toString());
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw refuse(
          "its file system makes no hard links, by which one claim of many wins, " + e,
          "choose a directory on a local disk with a file system such as ext4, XFS, APFS or NTFS",
          e);
    }
  }

  /** Removes files that dead processes have left. */
  private void sweep() throws IOException {
    for (String name : files.list(directory.toString())) {
      if (name.startsWith(PROBE)) {
        remove(directory.resolve(name));
      }
    }
  }

  private void remove(Path path) {
    try {
      files.delete(path.toString());
    } catch (IOException e) {
      LOG.warn("Could not delete {}; it does no harm", path, e);
    }
  }

  private OffsetStoreException refuse(String why, String wayOut, Exception cause) {
    return new OffsetStoreException(
        "Cannot keep offsets in " + directory + ": " + why + "; " + wayOut, cause);
  }
}
