package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Commits in the memory of this JVM, all under one lock. */
final class InMemoryOffsetStore implements OffsetStore, DriverLocal {

  /** Newest first; never empty once there. */
  private final Map<StreamId, Deque<OffsetCommit>> streams = new TreeMap<>();

  private boolean closed;

  @Override
  public synchronized Optional<OffsetCommit> latest(StreamId stream) {
    return Optional.ofNullable(commits(stream).peekFirst());
  }

  @Override
  public synchronized List<OffsetCommit> history(StreamId stream) {
    return Collections.unmodifiableList(new ArrayList<>(commits(stream)));
  }

  @Override
  public synchronized Set<StreamId> streams() {
    requireOpen();
    return Collections.unmodifiableSet(new TreeSet<>(streams.keySet()));
  }

  @Override
  public synchronized OffsetWriter claim(
      StreamId stream, TopicOffsets start, Provenance provenance) {
    OffsetCommit before = commits(stream).peekFirst();
    OffsetCommit claim =
        OffsetCommit.of(
            stream,
            before == null ? 1 : before.generation() + 1,
            before == null ? 1 : before.sequence() + 1,
            OffsetCommit.Kind.START,
            requireNonNull(start, "start"),
            provenance);
    add(claim);
    return new Writer(claim);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  @Override
  public String location() {
    return "the memory";
  }

  @Override
  public String toString() {
    return "offset store in memory";
  }

  private Deque<OffsetCommit> commits(StreamId stream) {
    requireOpen();
    requireNonNull(stream, "stream");
    Deque<OffsetCommit> commits = streams.get(stream);
    return commits == null ? new ArrayDeque<>() : commits;
  }

  private void add(OffsetCommit commit) {
    Deque<OffsetCommit> commits =
        streams.computeIfAbsent(commit.stream(), stream -> new ArrayDeque<>());
    commits.addFirst(commit);
    if (commits.size() > OffsetStores.KEPT) {
      commits.removeLast();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Cannot use the " + this + ": it is closed");
    }
  }

  private final class Writer implements OffsetWriter {

    private OffsetCommit latest;
    private boolean released;

    Writer(OffsetCommit claim) {
      latest = claim;
    }

    @Override
    public OffsetCommit latest() {
      synchronized (InMemoryOffsetStore.this) {
        return latest;
      }
    }

    @Override
    public OffsetCommit append(
        OffsetCommit.Kind kind, TopicOffsets offsets, Provenance provenance) {
      synchronized (InMemoryOffsetStore.this) {
        OffsetCommit newest = commits(latest.stream()).getFirst();
        if (released) {
          throw Writers.closed(latest.stream());
        }
        OffsetCommit next = Writers.next(latest, kind, offsets, provenance);
        if (newest.generation() != latest.generation()) {
          throw new StaleWriterException(latest.stream(), latest.generation(), newest.generation());
        }
        add(next);
        latest = next;
        return latest;
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryOffsetStore.this) {
        released = true;
      }
    }
  }
}
