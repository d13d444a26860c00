package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.kafkaspark.offsets.store.JsonFields;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.NewCommit.Kind;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of a stream that is copied, renamed or forgotten: see {@link Streams}. To make one
 * changes nothing; {@link #execute} does it. It cannot be changed, and is for one thread at a time.
 */
public final class StreamChange {

  /** What is done. */
  private enum Change {
    COPY,
    RENAME,
    FORGET;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Change change;
  private final StandingStream source;

  /** Null if there is none. */
  private final StandingStream target;

  private final boolean replaces;

  private StreamChange(
      Change change, StandingStream source, StandingStream target, boolean replaces) {
    this.change = change;
    this.source = source;
    this.target = target;
    this.replaces = replaces;
  }

  static StreamChange copy(StandingStream source, StandingStream target) {
    return new StreamChange(Change.COPY, source, target, false);
  }

  static StreamChange rename(StandingStream source, StandingStream target) {
    return new StreamChange(Change.RENAME, source, target, false);
  }

  static StreamChange forget(StandingStream source) {
    return new StreamChange(Change.FORGET, source, null, false);
  }

  /** The same, which may replace a stream of the new name. */
  public StreamChange replacing() {
    return new StreamChange(change, source, target, true);
  }

  /** The stream. */
  public StreamId stream() {
    return source.stream;
  }

  /** Its new name; empty if it is forgotten. */
  public Optional<StreamId> newName() {
    return Optional.ofNullable(target).map(each -> each.stream);
  }

  /** Where the stream stands. */
  public OffsetCommit commit() {
    return source.commit.get();
  }

  /** Who has made that commit. */
  public StreamOwner owner() {
    return source.owner().get();
  }

  /** Where a stream of the new name stands, which only {@link #replacing} replaces. */
  public Optional<OffsetCommit> replaced() {
    return Optional.ofNullable(target).flatMap(each -> each.commit);
  }

  /**
   * Whether only {@link Fence#OWNER} will do, since an owner has not ended in order whom it
   * replaces. A copy replaces none but that of a stream of the new name.
   */
  public boolean needsFence() {
    return replacedOwners().anyMatch(owner -> !owner.isClosed());
  }

  private Stream<StreamOwner> replacedOwners() {
    Stream<StreamOwner> ofTarget = target == null ? Stream.empty() : streamOf(target.owner());
    return change == Change.COPY ? ofTarget : Stream.concat(streamOf(source.owner()), ofTarget);
  }

  private static Stream<StreamOwner> streamOf(Optional<StreamOwner> owner) {
    return owner.map(Stream::of).orElseGet(Stream::empty);
  }

  /**
   * Does it. What is stopped before the end has changed no stream's place: of a copy there is
   * nothing or all, a rename may leave both names, and a stream that was to be forgotten stands
   * where it was; its owner is replaced then.
   *
   * @return the commit under the new name, durable; empty if the stream is forgotten
   * @throws NullPointerException if {@code fence} is null
   * @throws IllegalStateException if a stream has changed since the look, an owner has not ended in
   *     order and {@code fence} is {@link Fence#NOBODY}, or the new name is taken and this is not
   *     {@link #replacing}; nothing is changed then
   * @throws StaleWriterException if somebody else has claimed the stream meanwhile
   * @throws OffsetStoreException if a store cannot be read or written; the message says what is
   *     there
   */
  public Optional<OffsetCommit> execute(Fence fence) {
    requireNonNull(fence, "fence");
    if (replaced().isPresent() && !replaces) {
      throw source.refusal(
          String.format(
              "there is a stream '%s' in the %s, at %s; take another name, or replace that stream on "
                  + "purpose",
              target.stream, target.store, replaced().get().offsets()));
    }
    if (change == Change.COPY) {
      OffsetCommit newest = source.store.latest(source.stream).orElseThrow(this::isGone);
      return Optional.of(write(fence, content(newest)));
    }
    try (Takeover claim = Takeover.of(source, fence)) {
      OffsetCommit newest = claim.newest();
      Optional<OffsetCommit> renamed =
          change == Change.RENAME ? Optional.of(write(fence, content(newest))) : Optional.empty();
      forget(claim, newest);
      return renamed;
    }
  }

  private IllegalStateException isGone() {
    return source.refusal("it is not stored any more; nothing is changed");
  }

  /** What the copy is: a place that a person has moved the stream to stays one. */
  private NewCommit content(OffsetCommit newest) {
    Kind kind = Rewinds.last(source.store, newest).isPresent() ? Kind.REWIND : newest.kind();
    return NewCommit.of(kind, newest.offsets(), newest.provenance().asClosed())
        .withIdentities(newest.identities());
  }

  private OffsetCommit write(Fence fence, NewCommit content) {
    try (Takeover claim = Takeover.of(target, fence)) {
      return claim.append(content);
    }
  }

  private void forget(Takeover claim, OffsetCommit newest) {
    OffsetStore store = source.store;
    try {
      OffsetCommit unused =
          claim.append(NewCommit.forgotten(newest.offsets(), Mover.now().asClosed()));
      if (store.latest(source.stream).isPresent()) {
        throw source.refusal("somebody has claimed it since; plan again");
      }
    } catch (RuntimeException e) {
      if (change == Change.RENAME) {
        throw new OffsetStoreException(
            String.format(
                "Cannot rename '%s' wholly: '%s' is there, and the old name may be, too; forget that: %s",
                source.stream, target.stream, e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** One line for people. */
  @Override
  public String toString() {
    String what = change.word() + " '" + source.stream + "' in the " + source.store;
    switch (change) {
      case COPY:
        return what + " to '" + target.stream + "' in the " + target.store;
      case RENAME:
        return what + " to '" + target.stream + "'";
      default:
        return what;
    }
  }

  /** A few lines for people: where the stream stands, its owner, and what would be replaced. */
  public String describe() {
    return this
        + "\n"
        + place(source)
        + replaced()
            .map(unused -> "\nreplaces '" + target.stream + "': " + place(target))
            .orElse("");
  }

  private static String place(StandingStream standing) {
    OffsetCommit commit = standing.commit.get();
    return String.format(
        Locale.ROOT,
        "it stands at generation %d, sequence %d, a %s: %s; owner %s",
        commit.generation(),
        commit.sequence(),
        commit.kind(),
        commit.offsets(),
        standing.owner().get());
  }

  /**
   * One JSON object on a line. Version 1 has {@code version}, {@code change} ({@code copy}, {@code
   * rename} or {@code forget}), {@code stream}, {@code newName} or null; {@code commit} and {@code
   * owner} as {@link RewindPlan#toJson} has them; {@code offsets} in Spark's form; {@code replaced}
   * and {@code replacedOwner}, which are null if the new name is free.
   */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.writer(text)) {
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeStringField("change", change.word());
      json.writeStringField("stream", source.stream.name());
      json.writeStringField("newName", newName().map(StreamId::name).orElse(null));
      RewindJson.write(json, "commit", source.commit);
      RewindJson.writeOwner(json, "owner", source.owner());
      json.writeFieldName("offsets");
      json.writeRawValue(commit().offsets().toJson());
      RewindJson.write(json, "replaced", replaced());
      RewindJson.writeOwner(
          json, "replacedOwner", Optional.ofNullable(target).flatMap(StandingStream::owner));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
