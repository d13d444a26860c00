package io.github.kafkaspark.offsets.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** The contract on a real HDFS, with the client that this class path has. */
abstract class HdfsStoreCases extends DamagedFileStoreContract {

  private final MiniHdfs hdfs = MiniHdfs.get();
  private URI directory;
  private CommitFiles files;

  @Override
  protected OffsetStore newStore() {
    directory = hdfs.newDirectory();
    try {
      files = new HdfsFiles(directory, new Configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return OffsetStores.hdfs(directory, new Configuration());
  }

  @Override
  protected OffsetStore open(Fault fault) {
    return new FileOffsetStore(
        directory.toString(),
        directory.toString(),
        new FaultyFiles(
            files,
            (moment, operation) -> {
              if (operation.equals("publish")) {
                fault.at(moment);
              }
            }));
  }

  @Override
  protected Opener elsewhere() {
    URI directory = this.directory;
    return () -> OffsetStores.hdfs(directory, new Configuration());
  }

  @Override
  protected List<String> files(StreamId stream) throws IOException {
    return files.list(directory + "/" + stream.name());
  }

  @Override
  protected byte[] read(StreamId stream, String file) throws IOException {
    return files.read(directory + "/" + stream.name() + "/" + file);
  }

  @Override
  protected void write(StreamId stream, String file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out =
        hdfs.client().create(new Path(directory + "/" + stream.name() + "/" + file), true)) {
      out.write(bytes);
    }
  }

  @Override
  protected void makeDirectory(StreamId stream, String file) throws IOException {
    files.createDirectory(directory + "/" + stream.name() + "/" + file);
  }

  @Override
  protected int slowness() {
    return 20;
  }

  @Test
  void readsNoMoreOfALongFileThanShowsThatItIsTooLong() throws IOException {
    assertThat(claim(ORDERS, 0)).isNotNull();
    write(ORDERS, "1.1", new byte[3 * CommitFormat.MAX_BYTES]);
    assertThat(read(ORDERS, "1.1").length)
        .isBetween(CommitFormat.MAX_BYTES + 1, CommitFormat.MAX_BYTES + (1 << 20));
  }

  @Test
  void aStoreWhoseDirectoryIsGoneIsNotEmpty() throws IOException {
    commit(claim(ORDERS, 0), 1);
    Path path = new Path(directory);
    Path away = new Path(directory + "-away");
    assertThat(hdfs.client().rename(path, away)).isTrue();
    for (StoreCall call :
        Arrays.<StoreCall>asList(
            each -> each.latest(ORDERS), OffsetStore::streams, each -> claim(each, ORDERS, 0))) {
      assertThatThrownBy(() -> call.on(store))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageContaining(" in %s", directory)
          .hasMessageContaining("java.nio.file.NoSuchFileException: " + directory);
    }
    assertThat(hdfs.client().exists(path)).isFalse();
    assertThat(hdfs.client().rename(away, path)).isTrue();
  }

  @Test
  void aFileInPlaceOfAStreamsDirectoryIsNotEmpty() throws IOException {
    assertThat(claim(ORDERS, 0)).isNotNull();
    StreamId other = StreamId.of("other");
    hdfs.client().create(new Path(directory + "/other")).close();

    assertThatThrownBy(() -> store.latest(other))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageContaining("java.nio.file.NotDirectoryException: " + directory + "/other");
    assertThat(store.streams()).containsExactly(ORDERS);
  }

  @Test
  void anAppendForcesItsFileToTheDisksOfTheDataNodes() {
    OffsetWriter writer = claim(ORDERS, 0);
    for (int i = 1; i <= 5; i++) {
      long syncs = hdfs.syncs();
      commit(writer, i);
      assertThat(hdfs.syncs()).isGreaterThanOrEqualTo(syncs + 2);
    }
  }
}
