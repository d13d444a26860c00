package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Streams as a text that goes to a file and comes back: JSON, or the CSV of {@code
 * kafka-consumer-groups.sh --reset-offsets --export}, which that tool takes by {@code --from-file}.
 *
 * <pre>{@code
 * Files.write(file, ExportedStreams.of(store.latest(orders).get()).toJson().getBytes(UTF_8));
 *
 * ExportedStream back = ExportedStreams.read(new String(Files.readAllBytes(file), UTF_8)).only();
 * Rewind.toExported(back).plan(store, orders, cluster).execute(Fence.NOBODY);
 * }</pre>
 *
 * <p>An immutable value.
 */
public final class ExportedStreams {

  private final List<ExportedStream> streams;

  private ExportedStreams(List<ExportedStream> streams) {
    this.streams = Collections.unmodifiableList(new ArrayList<>(streams));
  }

  /**
   * Where streams stand.
   *
   * @throws NullPointerException if an argument is null
   */
  public static ExportedStreams of(Collection<OffsetCommit> commits) {
    return new ExportedStreams(
        requireNonNull(commits, "commits").stream().map(ExportedStream::of).collect(toList()));
  }

  /** Where one stream stands. */
  public static ExportedStreams of(OffsetCommit commit) {
    return of(Collections.singleton(requireNonNull(commit, "commit")));
  }

  /**
   * Reads a text of either form: JSON if it begins with a brace. CSV has lines of {@code
   * topic,partition,offset} or {@code group,topic,partition,offset}, all of the same form; a field
   * with a comma or a quote stands in quotes.
   *
   * @throws NullPointerException if {@code text} is null
   * @throws IllegalArgumentException if it is of no such form, has a negative offset, or names a
   *     partition twice; the message has the line and the column
   */
  public static ExportedStreams read(String text) {
    String begun = requireNonNull(text, "text").startsWith("\uFEFF") ? text.substring(1) : text;
    return new ExportedStreams(
        begun.trim().startsWith("{") ? ExportJson.read(begun) : ExportCsv.read(begun));
  }

  /** The streams, in the order of the text; cannot be modified. */
  public List<ExportedStream> streams() {
    return streams;
  }

  /**
   * The one stream.
   *
   * @throws IllegalStateException if there is none, or several, which the message names
   */
  public ExportedStream only() {
    if (streams.size() != 1) {
      throw new IllegalStateException(
          "Cannot tell which stream is meant: there are "
              + streams.size()
              + (streams.isEmpty() ? "" : ": " + names() + "; name one"));
    }
    return streams.get(0);
  }

  /**
   * The stream or consumer group of this name.
   *
   * @throws NullPointerException if {@code name} is null
   * @throws IllegalStateException if there is none; the message has those that are there
   */
  public ExportedStream named(String name) {
    requireNonNull(name, "name");
    return streams.stream()
        .filter(stream -> stream.name().equals(Optional.of(name)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find '" + name + "' in the export: it has " + names()));
  }

  private String names() {
    return streams.isEmpty()
        ? "no stream"
        : streams.stream()
            .map(stream -> stream.name().map(text -> "'" + text + "'").orElse("one without a name"))
            .collect(joining(", "));
  }

  /**
   * All of it as one JSON object on a line: {@code {"version":1,"streams":[…]}}. A stream has its
   * {@code stream}, {@code offsets} in Spark's form, {@code clusters} with the ids of clusters and
   * topics as far as they are known, and {@code writer}, {@code time}, {@code application}, {@code
   * query}, {@code batch} and {@code closed} of its commit. Later versions of the library read it.
   */
  public String toJson() {
    return ExportJson.write(streams);
  }

  /**
   * The offsets as CSV, with the group's name in each line if there are several streams. It does
   * not say whose the offsets are.
   */
  public String toCsv() {
    return ExportCsv.write(streams);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExportedStreams && streams.equals(((ExportedStreams) other).streams);
  }

  @Override
  public int hashCode() {
    return streams.hashCode();
  }

  /** Their names. */
  @Override
  public String toString() {
    return "export of " + names();
  }
}
