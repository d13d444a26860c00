package io.github.kafkaspark.offsets.move;

import static java.util.Objects.requireNonNull;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.StreamId;

/**
 * Copies, renames and forgets streams. Each looks, and {@link StreamChange#execute} does it.
 *
 * <pre>{@code
 * StreamChange copy = Streams.copy(files, StreamId.of("orders"), database, StreamId.of("orders"));
 * System.out.println(copy.describe());
 * copy.execute(Fence.NOBODY);
 * }</pre>
 *
 * <p>None of them needs Spark or the brokers.
 */
public final class Streams {

  private Streams() {}

  /**
   * Copies where a stream stands, whose its offsets are and who has committed them; not its
   * history. The stream may run meanwhile: the copy has the newest commit at its execution.
   *
   * @param as the name of the copy
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if a store cannot be read
   * @throws IllegalStateException if the stream is not stored, or both are the same place, or have
   *     the same commit, as a store that was opened twice does
   */
  public static StreamChange copy(OffsetStore from, StreamId stream, OffsetStore to, StreamId as) {
    StandingStream source = look("copy", from, stream);
    StandingStream target =
        StandingStream.look("copy to", requireNonNull(to, "to"), requireNonNull(as, "as"));
    if (from == to && stream.equals(as)) {
      throw source.refusal("the copy would be in the same place; give another store or name");
    }
    if (target.commit.isPresent() && target.commit.equals(source.commit)) {
      throw source.refusal(
          String.format(
              "'%s' in the %s stands at the same commit: it is this stream, or a copy of it; give "
                  + "another store or name",
              as, to));
    }
    return StreamChange.copy(source, target);
  }

  /**
   * Gives a stream another name in its store: copies it and forgets the old name, in this order.
   *
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if the stream is not stored, or has that name
   */
  public static StreamChange rename(OffsetStore store, StreamId stream, StreamId as) {
    StandingStream source = look("rename", store, stream);
    if (stream.equals(requireNonNull(as, "as"))) {
      throw source.refusal("that is its name; give another one");
    }
    return StreamChange.rename(source, StandingStream.look("rename to", store, as));
  }

  /**
   * Forgets a stream: for every reader it is as if it had never been stored, and a start begins for
   * the first time. No older writer wins afterwards, since the store keeps its generation.
   *
   * @throws NullPointerException if an argument is null
   * @throws OffsetStoreException if the store cannot be read
   * @throws IllegalStateException if the stream is not stored
   */
  public static StreamChange forget(OffsetStore store, StreamId stream) {
    return StreamChange.forget(look("forget", store, stream));
  }

  private static StandingStream look(String verb, OffsetStore store, StreamId stream) {
    return StandingStream.look(
            verb, requireNonNull(store, "store"), requireNonNull(stream, "stream"))
        .requireStored();
  }
}
