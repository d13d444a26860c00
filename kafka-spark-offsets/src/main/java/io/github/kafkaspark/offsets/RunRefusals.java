package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out of the first report of a run why nothing of it may be committed. The lock of the
 * stream's state guards it.
 */
final class RunRefusals {

  private static final Logger LOG = LoggerFactory.getLogger(RunRefusals.class);

  private final StreamId id;
  private final SharedParts shared;
  private final StreamLife life;

  /** The claim whose query has lost its state, which is said once. */
  private StreamClaim withoutState;

  private boolean isOfSkip;

  /** The claim whose query a checkpoint has let begin elsewhere, which is said once. */
  private StreamClaim overruled;

  RunRefusals(StreamId id, SharedParts shared, StreamLife life) {
    this.id = id;
    this.shared = shared;
    this.life = life;
  }

  /** Whether the newest refusal is for a batch that a file sink has skipped. */
  boolean isOfSkip() {
    return isOfSkip;
  }

  /** Why a run without a load is not claimed for: it goes on behind a batch that was skipped. */
  Optional<String> ofSkip(ProgressOffsets first) {
    return SkipMark.last(shared.store, shared.store.latest(id))
        .filter(mark -> UnseenBatches.areBefore(first, Optional.of(mark)))
        .map(
            mark ->
                Overruled.ofRun(OtherPlaces.of(first.starts(), mark.offsets()), Optional.of(mark)));
  }

  /** Why nothing of a claim's run is committed and it is stopped; empty if it may go on. */
  Optional<String> refusal(StreamClaim current, ProgressOffsets first) {
    if (current.done() != null) {
      return Optional.empty();
    }
    Optional<String> refusal = ofCheckpoint(current, first);
    return refusal.isPresent() ? refusal : ofState(current, first);
  }

  private Optional<String> ofState(StreamClaim current, ProgressOffsets first) {
    if (!current.hasLostState(first)) {
      return Optional.empty();
    }
    if (withoutState != current) {
      withoutState = current;
      LOG.warn(
          "Stream '{}' goes on where it is recorded, but its query keeps state and has not the "
              + "checkpoint of the query that was recorded: windows, aggregates and duplicates know "
              + "nothing of what that one has done",
          id);
    }
    return shared.options.stopsWithoutState
        ? Optional.of(
            "the query has lost its state, so it is stopped and its batch is not committed; "
                + "start it with its checkpoint, or load its source at offsets from which the "
                + "state can be computed anew")
        : Optional.empty();
  }

  private Optional<String> ofCheckpoint(StreamClaim current, ProgressOffsets known) {
    if (current.overruled(known).isEmpty()) {
      return Optional.empty();
    }
    StreamRun run = life.run();
    OtherPlaces places = current.overruled(run == null ? known : run.first(known));
    Optional<OffsetCommit> rewind =
        (places.isEmpty() ? Optional.<OffsetCommit>empty() : current.rewind(shared.store))
            .filter(commit -> !SkipMark.lets(commit, Optional.of(known.query().toString())));
    if (places.isEmpty() || !(rewind.isPresent() || current.failsIfOverruled())) {
      return Optional.empty();
    }
    rewind.map(OffsetCommit::provenance).ifPresent(current::keepRewind);
    isOfSkip = rewind.filter(SkipMark::is).isPresent();
    String reason = Overruled.ofRun(places, rewind);
    if (overruled != current) {
      overruled = current;
      LOG.warn("Stream '{}' is not recorded: {}", id, reason);
    }
    return Optional.of(reason);
  }
}
