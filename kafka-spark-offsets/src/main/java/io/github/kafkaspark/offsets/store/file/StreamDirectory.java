package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commit files of one stream. It knows how a file gets there, and not what it means. */
final class StreamDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(StreamDirectory.class);

  /** The number of commits of a stream that are kept. */
  static final int KEPT = 20;

  private final CommitFiles files;
  private final StreamId stream;
  private final String parent;
  private final String path;

  StreamDirectory(CommitFiles files, String store, StreamId stream) {
    this.files = files;
    this.stream = stream;
    this.parent = store;
    this.path = files.child(store, DirectoryNames.of(stream));
  }

  StreamId stream() {
    return stream;
  }

  /** Makes sure that the directory is there, and durable even if another process has created it. */
  void create() throws IOException {
    files.createDirectory(path);
    try {
      files.forceDirectory(parent);
    } catch (IOException e) {
      // The system may say yes to the next force though it has lost this directory, but not to that
      // of a new one. What has a commit stays, and was durable before.
      try {
        files.delete(path);
      } catch (IOException notEmpty) {
        e.addSuppressed(notEmpty);
      }
      throw e;
    }
  }

  /** The commits, newest first; none if there is no such directory. */
  List<CommitName> names() throws IOException {
    List<CommitName> names = new ArrayList<>();
    for (String file : list()) {
      CommitName.parse(file).ifPresent(names::add);
    }
    names.sort(Collections.reverseOrder());
    return names;
  }

  private List<String> list() throws IOException {
    try {
      return files.list(path);
    } catch (NoSuchFileException e) {
      // Without the whole store, on a disk that is not mounted perhaps, nothing is known to be
      // empty.
      if (!files.isDirectory(parent)) {
        throw e;
      }
      return Collections.emptyList();
    }
  }

  OffsetCommit read(CommitName name) throws IOException, DamagedCommitException {
    String file = path(name);
    byte[] bytes;
    try {
      bytes = files.read(file);
    } catch (IOException e) {
      if (files.isDirectory(file)) {
        throw new DamagedCommitException("it is a directory");
      }
      throw e;
    }
    return CommitFormat.read(bytes, stream, name, file);
  }

  /**
   * Makes a commit: when this returns, it is there as a whole and durable.
   *
   * @throws IOException if it is not there, or perhaps there but not durable; {@link #holds} tells
   *     which, and nothing but a newer commit makes it durable then
   */
  void publish(CommitFile file) throws IOException {
    String temporary = files.child(path, file.name().temporary());
    try {
      files.write(temporary, file.bytes());
      link(file, temporary);
      files.forceDirectory(path);
    } finally {
      remove(temporary);
    }
  }

  /** The one step that makes the commit. An error does not tell whether it did; the file does. */
  private void link(CommitFile file, String temporary) throws IOException {
    try {
      files.publish(path(file.name()), temporary);
    } catch (IOException e) {
      if (!holdsAfter(e, file)) {
        throw e;
      }
      LOG.warn("Committed {} in {} in spite of a failure", file.name(), path, e);
    }
  }

  private boolean holdsAfter(IOException failure, CommitFile file) throws IOException {
    try {
      return holds(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** Whether the commit is there, though perhaps not durable. */
  boolean holds(CommitFile file) throws IOException {
    try {
      return file.wrote(files.read(path(file.name())));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Removes a commit that nobody may read; if it cannot, nobody reads it anyway. */
  void remove(CommitName name) {
    remove(path(name));
  }

  /**
   * Removes all but the newest {@value #KEPT} of {@code names}, and none that is not older than
   * {@code own}.
   */
  void prune(List<CommitName> names, CommitName own) {
    for (int i = names.size() - 1; i >= KEPT; i--) {
      if (names.get(i).compareTo(own) < 0) {
        remove(names.get(i));
      }
    }
  }

  /** Removes temporary files that claims up to this one, and writers before it, have left. */
  void sweep(long generation) {
    try {
      for (String file : list()) {
        if (CommitName.isTemporaryUpTo(generation, file)) {
          remove(files.child(path, file));
        }
      }
    } catch (IOException e) {
      LOG.warn("Could not look for temporary files in {}", path, e);
    }
  }

  /** The way out of a failure. */
  String wayOut(IOException failure) {
    return files.wayOut(failure);
  }

  private void remove(String file) {
    try {
      files.delete(file);
    } catch (IOException e) {
      LOG.warn("Could not delete {}; it takes space and does no other harm", file, e);
    }
  }

  private String path(CommitName name) {
    return files.child(path, name.toString());
  }

  @Override
  public String toString() {
    return path;
  }
}
