package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
abstract class HdfsOpenCases {

  private final MiniHdfs hdfs = MiniHdfs.get();
  private final DistributedFileSystem client = hdfs.client();
  private final URI directory = hdfs.newDirectory();

  @Test
  void createsTheDirectoryAndLeavesItEmpty() throws IOException {
    OffsetStores.hdfs(directory, new Configuration()).close();
    OffsetStores.hdfs(directory, new Configuration()).close();

    assertThat(client.listStatus(new Path(directory))).isEmpty();
  }

  @Test
  void takesAPathOfTheDefaultFileSystem() {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", "hdfs://" + hdfs.nameNode(0));
    for (String uri : Arrays.asList(directory.getPath(), "hdfs://" + directory.getPath())) {
      try (OffsetStore store = OffsetStores.hdfs(URI.create(uri), configuration)) {
        assertThat(store).hasToString("offset store " + directory);
      }
    }
  }

  @Test
  void takesEveryPath() throws IOException {
    URI odd = URI.create(directory + "/a%20b%25c/%E8%AE%A2%E5%8D%95/");
    try (OffsetStore store = OffsetStores.hdfs(odd, new Configuration())) {
      commit(claim(store, ORDERS, 0), 1);
      assertThat(store.streams()).containsExactly(ORDERS);
    }
    assertThat(client.exists(new Path(directory + "/a b%c/订单/orders/1.1"))).isTrue();
  }

  @Test
  void refusesAFile() throws IOException {
    client.create(new Path(directory)).close();

    assertThatThrownBy(() -> OffsetStores.hdfs(directory, new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot keep offsets in %s: it or one above it is not a directory, "
                + "FileAlreadyExistsException: Path is not a directory: %s; choose a path that is "
                + "a directory or does not exist yet",
            directory, directory.getPath());
    assertThatThrownBy(
            () -> OffsetStores.hdfs(URI.create(directory + "/below"), new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessage(
            "Cannot keep offsets in %s/below: it or one above it is not a directory, "
                + "ParentNotDirectoryException: %s (is not a directory); choose a path that is "
                + "a directory or does not exist yet",
            directory, directory.getPath());
  }

  @Test
  void refusesADirectoryThatTheUserMayNotCreateOrWrite() throws Exception {
    client.mkdirs(new Path(directory));
    UserGroupInformation mallory = UserGroupInformation.createRemoteUser("mallory");
    PrivilegedExceptionAction<OffsetStore> write =
        () -> OffsetStores.hdfs(directory, new Configuration());
    PrivilegedExceptionAction<OffsetStore> create =
        () -> OffsetStores.hdfs(URI.create(directory + "/new"), new Configuration());

    for (PrivilegedExceptionAction<OffsetStore> open : Arrays.asList(write, create)) {
      assertThatThrownBy(() -> mallory.doAs(open))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessageStartingWith("Cannot keep offsets in %s", directory)
          .hasMessageContaining(
              ": it cannot be written, java.io.IOException: AccessControlException: Permission "
                  + "denied: user=mallory, access=WRITE, inode=\"%s\"",
              directory.getPath())
          .hasMessageEndingWith(
              "; let this user read, write and search the directory, or open the store as another "
                  + "user");
    }
  }

  @Test
  void refusesANameNodeInStandby() {
    URI standby = URI.create("hdfs://" + hdfs.nameNode(1) + "/offsets");

    assertThatThrownBy(() -> OffsetStores.hdfs(standby, new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot keep offsets in %s: it cannot be written, java.io.IOException: "
                + "StandbyException: Operation category WRITE is not supported in state standby",
            standby)
        .hasMessageEndingWith(
            "; see that a NameNode is active, and that the URI has the service of several "
                + "NameNodes in place of one of them, as in hdfs://ns1/offsets");
  }

  @Test
  void refusesANameNodeThatIsNotThere() throws IOException {
    URI away;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      away = URI.create("hdfs://127.0.0.1:" + socket.getLocalPort() + "/offsets");
    }

    assertThatThrownBy(() -> OffsetStores.hdfs(away, new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot keep offsets in %s: it cannot be written, java.io.IOException: "
                + "ConnectException: Call From ",
            away)
        .hasMessageEndingWith(
            "; see that the NameNode and its DataNodes answer, and that this user may read and "
                + "write there");
  }

  @Test
  void refusesADirectoryWhoseQuotaIsFull() throws IOException {
    client.mkdirs(new Path(directory));
    hdfs.limit(directory, 1, HdfsConstants.QUOTA_DONT_SET);

    assertThatThrownBy(() -> OffsetStores.hdfs(directory, new Configuration()))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith(
            "Cannot keep offsets in %s: it cannot be written, java.io.IOException: "
                + "NSQuotaExceededException: The NameSpace quota (directories and files) of "
                + "directory %s is exceeded: quota=1 file count=2",
            directory, directory.getPath())
        .hasMessageEndingWith("; delete files or raise the quota by 'hdfs dfsadmin -setQuota'");
  }

  @Test
  void refusesErasureCodedFilesOrAsksForReplicas() throws IOException {
    client.mkdirs(new Path(directory));
    hdfs.erasureCode(directory);

    if (Arrays.stream(CreateFlag.values()).anyMatch(f -> f.name().equals("SHOULD_REPLICATE"))) {
      try (OffsetStore store = OffsetStores.hdfs(directory, new Configuration())) {
        commit(claim(store, ORDERS, 0), 1);
      }
      Path commit = new Path(directory + "/orders/1.1");
      assertThat(client.getFileStatus(commit).getReplication()).isEqualTo((short) 3);
    } else {
      assertThatThrownBy(() -> OffsetStores.hdfs(directory, new Configuration()))
          .isExactlyInstanceOf(OffsetStoreException.class)
          .hasMessage(
              "Cannot keep offsets in %s: it cannot be written, java.io.IOException: this client's "
                  + "files in it are erasure-coded, so not forced to disk; have the directory "
                  + "replicated by 'hdfs ec -setPolicy -replicate', or use a client of Hadoop 3",
              directory);
      assertThat(client.listStatus(new Path(directory))).isEmpty();
    }
  }

  @Test
  void theConfigurationSaysHowManyReplicasAFileHas() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("dfs.replication", "2");
    try (OffsetStore store = OffsetStores.hdfs(directory, configuration)) {
      commit(claim(store, ORDERS, 0), 1);
    }

    Path commit = new Path(directory + "/orders/1.1");
    assertThat(client.getFileStatus(commit).getReplication()).isEqualTo((short) 2);
    assertThat(configuration.get("fs.automatic.close", "true")).isEqualTo("true");
  }

  @Test
  void isNotOnTheDriversHost() {
    try (OffsetStore store = OffsetStores.hdfs(directory, new Configuration())) {
      assertThat(store.boundToHost()).isEmpty();
    }
  }
}
