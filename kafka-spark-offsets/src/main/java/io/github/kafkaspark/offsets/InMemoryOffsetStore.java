package io.github.kafkaspark.offsets;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.offsets.store.WriteAccess;
import io.github.kafkaspark.offsets.store.WriterState;
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
final class InMemoryOffsetStore implements OffsetStore {

  private static final int KEPT = 20;

  /** Newest first; never empty once there. With tombstones, and what they hide. */
  private final Map<StreamId, Deque<OffsetCommit>> streams = new TreeMap<>();

  private boolean closed;

  @Override
  public synchronized Optional<OffsetCommit> latest(StreamId stream) {
    return history(stream).stream().findFirst();
  }

  @Override
  public synchronized List<OffsetCommit> history(StreamId stream) {
    return Collections.unmodifiableList(sinceForgotten(commits(stream)));
  }

  @Override
  public synchronized Set<StreamId> streams() {
    requireOpen();
    Set<StreamId> there = new TreeSet<>(streams.keySet());
    there.removeIf(stream -> streams.get(stream).getFirst().isForgotten());
    return Collections.unmodifiableSet(there);
  }

  @Override
  public synchronized OffsetWriter claim(StreamId stream, NewCommit start) {
    OffsetCommit before = commits(stream).peekFirst();
    OffsetCommit claim =
        OffsetCommit.of(
            stream,
            before == null ? 1 : before.generation() + 1,
            before == null ? 1 : before.sequence() + 1,
            requireNonNull(start, "start").requireStart());
    add(claim);
    return new Writer(claim);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  @Override
  public synchronized WriteAccess writeAccess() {
    requireOpen();
    return WriteAccess.yes();
  }

  @Override
  public Optional<String> boundToHost() {
    return Optional.of("the memory");
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

  private static List<OffsetCommit> sinceForgotten(Deque<OffsetCommit> commits) {
    List<OffsetCommit> since = new ArrayList<>();
    for (OffsetCommit commit : commits) {
      if (commit.isForgotten()) {
        break;
      }
      since.add(commit);
    }
    return since;
  }

  private void add(OffsetCommit commit) {
    Deque<OffsetCommit> commits =
        streams.computeIfAbsent(commit.stream(), stream -> new ArrayDeque<>());
    commits.addFirst(commit);
    if (commits.size() > KEPT) {
      commits.removeLast();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Cannot use the " + this + ": it is closed");
    }
  }

  private final class Writer implements OffsetWriter {

    private final WriterState<OffsetCommit> state;

    Writer(OffsetCommit claim) {
      state = new WriterState<>(claim);
    }

    @Override
    public OffsetCommit latest() {
      return state.latest();
    }

    @Override
    public OffsetCommit append(NewCommit content) {
      synchronized (InMemoryOffsetStore.this) {
        OffsetCommit next = state.latest().next(content);
        long newest = commits(next.stream()).getFirst().generation();
        state.requireWritable();
        if (newest != next.generation()) {
          throw state.replacedBy(newest);
        }
        add(next);
        state.accept(next);
        return next;
      }
    }

    @Override
    public void close() {
      state.close();
    }

    @Override
    public String toString() {
      return state + " in memory";
    }
  }
}
