package io.github.kafkaspark.offsets;

import io.github.kafkaspark.offsets.move.Rewinds;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Optional;

/**
 * The commit that keeps a stream where it is after a file sink has skipped a batch. Spark notes
 * such a batch as done, so the next start with that checkpoint would begin behind it: only the
 * store can tell by then. It is a REWIND, which each release and each store knows, and which no
 * checkpoint overrules; here but one does, that of the query which has done what is stored.
 */
final class SkipMark {

  /** The rest of the writer is the driver's, by which two drivers are told apart. */
  private static final String WRITER = "skip of a file sink, seen by ";

  private SkipMark() {}

  /**
   * Who keeps the stream at this commit, which a query has led it to.
   *
   * @param by who has seen the skip
   */
  static Provenance of(OffsetCommit place, Provenance by) {
    Provenance mark = Provenance.of(WRITER + by.writer(), by.time());
    mark = by.applicationId().map(mark::withApplication).orElse(mark);
    Optional<String> query = queryOf(Optional.of(place));
    if (query.isPresent()) {
      mark = mark.withBatch(query.get(), place.provenance().batchId().orElse(0));
    }
    return mark;
  }

  /** Whether a REWIND is such a mark, and no person's. */
  static boolean is(OffsetCommit rewind) {
    return rewind.provenance().writer().startsWith(WRITER);
  }

  /** Whether a REWIND is a mark that lets the checkpoint of a query overrule it. */
  static boolean lets(OffsetCommit rewind, Optional<String> query) {
    return is(rewind) && query.isPresent() && query.equals(queryOf(Optional.of(rewind)));
  }

  /** The query that has made a commit; empty if it does not say. */
  static Optional<String> queryOf(Optional<OffsetCommit> commit) {
    return commit.map(OffsetCommit::provenance).flatMap(Provenance::queryId);
  }

  /** Claims a stream whose run no source was loaded for, and which nobody keeps there yet. */
  static void keep(OffsetStore store, StreamId stream, Provenance by) {
    Optional<OffsetCommit> stored = store.latest(stream);
    if (stored.isPresent()
        && !Rewinds.last(store, stored.get()).isPresent()
        && !OwnClaims.isTheHosts(store, stream)) {
      OffsetCommit place = stored.get();
      Provenance mark = of(place, by);
      ClaimWriter writer =
          ClaimWriter.claim(
              store,
              stream,
              NewCommit.start(place.offsets(), mark).withIdentities(place.identities()));
      OffsetCommit unused =
          writer.append(NewCommit.rewind(place.offsets(), mark).withIdentities(place.identities()));
      writer.close();
    }
  }

  /** The mark that keeps a stream where it is; empty if none does. */
  static Optional<OffsetCommit> last(OffsetStore store, Optional<OffsetCommit> newest) {
    return newest.flatMap(commit -> Rewinds.last(store, commit)).filter(SkipMark::is);
  }

  /** Says of a query's checkpoint that it leaves out what was skipped. */
  static String text(OffsetCommit mark, OtherPlaces places) {
    return String.format(
        "a file sink has skipped a batch of this stream at %s, which the query's checkpoint has as done: "
            + "it begins at %s",
        mark.provenance().time(), places);
  }
}
