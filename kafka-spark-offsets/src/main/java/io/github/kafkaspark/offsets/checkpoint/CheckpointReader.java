package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One look at a checkpoint: decides where its query stands. */
final class CheckpointReader {

  /** Of a query that goes on; its files do not change so often. */
  private static final int LOOKS = 100;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern ID =
      Pattern.compile("\\{\"id\":\"([0-9a-f-]{36})\"\\}\\s*", Pattern.DOTALL);

  private static final Pattern VERSION = Pattern.compile("v(\\d{1,9})\\n.*", Pattern.DOTALL);
  private static final String NO_PLACE =
      ", so it does not say where the query is; begin from a store or a consumer group, or at offsets "
          + "of your own";

  private final CheckpointFiles files;

  CheckpointReader(CheckpointFiles files) {
    this.files = files;
  }

  /** The same, but a folder that is not there counts as that of a checkpoint without a query. */
  static CheckpointLook readOrNew(CheckpointFiles files) {
    try {
      return files.isAbsent() ? CheckpointLook.ofNone(files.toString()) : read(files);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read checkpoint " + files + ": " + e.getMessage(), e);
    }
  }

  static CheckpointLook read(CheckpointFiles files) {
    try {
      CheckpointReader reader = new CheckpointReader(files);
      reader.requireCheckpoint();
      CheckpointLook last = reader.look();
      for (int i = 1; i < LOOKS; i++) {
        CheckpointLook next = reader.look();
        if (next.equals(last)) {
          return last;
        }
        last = next;
      }
      throw cannot(files, "it changes faster than it can be read; stop its query, or try again");
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read checkpoint " + files + ": " + e.getMessage(), e);
    }
  }

  private static IllegalStateException cannot(CheckpointFiles files, String why) {
    return new IllegalStateException("Cannot read checkpoint " + files + ": " + why);
  }

  void requireCheckpoint() throws IOException {
    if (!files.exists()) {
      throw invalid("there is no such folder");
    }
    List<String> names = files.names("");
    for (String part : new String[] {"metadata", "offsets", "commits", "sources"}) {
      if (names.contains(part)) {
        return;
      }
    }
    names.removeIf(name -> name.startsWith("."));
    for (String name : names) {
      if (files.names(name).contains("metadata")) {
        throw invalid("it has none, but a folder in it has, '" + name + "'");
      }
    }
    if (!names.isEmpty()) {
      throw invalid("it has no metadata, offsets, commits or sources");
    }
  }

