package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.kafkaspark.internal.LoggedOnce;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A start or an end that a host has written, be it a function or a subclass, in any package. */
class OwnStartTest {

  private static final TopicOffsets END =
      TopicOffsets.empty().withOffset("orders", 0, 10).withOffset("orders", 1, 0);
  private static final TopicOffsets SOME = TopicOffsets.empty().withOffset("orders", 0, 7);

  private final BrokerOffsets brokers = new Brokers(Optional.of("Subscribe[orders]"));

  /** Begins where it is told, and may throw that. */
  private static class Told extends StartingOffsets {

    private final TopicOffsets start;

    Told(TopicOffsets start) {
      this.start = start;
    }

    @Override
    public TopicOffsets resolve(BrokerOffsets brokers) {
      return start;
    }

    @Override
    public String toString() {
      return "as told";
    }
  }

  private static final class OnPurpose extends Told {

    OnPurpose(TopicOffsets start) {
      super(start);
    }

    @Override
    protected boolean leavesOutOnPurpose() {
      return true;
    }
  }

  private String warnings(StartingOffsets start, TopicOffsets expected) {
    try (CapturedLog log = CapturedLog.atDebug(LoggedOnce.class.getName())) {
      assertThat(start.decide(brokers)).isEqualTo(expected);
      return log.text();
    }
  }

  @Test
  void isNamedWithThePartitionsThatItLeavesOut() {
    String text =
        "The starting offsets of %s have no offset for [orders-1], which begin at their earliest "
            + "record; if they are to begin elsewhere, add them, or use ";

    assertThat(warnings(StartingOffsets.of(all -> SOME), SOME))
        .contains(String.format(text, "a function"));
    assertThat(warnings(new Told(SOME), SOME)).contains(String.format(text, "as told"));
  }

  @Test
  void isNamedBehindAnother() {
    StartingOffsets.Partial partly = StartingOffsets.partly("by file", all -> SOME, "none for");

    assertThat(warnings(partly.orElse(new Told(SOME)), SOME))
        .contains("The starting offsets of by file, or else as told have no offset for [orders-1]");
    assertThat(warnings(StartingOffsets.at(SOME).orElse(StartingOffsets.of(all -> SOME)), SOME))
        .contains(" or else a function have no offset for [orders-1]");
  }

  @Test
  void isNotNamedIfNothingIsForgotten() {
    StartingOffsets.Partial partly = StartingOffsets.partly("by file", all -> SOME, "none for");

    assertThat(warnings(new OnPurpose(SOME), SOME)).isEmpty();
    assertThat(warnings(partly.orElse(new OnPurpose(SOME)), SOME)).isEmpty();
    assertThat(warnings(StartingOffsets.of(all -> TopicOffsets.empty()), TopicOffsets.empty()))
        .isEmpty();
    assertThat(warnings(new Told(END), END)).isEmpty();
    assertThat(warnings(partly.orElse(StartingOffsets.earliest()), SOME)).isEmpty();
    assertThat(warnings(partly.orElse(new Told(END)), END.merge(SOME))).isEmpty();
  }

  private static TopicOffsets fail() {
    throw new NoSuchElementException("no line for orders-1");
  }

  private void assertNamed(Throwable thrown, String note) {
    assertThat(thrown)
        .isExactlyInstanceOf(NoSuchElementException.class)
        .hasMessage("no line for orders-1");
    assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly(note);
    assertThat(HostCode.whose(thrown)).contains(note);
  }

  @Test
  void isNamedWithWhatItThrows() {
    String note = "thrown by the start '%s' of Subscribe[orders]";
    StartingOffsets own =
        new Told(null) {
          @Override
          public TopicOffsets resolve(BrokerOffsets all) {
            return OwnStartTest.fail();
          }
        };
    StartingOffsets partly =
        StartingOffsets.partly("by file", all -> fail(), "none for").orElse(own);

    assertNamed(catchThrowable(() -> own.decide(brokers)), String.format(note, "as told"));
    assertNamed(
        catchThrowable(() -> StartingOffsets.of(all -> fail()).decide(brokers)),
        String.format(note, "a function"));
    assertNamed(catchThrowable(() -> partly.decide(brokers)), String.format(note, "by file"));
    assertNamed(
        catchThrowable(() -> EndingOffsets.of(all -> fail()).decide(brokers)),
        "thrown by the end 'a function' of Subscribe[orders]");
    assertNamed(
        catchThrowable(() -> own.decide(new Brokers(Optional.empty()))),
        "thrown by the start 'as told' of the partitions of [orders]");
  }

  @Test
  void isNotBlamedForWhatTheLibraryRefuses() {
    Throwable start = catchThrowable(() -> StartingOffsets.at(SOME).decide(brokers));
    Throwable end = catchThrowable(() -> EndingOffsets.at(SOME).decide(brokers));

    assertThat(start).isInstanceOf(IllegalArgumentException.class).hasNoSuppressedExceptions();
    assertThat(end).isInstanceOf(IllegalArgumentException.class).hasNoSuppressedExceptions();
    assertThat(HostCode.whose(start)).isEmpty();
  }

  private static final class Brokers implements BrokerOffsets {

    private final Optional<String> selection;

    Brokers(Optional<String> selection) {
      this.selection = selection;
    }

    @Override
    public Optional<String> selection() {
      return selection;
    }

    @Override
    public Set<TopicPartition> partitions() {
      return END.partitions();
    }

    @Override
    public boolean selects(TopicPartition partition) {
      return partition.topic().equals("orders");
    }

    @Override
    public TopicOffsets beginning() {
      return TopicOffsets.empty();
    }

    @Override
    public TopicOffsets end() {
      return END;
    }

    @Override
    public TopicOffsets byTime(Instant instant) {
      return TopicOffsets.empty();
    }

    @Override
    public TopicOffsets committed(String group) {
      return TopicOffsets.empty();
    }

    @Override
    public Optional<String> clusterId() {
      return Optional.empty();
    }
  }
}
