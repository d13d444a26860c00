package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.Fence;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.tool.output.Console;
import java.util.List;
import java.util.Optional;

/** A plan of the library, as {@link Changing} shows and makes it. */
interface Change {

  /** What it is, such as {@code rewind 'orders'}: for the sentence "Cannot …". */
  String what();

  /** Prints it for people, one line or more. */
  void describe(Console console);

  /** It for programs: an object. */
  String toJson();

  /** Why it is not to be made, with the way out; empty if nothing but an owner is in the way. */
  Optional<String> refusal();

  /**
   * Those that it would replace, and that have not ended in order, or nobody knows; only {@code
   * --fence} does.
   */
  List<String> living();

  /**
   * Makes it.
   *
   * @return the commit by which it was made; empty if the stream is forgotten
   */
  Optional<OffsetCommit> execute(Fence fence);
}
