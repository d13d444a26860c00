package io.github.kafkaspark;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.function.Function;

/**
 * Where a source begins to read, decided when it loads.
 *
 * <p>The factories here are the common choices. A choice of one's own is a function, by {@link
 * #of}, or a subclass. A {@code load} asks it once, on the caller's thread. Each of them asks the
 * brokers in a few requests, whatever the number of partitions.
 *
 * <pre>{@code
 * StartingOffsets.earliest()
 * StartingOffsets.at(offsets).orElse(StartingOffsets.latest())
 * StartingOffsets.since(Instant.parse("2026-05-01T00:00:00Z")).orElse(StartingOffsets.latest())
 * StartingOffsets.committedBy("old-consumer").orFail()
 * }</pre>
 */
public abstract class StartingOffsets {

  private static final String ANSWER = "starting offsets";

  /** For a start of one's own. */
  protected StartingOffsets() {}

  /**
   * Decides where each partition begins. A selected partition that the answer does not name begins
   * at its earliest record at the time of the first read, so nothing of it is skipped; a warning
   * names it, unless the answer is empty or {@link #leavesOutOnPurpose} is true.
   *
   * @param brokers what the brokers have of the partitions that the source selects
   * @return for partitions of {@link BrokerOffsets#partitions()} the next offset to read; one that
   *     is not selected, or is outside what the broker has, makes the load fail
   * @throws RuntimeException to stop the load; it reaches the caller of {@code load}, with a
   *     suppressed one that names this start and the source
   */
  public abstract TopicOffsets resolve(BrokerOffsets brokers);

  /**
   * Whether a partition that the answer does not name is left out so that it begins at its earliest
   * record. False unless a subclass says otherwise: a warning then names such a partition, for it
   * may have been forgotten.
   */
  protected boolean leavesOutOnPurpose() {
    return false;
  }

  /**
   * What {@link #resolve} answers, as a source asks for it: with the warning of what the answer
   * leaves out, and the name of this start with what it throws. Call it, and not {@code resolve},
   * for a start that another one is made of.
   *
   * @throws NullPointerException if the answer is null
   */
  public final TopicOffsets decide(BrokerOffsets brokers) {
    if (leavesOutOnPurpose()) {
      return requireNonNull(resolve(brokers), ANSWER);
    }
    TopicOffsets offsets =
        HostCode.ask("start", this, brokers, () -> requireNonNull(resolve(brokers), ANSWER));
    return Ranges.sayUnnamed(toString(), offsets, brokers);
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
  public static StartingOffsets of(Function<BrokerOffsets, TopicOffsets> function) {
    requireNonNull(function, "function");
    return new StartingOffsets() {
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

  /** Every partition from its earliest record that still exists at the time of the first read. */
  public static StartingOffsets earliest() {
    // No number: the earliest one could age out before the first batch reads it.
    return new NamedStart("earliest", brokers -> TopicOffsets.empty());
  }

  /**
   * Every partition from its end as it is while the source loads. Unlike Spark's own {@code
   * latest}, records that arrive between the load and the first batch are read.
   */
  public static StartingOffsets latest() {
    return new NamedStart("latest", BrokerOffsets::end);
  }

  /**
   * Exactly these offsets. They must name each partition that the source selects, unless {@link
   * Exact#orElse} says what the others do, and no other: Spark would find out only after the query
   * has started; the load refuses it with an {@link IllegalArgumentException} that names the
   * partitions.
   *
   * @throws NullPointerException if {@code offsets} is null
   */
  public static Exact at(TopicOffsets offsets) {
    return new StartAt(requireNonNull(offsets, "offsets"));
  }

  /**
   * Each partition from its first record that is of this time or later, by the records' timestamps.
   * The query reads the records behind it whatever their time. Say where a partition begins that
   * has no record so young: {@code since(noon).orElse(latest())} or {@code since(noon).orFail()}.
   *
   * <p>The library asks the brokers, so it is the same on every Spark version. Timestamps are the
   * producers' clocks, or the brokers' where a topic has {@code LogAppendTime}.
   *
   * @throws NullPointerException if {@code instant} is null
   */
  public static Partial since(Instant instant) {
    requireNonNull(instant, "instant");
    return new PartialStart(
        "since " + instant,
        brokers -> brokers.byTime(instant),
        "no record is so young in",
        "begin those at their end");
  }

  /**
   * Each partition from where a consumer group has committed; the library does not join the group.
   * Say where a partition begins for which the group has committed nothing: {@code
   * committedBy("orders").orElse( earliest())} or {@code committedBy("orders").orFail()}.
   *
   * <p>Brokers forget a group that nobody commits to for {@code offsets.retention.minutes}. A
   * committed offset that is outside what the brokers have makes the load fail.
   *
   * @throws NullPointerException if {@code group} is null
   * @throws IllegalArgumentException if it is blank
   */
  public static Partial committedBy(String group) {
    BrokerLookup.requireGroup(group);
    return new PartialStart(
        "where group '" + group + "' has committed",
        brokers -> brokers.committed(group),
        "it has committed nothing for",
        "check the group's name, or begin those elsewhere");
  }

  /**
   * Where a function says, for the partitions that it knows. {@link Partial#orElse} and {@link
   * Partial#orFail} decide on the others.
   *
   * @param text what {@code describe} and messages call it, such as {@code "where the file says"}
   * @param why what a message says before the partitions that it does not know, such as {@code "the
   *     file has no line for"}
   * @throws NullPointerException if an argument is null
   */
  public static Partial partly(
      String text, Function<BrokerOffsets, TopicOffsets> function, String why) {
    requireNonNull(text, "text");
    requireNonNull(function, "function");
    return new PartialStart(
        text,
        brokers -> HostCode.ask("start", text, brokers, () -> function.apply(brokers)),
        requireNonNull(why, "why"),
        "begin those elsewhere");
  }

  /** A start that may not know each partition; the caller says where the others begin. */
  public abstract static class Partial {

    Partial() {}

    /**
     * Partitions that it does not know begin there.
     *
     * @throws NullPointerException if {@code fallback} is null
     */
    public abstract StartingOffsets orElse(StartingOffsets fallback);

    /**
     * If there is a partition that it does not know, the load fails with an {@link
     * IllegalStateException} that names it.
     */
    public abstract StartingOffsets orFail();
  }

  /** A start at given offsets. */
  public abstract static class Exact extends StartingOffsets {

    Exact() {}

    /**
     * Partitions that have no offset begin there.
     *
     * @throws NullPointerException if {@code fallback} is null
     */
    public abstract StartingOffsets orElse(StartingOffsets fallback);
  }
}
