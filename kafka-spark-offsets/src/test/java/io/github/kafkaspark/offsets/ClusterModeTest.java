package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.store.OffsetStore;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterModeTest {

  private final SparkConf cluster = new SparkConf(false).set("spark.submit.deployMode", "cluster");

  @Test
  void warnsOfAFileStoreUnderADriverThatMayMove(@TempDir Path folder) {
    assertThat(ClusterMode.warning(cluster, OffsetStores.file(folder)).get())
        .contains("cluster mode")
        .contains(folder.getFileName().toString())
        .contains("empty store")
        .contains("a store that every host reaches");
  }

  @Test
  void looksThroughAMirrorAndThroughAStoreThatIsNotOpenYet(@TempDir Path folder) {
    Path primary = folder.resolve("primary");
    OffsetStore store =
        OffsetStores.mirrored(
            new LazyStore(() -> OffsetStores.file(primary), primary.toString()),
            OffsetStores.inMemory());
    assertThat(ClusterMode.warning(cluster, store).get()).contains(primary.toString());
    store.close();
  }

  @Test
  void saysNothingInClientMode(@TempDir Path folder) {
    OffsetStore store = OffsetStores.file(folder);
    assertThat(ClusterMode.warning(new SparkConf(false), store)).isEmpty();
  }
}
