package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.provenance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Reads files that no version has ever written. Each is a commit after all, or damaged, or refused
 * as newer, within a second of the processor and 64 MB.
 */
class CommitFormatFuzzTest {

  private static final String NAME = "fuzzed commit files";
  private static final CommitName PLACE = CommitName.of(3, 5);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

  private final Random random = Faults.random(NAME);
  private int whole;
  private int damaged;
  private int newer;
  private long mostBytes;
  private long mostNanos;

  @BeforeAll
  static void loadClasses() throws Exception {
    byte[] bytes = CommitFormat.write(PLACE, commit(100), UUID.randomUUID());
    assertThat(CommitFormat.read(bytes, ORDERS, PLACE, "here")).isEqualTo(commit(100));
  }

  @Test
  void onlyDocumentedExceptionsAndNoMoreThanASecondAnd64Megabytes() {
    int count = Faults.count(10_000, 1_000_000);
    CommitFuzz fuzz = new CommitFuzz(random);
    byte[][] seeds = new byte[4][];
    for (int i = 0; i < seeds.length; i++) {
      int partitions = new int[] {0, 1, 3, 100}[i];
      seeds[i] = CommitFormat.write(PLACE, commit(partitions), UUID.randomUUID());
    }
    for (int i = 1; i <= count; i++) {
      read(fuzz.mutated(seeds[random.nextInt(seeds.length)]));
      if (i % 100_000 == 0) {
        Faults.say(NAME, i + " files");
      }
    }
    fuzz.monsters(seeds[1], this::read);
    Faults.say(
        NAME,
        String.format(
            "%d whole, %d damaged, %d newer; at most %d ms and %d KB",
            whole, damaged, newer, Duration.ofNanos(mostNanos).toMillis(), mostBytes >> 10));
    assertThat(damaged).isGreaterThan(count / 3);
    assertThat(whole).isGreaterThan(count / 100);
    assertThat(newer).isGreaterThan(count / 1_000);
  }

  private void read(byte[] bytes) {
    long thread = Thread.currentThread().getId();
    long allocated = THREADS.getThreadAllocatedBytes(thread);
    long began = THREADS.getCurrentThreadCpuTime();
    String outcome = outcome(bytes);
    long nanos = THREADS.getCurrentThreadCpuTime() - began;
    long used = THREADS.getThreadAllocatedBytes(thread) - allocated;
    mostNanos = Math.max(mostNanos, nanos);
    mostBytes = Math.max(mostBytes, used);
    if (nanos > MOST_NANOS || used > MOST_BYTES) {
      fail("%d ns and %d bytes to find '%s' of %s", nanos, used, outcome, CommitFuzz.show(bytes));
    }
  }

  private String outcome(byte[] bytes) {
    try {
      OffsetCommit commit = CommitFormat.read(bytes, ORDERS, PLACE, "here");
      assertThat(commit.stream()).isEqualTo(ORDERS);
      assertThat(commit.generation()).isEqualTo(3);
      assertThat(commit.sequence()).isPositive();
      assertThat(commit.offsets().asMap().values()).allMatch(offset -> offset >= 0);
      whole++;
      return "whole";
    } catch (DamagedCommitException e) {
      assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(1_000);
      damaged++;
      return e.getMessage();
    } catch (OffsetStoreException e) {
      assertThat(e).hasMessageContaining("it was written by a newer kafka-spark, in format ");
      newer++;
      return e.getMessage();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError("reading " + CommitFuzz.show(bytes), e);
    }
  }

  private static OffsetCommit commit(int partitions) {
    TopicOffsets offsets = TopicOffsets.empty();
    for (int i = 0; i < partitions; i++) {
      offsets = offsets.withOffset("orders-" + i % 7, i, 1L << i % 63);
    }
    Provenance provenance =
        provenance().withApplication("application_1_0001").withBatch("query-1", 42);
    return OffsetCommit.of(ORDERS, 3, 17, NewCommit.batch(offsets, provenance));
  }
}
