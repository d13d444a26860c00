package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StaleWriterException;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a {@link Rewind} would take each partition of a stream, and what that costs in records. To
 * make one changes nothing; {@link #execute} moves.
 *
 * <p>Its text is a line, {@link #describe} has one for each partition, and {@link #toJson} is for
 * programs. It cannot be changed; {@code execute} is for one thread at a time.
 */
public final class RewindPlan {

  private final StandingStream standing;
  private final String target;
  private final List<RewindLine> lines;
  private final TopicOffsets offsets;
  private final Map<String, TopicIdentity> identities;

  /** The checkpoint that the query is to be started with; null if none was named. */
  private final CheckpointOffsets checkpoint;

  RewindPlan(
      StandingStream standing,
      String target,
      List<RewindLine> lines,
      TopicOffsets offsets,
      Map<String, TopicIdentity> identities) {
    this(
        standing,
        target,
        Collections.unmodifiableList(new ArrayList<>(lines)),
        offsets,
        identities,
        null);
  }

  private RewindPlan(
      StandingStream standing,
      String target,
      List<RewindLine> lines,
      TopicOffsets offsets,
      Map<String, TopicIdentity> identities,
      CheckpointOffsets checkpoint) {
    this.standing = standing;
    this.target = target;
    this.lines = lines;
    this.offsets = offsets;
    this.identities = identities;
    this.checkpoint = checkpoint;
  }

  /**
   * The same for a query that will be started with this checkpoint. If a query has begun with it
   * and it stands elsewhere than the stream will, it would overrule the rewind: {@link #execute}
   * then refuses.
   *
   * @throws NullPointerException if {@code checkpoint} is null
   */
  public RewindPlan withCheckpoint(CheckpointOffsets checkpoint) {
    return new RewindPlan(
        standing, target, lines, offsets, identities, requireNonNull(checkpoint, "checkpoint"));
  }

  /** The stream. */
  public StreamId stream() {
    return standing.stream;
  }

  /** Where it goes, in words: what comes behind "rewind". */
  public String target() {
    return target;
  }

  /**
   * The commit that it would go from; empty if the stream is not stored, or another program has
   * written over it.
   */
  public Optional<OffsetCommit> commit() {
    return standing.commit;
  }

  /**
   * Who has made that commit; empty if the stream is not stored, or another program has written
   * over it.
   */
  public Optional<StreamOwner> owner() {
    return standing.owner();
  }

  /**
   * Whether only {@link Fence#OWNER} will do, since the owner has not ended in order, or another
   * program has written over the commit that says who that is.
   */
  public boolean needsFence() {
    return owner().map(owner -> !owner.isClosed()).orElse(standing.isOfUnknownOwner());
  }

  /** A line for each partition that was looked at, in order; cannot be modified. */
  public List<RewindLine> lines() {
    return lines;
  }

  /** All offsets of the stream afterwards, those of partitions that stay too. */
  public TopicOffsets offsets() {
    return offsets;
  }

  /** The {@link RewindLine#readAgain() records read again}; empty unless all lines know. */
  public OptionalLong readAgain() {
    return RewindTexts.sum(lines, RewindLine::readAgain);
  }

  /** The {@link RewindLine#skipped() records skipped}; empty unless all lines know. */
  public OptionalLong skipped() {
    return RewindTexts.sum(lines, RewindLine::skipped);
  }

  /** The {@link RewindLine#gone() records gone}; empty unless all lines know. */
  public OptionalLong gone() {
    return RewindTexts.sum(lines, RewindLine::gone);
  }

  /**
   * Why the {@link #withCheckpoint checkpoint} would overrule the rewind, in words; empty if none
   * would, or none was named.
   */
  public Optional<String> overruled() {
    return checkpoint == null
        ? Optional.empty()
        : RewindTexts.overruled(checkpoint, offsets, lines);
  }

  /**
   * Moves the stream: claims it where it stands, and commits the new offsets as a {@link
   * NewCommit.Kind#REWIND}. Whatever stops it in between, the stream stands where it was, and its
   * owner is replaced. Afterwards nobody owns it.
   *
   * <p>A batch that a living owner commits after the plan counts: with {@link Fence#OWNER} the
   * partitions that stay keep what it has come to.
   *
   * @return the commit, durable
   * @throws NullPointerException if {@code fence} is null
   * @throws IllegalStateException if the stream has changed since the plan, its owner has not ended
   *     in order and {@code fence} is {@link Fence#NOBODY}, or the checkpoint would overrule it;
   *     nothing is changed then
   * @throws StaleWriterException if somebody else has claimed the stream meanwhile
   * @throws OffsetStoreException if the store cannot be read or written; the message says whether
   *     the stream stands where it was
   */
  public OffsetCommit execute(Fence fence) {
    requireNonNull(fence, "fence");
    Optional<String> overruled = overruled();
    if (overruled.isPresent()) {
      throw standing.refusal(overruled.get());
    }
    try (Takeover claim = Takeover.of(standing, fence)) {
      return claim.append(
          NewCommit.rewind(offsetsFrom(claim.newest()), Mover.now().asClosed())
              .withIdentities(identities));
    }
  }

  /** The new offsets, and of what stays what the owner has come to. */
  private TopicOffsets offsetsFrom(OffsetCommit newest) {
    if (newest.offsets().equals(standing.offsets())) {
      return offsets;
    }
    Map<TopicPartition, Long> all = new HashMap<>(newest.offsets().asMap());
    for (RewindLine line : lines) {
      if (line.wanted().isPresent()) {
        all.put(line.partition(), line.to().getAsLong());
      } else if (!line.to().isPresent()) {
        all.remove(line.partition());
      }
    }
    return TopicOffsets.of(all);
  }

  /** One line: where to, how many partitions, and what it costs. */
  @Override
  public String toString() {
    return "Stream '" + stream() + "' " + target + ": " + RewindTexts.summary(lines);
  }

  /**
   * A table for people, a line for each partition, with the commit and the owner before it; and
   * what a checkpoint would do behind it.
   */
  public String describe() {
    return RewindTexts.describe(this.toString(), standing, lines)
        + "\n"
        + overruled()
            .orElse(
                "the query needs a new checkpoint folder: one that it has begun with would overrule this, "
                    + "so its start is refused");
  }

  /**
   * The plan as one JSON object on a line. Version 1 has these fields, all of them always:
   *
   * <ul>
   *   <li>{@code version} is 1. A later library may add fields under the same version, so leave out
   *       what you do not know.
   *   <li>{@code stream}, {@code target}; {@code commit} with {@code generation}, {@code sequence},
   *       {@code kind} and {@code time}, or null if the stream is not stored; {@code owner} with
   *       {@code writer}, {@code application} or null, {@code ageSeconds} and {@code closed}, or
   *       null; {@code overruled}, the text or null.
   *   <li>{@code readAgain}, {@code skipped}, {@code gone}: the sums, null if one is unknown.
   *   <li>{@code partitions}, each with {@code topic}, {@code partition}, {@code from}, {@code
   *       wanted}, {@code to}, {@code first}, {@code end}, {@code readAgain}, {@code skipped},
   *       {@code gone} and {@code note}, null where there is none.
   * </ul>
   */
  public String toJson() {
    return RewindJson.write(stream(), target, commit(), owner(), overruled(), lines);
  }
}
