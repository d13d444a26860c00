package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A directory for each stream, a file for each commit: {@code <stream>/<generation>.<number>}. */
final class FileOffsetStore implements OffsetStore, DriverLocal {

  private final Path directory;
  private final CommitFiles files;
  private volatile boolean closed;

  private FileOffsetStore(Path directory, CommitFiles files) {
    this.directory = directory;
    this.files = files;
  }

  static FileOffsetStore open(Path directory, CommitFiles files) {
    Path absolute = directory.toAbsolutePath();
    new StoreDirectory(absolute, files).open();
    return new FileOffsetStore(absolute, files);
  }

  @Override
  public Optional<OffsetCommit> latest(StreamId stream) {
    return newest(1, stream).stream().findFirst();
  }

  @Override
  public List<OffsetCommit> history(StreamId stream) {
    return Collections.unmodifiableList(newest(OffsetStores.KEPT, stream));
  }

  private List<OffsetCommit> newest(int most, StreamId stream) {
    StreamDirectory commits = commits(stream);
    try {
      return CommitReader.newest(most, commits);
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot read offsets of '%s' in %s: %s; see that the disk is there and that this "
                  + "process may read it",
              stream, commits, e),
          e);
    }
  }

  @Override
  public Set<StreamId> streams() {
    requireOpen();
    Set<StreamId> streams = new TreeSet<>();
    try {
      for (String name : files.list(directory.toString())) {
        Optional<StreamId> stream = DirectoryNames.parse(name);
        if (stream.isPresent()
            && files.isDirectory(directory.resolve(name).toString())
            && !commits(stream.get()).names().isEmpty()) {
          streams.add(stream.get());
        }
      }
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot list the streams in %s: %s; see that the disk is there and that this process "
                  + "may read it",
              directory, e),
          e);
    }
    return Collections.unmodifiableSet(streams);
  }

  @Override
  public OffsetWriter claim(StreamId stream, TopicOffsets start, Provenance provenance) {
    StreamDirectory commits = commits(stream);
    requireNonNull(start, "start");
    requireNonNull(provenance, "provenance");
    try {
      return new FileOffsetWriter(
          this, commits, new FileClaim(commits, start, provenance).commit());
    } catch (IOException e) {
      throw new OffsetStoreException(
          String.format(
              "Cannot claim '%s' in %s: %s; see that the disk is there, has space, and that this "
                  + "process may write it, then claim again",
              stream, commits, e),
          e);
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
    return new StreamDirectory(files, directory.toString(), requireNonNull(stream, "stream"));
  }

  @Override
  public String location() {
    return directory.toUri().toString();
  }

  @Override
  public String toString() {
    return "offset store " + location();
  }
}
