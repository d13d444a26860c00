package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingOffsetsTest {

  private static final TopicOffsets BEGINNING =
      TopicOffsets.empty().withOffset("orders", 0, 5).withOffset("orders", 1, 0);
  private static final TopicOffsets END =
      TopicOffsets.empty().withOffset("orders", 0, 10).withOffset("orders", 1, 0);

  private final BrokerOffsets brokers = new Brokers();

  /** Two partitions: one whose oldest records are gone, and one that never had any. */
  private static final class Brokers implements BrokerOffsets {

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
      return BEGINNING;
    }

    @Override
    public TopicOffsets end() {
      return END;
    }

    /** Only the first partition has a record of 1970 or later. */
    @Override
    public TopicOffsets byTime(Instant instant) {
      return instant.equals(Instant.EPOCH)
          ? TopicOffsets.empty().withOffset("orders", 0, 8)
          : TopicOffsets.empty();
    }

    @Override
    public TopicOffsets committed(String group) {
      return group.equals("known")
          ? TopicOffsets.empty().withOffset("orders", 0, 6)
          : TopicOffsets.empty();
    }

    @Override
    public Optional<String> clusterId() {
      return Optional.empty();
    }
  }

  @Nested
  class Earliest {

    @Test
    void namesNoOffsetSinceTheOldestRecordMayBeGoneByTheFirstRead() {
      assertThat(StartingOffsets.earliest().resolve(brokers)).isSameAs(TopicOffsets.empty());
      assertThat(StartingOffsets.earliest()).hasToString("earliest");
    }
  }

  @Nested
  class Latest {

    @Test
    void namesTheEndSinceRecordsThatComeLaterAreToBeRead() {
      assertThat(StartingOffsets.latest().resolve(brokers)).isEqualTo(END);
      assertThat(StartingOffsets.latest()).hasToString("latest");
    }
  }

  @Nested
  class At {

    @Test
    void isExactlyThat() {
      TopicOffsets offsets =
          TopicOffsets.empty().withOffset("orders", 0, 7).withOffset("orders", 1, 0);

      assertThat(StartingOffsets.at(offsets).resolve(brokers)).isSameAs(offsets);
      assertThat(StartingOffsets.at(offsets)).hasToString("at {\"orders\":{\"0\":7,\"1\":0}}");
    }

    @Test
    void mustNameEachPartition() {
      StartingOffsets start = StartingOffsets.at(TopicOffsets.empty().withOffset("orders", 0, 7));

      assertThatThrownBy(() -> start.resolve(brokers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offsets: no offset for [orders-1] (expected one for each "
                  + "partition that the source selects; add them, or select only the partitions "
                  + "that have one)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> StartingOffsets.at(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
    }
  }

  @Nested
  class AtSome {

    private final TopicOffsets some = TopicOffsets.empty().withOffset("orders", 0, 7);

    @Test
    void leavesTheOthersToTheFallback() {
      StartingOffsets start = StartingOffsets.at(some).orElse(StartingOffsets.latest());

      assertThat(start.resolve(brokers)).isEqualTo(some.withOffset("orders", 1, 0));
      assertThat(start).hasToString("at {\"orders\":{\"0\":7}}, or else latest");
      assertThat(StartingOffsets.at(some).orElse(StartingOffsets.earliest()).resolve(brokers))
          .isEqualTo(some);
    }

    @Test
    void doesNotAskAFallbackThatIsNotNeeded() {
      StartingOffsets start =
          StartingOffsets.at(END)
              .orElse(
                  StartingOffsets.of(
                      unused -> {
                        throw new AssertionError("asked");
                      }));

      assertThat(start.resolve(brokers)).isEqualTo(END);
    }

    @Test
    void hasAFallbackThatIsNotNull() {
      assertThatThrownBy(() -> StartingOffsets.at(some).orElse(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("fallback");
    }
  }

  @Nested
  class Since {

    private final StartingOffsets.Partial since = StartingOffsets.since(Instant.EPOCH);

    @Test
    void isTheFirstRecordSoYoungOrElseWhatIsSaid() {
      StartingOffsets start = since.orElse(StartingOffsets.latest());

      assertThat(start.resolve(brokers))
          .isEqualTo(TopicOffsets.empty().withOffset("orders", 0, 8).withOffset("orders", 1, 0));
      assertThat(start).hasToString("since 1970-01-01T00:00:00Z, or else latest");
    }

    @Test
    void failsIfToldTo() {
      assertThat(since.orFail()).hasToString("since 1970-01-01T00:00:00Z, or else fail");
      assertThatThrownBy(() -> since.orFail().resolve(brokers))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot start since 1970-01-01T00:00:00Z: no record is so young in [orders-1]; begin "
                  + "those at their end with orElse(…) in place of orFail()");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> StartingOffsets.since(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("instant");
      assertThatThrownBy(() -> since.orElse(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("fallback");
    }
  }

  @Nested
  class CommittedBy {

    @Test
    void isWhatTheGroupHasCommittedOrElseWhatIsSaid() {
      StartingOffsets start =
          StartingOffsets.committedBy("known").orElse(StartingOffsets.earliest());

      assertThat(start.resolve(brokers)).isEqualTo(TopicOffsets.empty().withOffset("orders", 0, 6));
      assertThat(start).hasToString("where group 'known' has committed, or else earliest");
    }

    @Test
    void failsIfToldTo() {
      assertThatThrownBy(() -> StartingOffsets.committedBy("other").orFail().resolve(brokers))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot start where group 'other' has committed: it has committed nothing for "
                  + "[orders-0, orders-1]; check the group's name, or begin those elsewhere with "
                  + "orElse(…) in place of orFail()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void isOfAGroupWithAName(String group) {
      assertThatThrownBy(() -> StartingOffsets.committedBy(group))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid group: '" + group + "' (expected the non-blank name of a consumer group)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> StartingOffsets.committedBy(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("group");
    }
  }

  @Nested
  class Ending {

    @Test
    void isLatestOrAtTheseOffsetsOrBeforeATime() {
      assertThat(EndingOffsets.latest().resolve(brokers)).isEqualTo(END);
      assertThat(EndingOffsets.latest()).hasToString("latest");
      assertThat(EndingOffsets.at(BEGINNING).resolve(brokers)).isSameAs(BEGINNING);
      assertThat(EndingOffsets.at(BEGINNING)).hasToString("at " + BEGINNING);
      assertThat(EndingOffsets.before(Instant.EPOCH).resolve(brokers))
          .isEqualTo(END.withOffset("orders", 0, 8));
      assertThat(EndingOffsets.before(Instant.EPOCH)).hasToString("before 1970-01-01T00:00:00Z");
    }

    @Test
    void namesEachPartition() {
      EndingOffsets end = EndingOffsets.at(TopicOffsets.empty().withOffset("orders", 0, 7));

      assertThatThrownBy(() -> end.resolve(brokers))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid ending offsets: no offset for [orders-1] (expected one for each "
                  + "partition that the source selects; add them, or select only the partitions "
                  + "that have one)");
    }

    @Test
    void isNotBeforeTheStart() {
      TopicOffsets start = BEGINNING.withOffset("orders", 1, 3).withOffset("orders", 2, 4);
      TopicOffsets end = BEGINNING.withOffset("orders", 1, 2).withOffset("orders", 2, 1);

      assertThatCode(() -> Ranges.requireForward(end, end)).doesNotThrowAnyException();
      assertThatThrownBy(() -> Ranges.requireForward(start, end))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid range: orders-1 begins at 3 and ends at 2, orders-2 begins at 4 and ends at 1 "
                  + "(expected an end that is not before the start; move endingOffsets up, or "
                  + "startingOffsets down)");
    }

    @Test
    void isNotNull() {
      assertThatThrownBy(() -> EndingOffsets.at(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
      assertThatThrownBy(() -> EndingOffsets.before(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("instant");
    }
  }

  @Nested
  class RequireReadable {

    @ParameterizedTest
    @ValueSource(longs = {5, 7, 10})
    void takesWhatTheBrokersHave(long offset) {
      TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, offset);

      assertThatCode(() -> brokers.requireReadable(offsets)).doesNotThrowAnyException();
    }

    @Test
    void takesNothing() {
      assertThatCode(() -> brokers.requireReadable(TopicOffsets.empty()))
          .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 11, Long.MAX_VALUE})
    void refusesRecordsThatAreGoneOrWereNeverThere(long offset) {
      TopicOffsets offsets = TopicOffsets.empty().withOffset("orders", 0, offset);

      assertThatThrownBy(() -> brokers.requireReadable(offsets))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offset: %d for orders-0 (expected 5 to 10, which is what the "
                  + "brokers have; records outside are gone or were never there)",
              offset);
    }

    @Test
    void refusesPartitionsThatAreNotThere() {
      TopicOffsets offsets =
          TopicOffsets.empty()
              .withOffset("orders", 0, 7)
              .withOffset("orders", 2, 0)
              .withOffset("payments", 0, 0);

      assertThatThrownBy(() -> brokers.requireReadable(offsets))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid starting offsets: [orders-2, payments-0] (expected only partitions that "
                  + "exist and are selected: [orders-0, orders-1])");
    }

    @Test
    void refusesNull() {
      assertThatThrownBy(() -> brokers.requireReadable(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("offsets");
    }
  }
}
