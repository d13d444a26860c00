package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.checkpoint.CheckpointOffsets;
import io.github.kafkaspark.offsets.checkpoint.CheckpointWarning;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;

/** Says of a checkpoint that it overrules what is stored, and the way out. */
final class Overruled {

  private Overruled() {}

  /**
   * Of one that was named, and wins.
   *
   * @param storedBy the query that has stored where the stream is; empty if that is not known
   */
  static String warning(
      StreamId stream,
      CheckpointOffsets checkpoint,
      OtherPlaces places,
      Optional<String> storedBy) {
    String others =
        storedBy
            .filter(query -> checkpoint.queryId().filter(id -> !id.equals(query)).isPresent())
            .map(query -> " by query " + query + ", another one")
            .orElse("");
    return String.format(
        "Stream '%s' begins where checkpoint %s stands, which overrules what is stored%s: %s; to begin "
            + "where it is stored, start the query with a new checkpoint",
        stream, checkpoint.location(), others, places);
  }

  /**
   * Of one that was named, and does not win.
   *
   * @param rewind the commit by which a person has moved the stream; empty if the policy fails
   * @param named as which it was named
   */
  static String refusal(
      StreamId stream,
      CheckpointOffsets checkpoint,
      OtherPlaces places,
      Optional<OffsetCommit> rewind,
      NamedCheckpoint named) {
    if (rewind.filter(SkipMark::is).isPresent()) {
      return String.format(
          "Cannot resume '%s' with checkpoint %s: %s; name and start with a new output folder and a new "
              + "checkpoint, and the query begins where the stream is stored; only if all records "
              + "before the checkpoint are written, claim the stream there, once, by %s",
          stream,
          checkpoint.location(),
          SkipMark.text(rewind.get(), places),
          ClaimText.atCheckpoint(stream, named.expression));
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "Cannot resume '%s': checkpoint %s overrules %s: %s; to begin where it is stored, name "
                + "and start with a new checkpoint folder",
            stream,
            checkpoint.location(),
            rewind.map(Overruled::moved).orElse("where it is stored"),
            places));
    for (CheckpointWarning warning : checkpoint.warningsIfLeft()) {
      text.append(" (").append(warning).append(')');
    }
    return text.append("; to go on where the checkpoint stands, ")
        .append(
            rewind.isPresent()
                ? "claim the stream there, once, by "
                    + ClaimText.atCheckpoint(stream, named.expression)
                : "answer Surprise.CHECKPOINT by Answer.WIN")
        .toString();
  }

  /**
   * Of one that was not named, as the first report of a run shows.
   *
   * @param rewind the commit by which a person has moved the stream; empty if the policy fails
   */
  static String ofRun(OtherPlaces places, Optional<OffsetCommit> rewind) {
    if (rewind.filter(SkipMark::is).isPresent()) {
      return SkipMark.text(rewind.get(), places)
          + "; nothing of this run is committed; start the query with a new output folder and a new "
          + "checkpoint, and it begins where the stream is stored; only if all records before its own "
          + "checkpoint are written, claim the stream there, once, by "
          + "store.claim(…, CheckpointOffsets.read(…).asCommit())";
    }
    return String.format(
        "a checkpoint of the query overrules %s: %s; the query is stopped and nothing of it is "
            + "committed; start it with a new checkpoint, or, to go on where its own stands, %s",
        rewind.map(Overruled::moved).orElse("where the stream is stored"),
        places,
        rewind.isPresent()
            ? "claim the stream there, once, by store.claim(…, CheckpointOffsets.read(…).asCommit())"
            : "answer Surprise.CHECKPOINT by Answer.WIN");
  }

  private static String moved(OffsetCommit rewind) {
    Provenance by = rewind.provenance();
    return "that '" + by.writer() + "' moved the stream on purpose at " + by.time();
  }
}
