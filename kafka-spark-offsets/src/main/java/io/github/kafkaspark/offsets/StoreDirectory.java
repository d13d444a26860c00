package io.github.kafkaspark.offsets;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** Finds out, before anything depends on it, whether a local directory can be a store. */
final class StoreDirectory {

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
      for (Path each : missing) {
        files.createDirectory(each.toString());
      }
      probe();
      for (Path each : missing) {
        files.forceDirectory(each.getParent().toString());
      }
    } catch (FileAlreadyExistsException e) {
      throw refuse(
          e.getFile() + " is not a directory",
          "choose a path that is a directory or does not exist yet",
          e);
    } catch (IOException | ReadOnlyFileSystemException e) {
      throw refuse(
          "it cannot be written, " + e,
          "choose a directory where this process may create files",
          e);
    }
  }

  /** The directories to create, the outermost first. */
  private Deque<Path> missing() {
    Deque<Path> missing = new ArrayDeque<>();
    Path path = directory;
    while (path != null && !files.isDirectory(path.toString())) {
      missing.addFirst(path);
      path = path.getParent();
    }
    return missing;
  }

  private void probe() throws IOException {
    String file = probeFile();
    String link = probeFile();
    try {
      files.write(file, new byte[0]);
      link(link, file);
    } finally {
      files.delete(link);
      files.delete(file);
    }
  }

  private String probeFile() {
    return directory.resolve(".probe." + UUID.randomUUID() + ".tmp").toString();
  }

  private void link(String link, String file) {
    try {
      files.publish(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      throw refuse(
          "its file system makes no hard links, by which one claim of many wins, " + e,
          "choose a directory on a local disk with a file system such as ext4, XFS, APFS or NTFS",
          e);
    }
  }

  private OffsetStoreException refuse(String why, String wayOut, Exception cause) {
    return new OffsetStoreException(
        "Cannot keep offsets in " + directory + ": " + why + "; " + wayOut, cause);
  }
}
