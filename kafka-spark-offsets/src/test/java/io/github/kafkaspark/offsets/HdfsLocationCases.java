package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store on HDFS by its location, with the class path's configuration and with Spark's. */
@ExtendWith(SparkExtension.class)
public abstract class HdfsLocationCases {

  private final MiniHdfs hdfs = MiniHdfs.get();
  private final URI directory = hdfs.newDirectory();

  @Test
  void isOpenedByItsLocation() {
    try (OffsetStore store = OffsetStores.at(directory.toString())) {
      assertThat(store).hasToString("offset store " + directory);
    }
  }

  @Test
  void isLookedAtOnlyIfItIsThere() throws IOException {
    Path missing = new Path(directory + "/typo");
    assertThatThrownBy(() -> OffsetStores.existing(missing.toString()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot look at the offset store in %s: there is no such directory; check the path, and "
                + "that this host and user may read it; the first tracker that records there "
                + "creates it",
            missing);
    assertThat(hdfs.client().exists(missing)).isFalse();
    try (OffsetStore store = OffsetStores.at(directory.toString())) {
      commit(claim(store, ORDERS, 0), 1);
    }
    try (OffsetStore store = OffsetStores.existing(directory.toString())) {
      assertThat(store.streams()).containsExactly(ORDERS);
    }
  }

  @Test
  void isOpenedByItsLocationWithTheNameServicesOfASparkApplication(SparkSession spark) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.set("dfs.nameservices", "ns1");
    hadoop.set("dfs.ha.namenodes.ns1", "one,two");
    hadoop.set("dfs.namenode.rpc-address.ns1.one", hdfs.nameNode(1));
    hadoop.set("dfs.namenode.rpc-address.ns1.two", hdfs.nameNode(0));
    hadoop.set(
        "dfs.client.failover.proxy.provider.ns1", ConfiguredFailoverProxyProvider.class.getName());
    String location = "hdfs://ns1" + directory.getPath();
    try (OffsetStore store = StoreLocation.parse(location).open(spark)) {
      commit(claim(store, ORDERS, 0), 1);
    }
    try (OffsetStore store = OffsetStores.at(directory.toString())) {
      assertThat(store.streams()).containsExactly(ORDERS);
    }
    assertThatThrownBy(() -> OffsetStores.at(location)).hasMessageContaining("ns1");
  }
}
