package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts of a thread that commits to HDFS, whose client would lose them. */
abstract class HdfsInterruptCases {

  private final OffsetStore store =
      OffsetStores.hdfs(MiniHdfs.get().newDirectory(), new Configuration());
  private final OffsetWriter writer = claim(store, ORDERS, 0);

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndMayCommitLater() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageEndingWith(
            "java.io.InterruptedIOException: the thread is interrupted; call from a thread that is "
                + "not interrupted, then append again, which looks first");
    assertThat(Thread.interrupted()).isTrue();

    commit(writer, 3);
    assertThat(writer.latest().sequence()).isEqualTo(2);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  @Timeout(600)
  void anInterruptAtAnyMomentIsKeptAndHarmsNoOther() throws Exception {
    Random random = Faults.random("interrupts, HDFS");
    OffsetWriter other = claim(store, StreamId.of("other"), 0);
    int failed = 0;
    int count = Faults.count(20, 200);
    for (int i = 1; i <= count; i++) {
      InterruptedAppend append = new InterruptedAppend(writer);
      append.start();
      LockSupport.parkNanos(random.nextInt(60_000_000));
      append.interrupt();
      commit(other, i);
      append.join();
      assertThat(append.unexpected).isNull();
      assertThat(append.kept).isTrue();
      failed += append.failed ? 1 : 0;
      commit(writer, 2);
    }
    Faults.say("interrupts, HDFS", failed + " of " + count + " interrupted appends failed");
  }

  private static final class InterruptedAppend extends Thread {

    private final OffsetWriter writer;
    private volatile boolean failed;
    private volatile boolean kept;
    private volatile Throwable unexpected;

    InterruptedAppend(OffsetWriter writer) {
      this.writer = writer;
    }

    @Override
    public void run() {
      try {
        commit(writer, 2);
      } catch (OffsetStoreException e) {
        failed = true;
      } catch (Throwable e) {
        unexpected = e;
      }
      while (!failed && !isInterrupted()) {
        LockSupport.parkNanos(1_000_000); // The interrupt has yet to come.
      }
      kept = isInterrupted();
    }
  }
}
