package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.function.Function;

/**
 * Where a batch ends, decided when its source loads. An ending offset is the next one to read
 * afterwards, so the batch does not read the record that has it.
 *
 * <p>The factories here are the common choices. A choice of one's own is a function, by {@link
 * #of}, or a subclass. A load asks it once, on the caller's thread.
 */
public abstract class EndingOffsets {

  /** For an end of one's own. */
  protected EndingOffsets() {}

  /**
   * Decides where each partition ends. A selected partition that the answer does not name ends at
   * {@link BrokerOffsets#end()}.
   *
   * @param brokers what the brokers have of the partitions that the source selects
   * @return for partitions of {@link BrokerOffsets#partitions()} the next offset after the batch;
   *     one that is not selected, is outside what the broker has, or is below the start makes the
   *     load fail
   * @throws RuntimeException to stop the load; it reaches the caller, with a suppressed one that
   *     names this end and the source
   */
  public abstract TopicOffsets resolve(BrokerOffsets brokers);

  /** Asks it for a source. */
  TopicOffsets decide(BrokerOffsets brokers) {
    return HostCode.ask(
        "end", this, brokers, () -> requireNonNull(resolve(brokers), "ending offsets"));
  }

  /** What {@code describe} shows of it; the name of its class unless a subclass says more. */
  @Override
  public String toString() {
    return getClass().getTypeName();
  }

  /**
   * Where this function says, which does what {@link #resolve} is to do.
   *
   * @throws NullPointerException if {@code function} is null
   */
  public static EndingOffsets of(Function<BrokerOffsets, TopicOffsets> function) {
    requireNonNull(function, "function");
    return new EndingOffsets() {
      @Override
      public TopicOffsets resolve(BrokerOffsets brokers) {
        return function.apply(brokers);
      }

      @Override
      public String toString() {
        return "a function";
      }
    };
  }

  /** Every partition at its end as it is while the source loads. */
  public static EndingOffsets latest() {
    return new NamedEnd("latest", BrokerOffsets::end);
  }

  /**
   * Exactly these offsets. They must name each partition that the source selects, and no other; if
   * not, the load fails with an {@link IllegalArgumentException} that names the partitions.
   *
   * @throws NullPointerException if {@code offsets} is null
   */
  public static EndingOffsets at(TopicOffsets offsets) {
    requireNonNull(offsets, "offsets");
    return new NamedEnd(
        "at " + offsets,
        brokers -> {
          Ranges.requireAll("ending", offsets, brokers);
          return offsets;
        });
  }

  /**
   * Each partition ends before its first record of this time or later, by the records' timestamps;
   * without such a record, at its end. The batch does not read an older record behind that one.
   *
   * @throws NullPointerException if {@code instant} is null
   */
  public static EndingOffsets before(Instant instant) {
    requireNonNull(instant, "instant");
    return new NamedEnd(
        "before " + instant, brokers -> brokers.end().merge(brokers.byTime(instant)));
  }
}