  private IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException(
        "Invalid checkpoint: '"
            + files
            + "' (expected the folder of a query's checkpoint): "
            + why);
  }

  private CheckpointLook look() throws IOException {
    NavigableSet<Long> offsets = batches("offsets");
    NavigableSet<Long> commits = batches("commits");
    Optional<String> damage = damage(offsets, commits);
    OptionalLong done = done(offsets, commits);
    if (done.isPresent()) {
      boolean isNewest = offsets.last() == done.getAsLong();
      return found(
          isNewest ? CheckpointState.BETWEEN_BATCHES : CheckpointState.UNFINISHED_BATCH,
          batch(done.getAsLong()).map(this::withStarts).get(),
          done,
          damage);
    }
    if (!commits.isEmpty() && hasReadable(commits)) {
      throw cannot(
          files, "it has the end of batch " + commits.last() + " and not its offsets" + NO_PLACE);
    }
    // What a query did before its commits were lost is done: the batch before the newest one.
    Long newest = offsets.isEmpty() ? null : offsets.last();
    Optional<SourceLines> before =
        newest == null || newest == 0 ? Optional.empty() : batch(newest - 1);
    if (before.isPresent()) {
      return found(
          CheckpointState.UNFINISHED_BATCH,
          withStarts(before.get()),
          OptionalLong.of(newest - 1),
          damage);
    }
    if (newest != null && newest > 0) {
      throw cannot(
          files,
          "it has neither the end of a batch nor the offsets of batch " + (newest - 1) + NO_PLACE);
    }
    List<TopicOffsets> starts = starts();
    CheckpointState state =
        newest == null ? CheckpointState.INITIAL_ONLY : CheckpointState.UNFINISHED_BATCH;
    return found(
        starts.isEmpty() && newest == null ? CheckpointState.NEW : state,
        SourceLines.lowest(starts),
        OptionalLong.empty(),
        damage);
  }

  private CheckpointLook found(
      CheckpointState state, TopicOffsets offsets, OptionalLong batch, Optional<String> damage)
      throws IOException {
    return new CheckpointLook(
        files.toString(),
        state,
        offsets,
        batch,
        queryId(),
        !files.names("state").isEmpty(),
        damage);
  }

  /** Of the newest batch Spark wants the offsets, and no end without them. */
  private Optional<String> damage(NavigableSet<Long> offsets, NavigableSet<Long> commits)
      throws IOException {
    if (!offsets.isEmpty() && !batch(offsets.last()).isPresent()) {
      return Optional.of("offsets/" + offsets.last() + " is empty, cut or damaged");
    }
    if (!commits.isEmpty() && !isReadableEnd(commits.last())) {
      return Optional.of("commits/" + commits.last() + " is empty, cut or damaged");
    }
    return !commits.isEmpty() && (offsets.isEmpty() || commits.last() > offsets.last())
        ? Optional.of(
            "offsets/" + commits.last() + " is not there, and commits/" + commits.last() + " is")
        : Optional.empty();
  }

  /** The newest batch of which both files can be read; a damaged end counts as none. */
  private OptionalLong done(NavigableSet<Long> offsets, NavigableSet<Long> commits)
      throws IOException {
    for (long batch : commits.descendingSet()) {
      if (batch <= (offsets.isEmpty() ? -1 : offsets.last())
          && isReadableEnd(batch)
          && batch(batch).isPresent()) {
        return OptionalLong.of(batch);
      }
    }
    return OptionalLong.empty();
  }

  private boolean hasReadable(NavigableSet<Long> commits) throws IOException {
    for (long batch : commits) {
      if (isReadableEnd(batch)) {
        return true;
      }
    }
    return false;
  }

  boolean isReadableEnd(long batch) throws IOException {
    String file = "commits/" + batch;
    Optional<byte[]> bytes = files.read(file);
    if (!bytes.isPresent()) {
      return false;
    }
    String text = new String(bytes.get(), UTF_8);
    requireVersion(file, text, 3);
    return text.matches("(?s)v\\d\\n\\{.*\\}\\s*");
  }

  Optional<SourceLines> batch(long batch) throws IOException {
    String file = "offsets/" + batch;
    Optional<byte[]> bytes = files.read(file);
    if (!bytes.isPresent()) {
      return Optional.empty();
    }
    requireVersion(file, new String(bytes.get(), UTF_8), 2);
    return SourceLines.ofBatch(bytes.get());
  }

  /** What a newer Spark writes may mean something else. */
  private void requireVersion(String file, String text, int newest) {
    Matcher version = VERSION.matcher(text);
    if (version.matches() && Integer.parseInt(version.group(1)) > newest) {
      throw cannot(
          files,
          String.format(
              "%s is of version %s, and this library knows up to %d; a newer release may know it",
              file, version.group(1), newest));
    }
  }

  /** A source that has given nothing in a batch is where it began. */
  private TopicOffsets withStarts(SourceLines lines) {
    if (!lines.hasGaps()) {
      return lines.offsets();
    }
    try {
      List<TopicOffsets> starts = starts();
      if (starts.size() <= lines.kafkaSources()) {
        return lines.offsets(); // The gap is of another kind of source.
      }
      starts.add(lines.offsets());
      return SourceLines.lowest(starts);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read checkpoint " + files + ": " + e.getMessage(), e);
    }
  }

  /** Where the Kafka sources began. */
  List<TopicOffsets> starts() throws IOException {
    List<TopicOffsets> starts = new ArrayList<>();
    for (String source : files.names("sources")) {
      Optional<byte[]> bytes = files.read("sources/" + source + "/0");
      if (bytes.isPresent()) {
        SourceLines.ofStart(bytes.get())
            .filter(lines -> lines.kafkaSources() > 0)
            .ifPresent(lines -> starts.add(lines.offsets()));
      }
    }
    return starts;
  }

  Optional<String> queryId() throws IOException {
    return files
        .read("metadata")
        .map(bytes -> ID.matcher(new String(bytes, UTF_8)))
        .filter(Matcher::matches)
        .map(found -> found.group(1));
  }

  private NavigableSet<Long> batches(String directory) throws IOException {
    NavigableSet<Long> batches = new TreeSet<>();
    for (String name : files.names(directory)) {
      if (NUMBER.matcher(name).matches()) {
        batches.add(Long.parseLong(name));
      }
    }
    return batches;
  }
}
