package io.github.kafkaspark.offsets.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What such a store reads where a file is damaged, of another format, or in another place. */
abstract class DamagedFileStoreContract extends CommitFileStoreContract {

  @Test
  void theOneBeforeServesIfTheNewestIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    OffsetCommit before = writer.latest();
    commit(writer, 2);

    write(ORDERS, "1.2", new byte[] {1, 2, 3});

    assertThat(store.latest(ORDERS)).contains(before);
    assertThat(store.history(ORDERS)).hasSize(2).first().isEqualTo(before);
    assertThat(store.damage(ORDERS)).containsExactly("1.2: no header in its 3 bytes");
    commit(writer, 3);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(claim(ORDERS, 3).latest().sequence()).isEqualTo(5);
  }

  @Test
  void theOneBeforeServesIfTheStartOfTheNewestGenerationIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    OffsetWriter owner = claim(ORDERS, 1);

    write(ORDERS, "2.0", new byte[0]);

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    commit(owner, 2);
    assertThat(store.latest(ORDERS)).contains(owner.latest());
    assertThat(claim(ORDERS, 2).latest().generation()).isEqualTo(3);
  }

  @Test
  void isNeverEmptyIfAllIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    write(ORDERS, "1.0", "{}".getBytes(UTF_8));

    String message = "Cannot read offsets of 'orders' in .*: every commit is damaged, .*1\\.0=.*";
    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThatThrownBy(() -> store.history(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThatThrownBy(() -> claim(ORDERS, 5))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(message);
    assertThat(store.streams()).containsExactly(ORDERS);
    assertThat(files(ORDERS)).containsExactly("1.0");
    commit(writer, 1);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void isNeverEmptyIfAllSinceATombstoneIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit unused = writer.append(NewCommit.forgotten(at(0), provenance()));
    OffsetWriter owner = claim(ORDERS, 5);
    write(ORDERS, "2.0", new byte[] {1});

    for (StoreCall call :
        Arrays.<StoreCall>asList(
            store -> store.latest(ORDERS),
            store -> store.history(ORDERS),
            store -> claim(store, ORDERS, 0))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining("every commit since the stream was forgotten is damaged, {2.0=");
    }
    assertThat(store.streams()).containsExactly(ORDERS);
    commit(owner, 6);
    assertThat(store.history(ORDERS)).containsExactly(owner.latest());
  }

  @Test
  void theOneBeforeServesIfTheTombstoneIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit start = writer.latest();
    OffsetCommit unused = writer.append(NewCommit.forgotten(at(0), provenance()));
    write(ORDERS, "1.1", new byte[] {1});

    assertThat(store.latest(ORDERS)).contains(start);
    assertThat(store.streams()).containsExactly(ORDERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "3.17"})
  void refusesANewerFormatThoughOlderCommitsAreFine(String file) throws IOException {
    commit(claim(ORDERS, 0), 1);
    write(ORDERS, file, CommitFormat.write(2, "{\"not\":\"for us\"}"));

    for (StoreCall call :
        Arrays.<StoreCall>asList(
            store -> store.latest(ORDERS),
            store -> store.history(ORDERS),
            store -> claim(store, ORDERS, 0))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot read offsets from ")
          .hasMessageEndingWith(
              "orders/%s: it was written by a newer kafka-spark, in format 2, and this one reads "
                  + "up to format 1; use the newer version for this job",
              file);
    }
    assertThat(files(ORDERS)).doesNotContain("3.0", "4.0");
  }

  @Test
  void aCommitInAnotherPlaceIsDamaged() throws IOException {
    StreamId other = StreamId.of("other");
    OffsetWriter writer = claim(ORDERS, 0);
    commit(writer, 1);
    commit(claim(other, 8), 9);

    write(ORDERS, "1.3", read(ORDERS, "1.1"));
    write(ORDERS, "2.1", read(ORDERS, "1.1"));
    write(ORDERS, "1.2", read(other, "1.1"));

    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(store.history(ORDERS)).hasSize(2);
  }

  @Test
  void theOneBeforeServesWhereverAFileIsCutOrABitFlipped() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    OffsetCommit before = writer.latest();
    byte[] first = read(ORDERS, "1.0");
    OffsetCommit newest = writer.append(NewCommit.batch(offsetsOf(100), provenance()));
    byte[] whole = read(ORDERS, "1.1");
    Random random = Faults.random("damaged commits, " + getClass().getSimpleName());

    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      if (i % 2 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      }
      write(ORDERS, "1.1", damaged);
      assertThat(store.latest(ORDERS)).contains(before);
      if (i % 10 == 0) {
        write(ORDERS, "1.0", Arrays.copyOf(first, random.nextInt(first.length)));
        assertThatThrownBy(() -> store.latest(ORDERS))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessageContaining("every commit is damaged");
        write(ORDERS, "1.0", first);
      }
    }
    write(ORDERS, "1.1", whole);
    assertThat(store.latest(ORDERS)).contains(newest);
  }

  @Test
  void aFileLongerThanAnyCommitIsDamagedAndNotReadAsAWhole() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    write(ORDERS, "1.1", new byte[CommitFormat.MAX_BYTES + 2]);
    assertThat(store.latest(ORDERS)).contains(writer.latest());
  }

  @Test
  void aDirectoryWithTheNameOfACommitIsDamaged() throws IOException {
    OffsetWriter writer = claim(ORDERS, 0);
    makeDirectory(ORDERS, "1.1");
    assertThat(store.latest(ORDERS)).contains(writer.latest());
    assertThat(store.history(ORDERS)).hasSize(1);
    assertThat(claim(ORDERS, 1).latest().generation()).isEqualTo(2);
  }
}
