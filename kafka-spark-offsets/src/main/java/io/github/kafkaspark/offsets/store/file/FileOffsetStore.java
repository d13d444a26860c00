package io.github.kafkaspark.offsets.store.file;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A directory for each stream, a file for each commit: {@code <stream>/<generation>.<number>}. */
public class FileOffsetStore implements OffsetStore {

  private final String directory;
  private final String location;
  private final CommitFiles files;
  private volatile boolean closed;

  /**
   * A store in a directory that can be one.
   *
   * @param directory as {@code files} takes it
   * @param location the directory's URI
   */
  FileOffsetStore(String directory, String location, CommitFiles files) {
    this.directory = directory;
    this.location = location;
    this.files = files;
  }

  /** Opens a store in a directory of a local disk, which is created if it is missing. */
  public static OffsetStore open(Path directory) {
    if (directory.startsWith("file:")) {
      throw new IllegalArgumentException(
          "Invalid directory: '"
              + directory
              + "' (expected a path, and this is a location, which OffsetStores.at takes)");
    }
    return open(directory, new LocalFiles(directory.getFileSystem()));
  }

  static FileOffsetStore open(Path directory, CommitFiles files) {
    Path absolute = directory.toAbsolutePath();
    new StoreDirectory(absolute, files).open();
    return new OnThisHost(absolute, files);
  }

  /**
   * The store in a directory that is there, for those that only look: it writes nothing.
   *
   * @throws OffsetStoreException if there is no such directory
   */
  public static OffsetStore existing(Path directory) {
    Path absolute = directory.toAbsolutePath();
    CommitFiles files = new LocalFiles(directory.getFileSystem());
    try {
      requireThere(absolute.toString(), files);
    } catch (IOException e) {
      throw notThere(absolute.toString(), e.toString(), e);
    }
    return new OnThisHost(absolute, files);
  }

  static void requireThere(String directory, CommitFiles files) throws IOException {
    if (!files.isDirectory(directory)) {
      throw notThere(directory, "there is no such directory", null);
    }
  }

  static OffsetStoreException notThere(String directory, String why, IOException cause) {
    return new OffsetStoreException(
        String.format(
            "Cannot look at the offset store in %s: %s; check the path, and that this host and user "
                + "may read it; the first tracker that records there creates it",
            directory, why),
        cause);
  }

  private static final class OnThisHost extends FileOffsetStore {

    OnThisHost(Path directory, CommitFiles files) {
      super(directory.toString(), directory.toUri().toString(), files);
    }

    @Override
    public Optional<String> boundToHost() {
      return Optional.of(location());
    }
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    return newest(1, stream).stream().findFirst();
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return Collections.unmodifiableList(newest(StreamDirectory.KEPT, stream));
  }

  private List<OffsetCommit> newest(int most, StreamId stream) {
    StreamDirectory commits = commits(stream);
    try {
      return CommitReader.newest(most, commits);
    } catch (IOException e) {
      throw unreadable(commits, e);
    }
  }

  private OffsetStoreException unreadable(StreamDirectory commits, IOException e) {
    return new OffsetStoreException(
        String.format(
            "Cannot read offsets of '%s' in %s: %s; %s",
            commits.stream(), commits, e, files.wayOut(e)),
        e);
  }

  @Override
  public Set<StreamId> streams() {
    requireOpen();
    Set<StreamId> streams = new TreeSet<>();
    try {
      for (String name : files.list(directory)) {
        Optional<StreamId> stream = DirectoryNames.parse(name);
        if (stream.isPresent()
            && files.isDirectory(files.child(directory, name))
            && isThere(commits(stream.get()))) {
          streams.add(stream.get());
        }
      }
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format("Cannot list the streams in %s: %s; %s", directory, e, files.wayOut(e)), e);
    }
    return Collections.unmodifiableSet(streams);
  }

  /** Whether it has a commit, be it damaged, and was not forgotten. */
  private static boolean isThere(StreamDirectory commits) throws IOException {
    if (commits.names().isEmpty()) {
      return false;
    }
    try {
      return !CommitReader.newest(1, commits).isEmpty();
    } catch (OffsetStoreException e) {
      return true;
    }
  }

  @Override
  public OffsetWriter claim(StreamId stream, NewCommit start) {
    StreamDirectory commits = commits(stream);
    NewCommit first = requireNonNull(start, "start").requireStart();
    try {
      return new FileOffsetWriter(
          this::requireOpen, commits, new FileClaim(commits, first).commit());
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot claim '%s' in %s: %s; %s, then claim again",
              stream, commits, e, files.wayOut(e)),
          e);
    }
  }

  /** {@inheritDoc} A stream that another user has claimed first may have rights of its own. */
  @Override
  public WriteAccess writeAccess() {
    requireOpen();
    try {
      WriteAccess access = files.access(directory);
      for (String name : files.list(directory)) {
        String child = files.child(directory, name);
        if (access.answer() == WriteAccess.Answer.YES
            && DirectoryNames.parse(name).isPresent()
            && files.isDirectory(child)) {
          access = files.access(child);
        }
      }
      return access;
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format("Cannot look at %s: %s; %s", directory, e, files.wayOut(e)), e);
    }
  }

  @Override
  public List<String> damage(StreamId stream) {
    StreamDirectory commits = commits(stream);
    try {
      return Collections.unmodifiableList(CommitReader.damage(commits));
    } catch (IOException e) {
      throw unreadable(commits, e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "Cannot use the offset store " + location() + ": it is closed");
    }
  }

  private StreamDirectory commits(StreamId stream) {
    requireOpen();
    return new StreamDirectory(files, directory, requireNonNull(stream, "stream"));
  }

  /** The place of the store, in words for a person. */
  String location() {
    return location;
  }

  @Override
  public String toString() {
    return "offset store " + location();
  }
}
