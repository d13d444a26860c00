package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.BasicStoreContract;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What HDFS can have, and that it is over when it is over. */
abstract class HdfsFaultCases {

  private final MiniHdfs hdfs = MiniHdfs.get();
  private final URI directory = hdfs.newDirectory();
  private final Configuration configuration = new Configuration();
  private CommitFiles files;
  private OffsetStore store;
  private OffsetWriter writer;
  private OffsetCommit before;

  @BeforeEach
  void commitOnce() throws IOException {
    configuration.set("ipc.ping.interval", "1000");
    configuration.set("dfs.client.failover.max.attempts", "2");
    files = new HdfsFiles(directory, configuration);
    store = OffsetStores.hdfs(directory, configuration);
    writer = claim(store, ORDERS, 0);
    commit(writer, 1);
    before = writer.latest();
  }

  @AfterEach
  void theNextAppendSucceedsAndNothingIsLeft() throws IOException {
    commit(writer, 3);
    assertThat(writer.latest().sequence()).isEqualTo(before.sequence() + 1);
    assertThat(store.history(ORDERS)).startsWith(writer.latest(), before);
    assertThat(claim(store, ORDERS, 3).latest().generation()).isEqualTo(before.generation() + 1);
    assertThat(files.list(directory + "/orders"))
        .allMatch(file -> CommitName.parse(file).isPresent());
    store.close();
  }

  @Test
  void aNameNodeInSafeModeIsReadButNotWritten() {
    String reason = "java\\.io\\.IOException: SafeModeException: .* Name node is in safe mode\\.";
    String wayOut =
        "wait until the NameNode leaves safe mode, or end it by 'hdfs dfsadmin -safemode leave'";
    hdfs.enterSafeMode();
    try {
      assertNothingIsCommitted(reason, wayOut);
      assertNothingIsClaimed(reason, wayOut);
      assertThat(store.latest(ORDERS)).contains(before);
      assertThat(store.streams()).containsExactly(ORDERS);
    } finally {
      hdfs.leaveSafeMode();
    }
  }

  @Test
  void aFullQuotaOfNamesLeavesTheOldCommit() throws IOException {
    hdfs.limit(directory, 4, HdfsConstants.QUOTA_DONT_SET);
    assertNothingIsCommitted(
        "java\\.io\\.IOException: NSQuotaExceededException: .* is exceeded: quota=4 file count=5",
        "delete files or raise the quota by 'hdfs dfsadmin -setQuota'");
    assertThat(store.latest(ORDERS)).contains(before);
    hdfs.unlimit(directory);
  }

  @Test
  void aFullQuotaOfBytesLeavesTheOldCommit() throws IOException {
    hdfs.limit(directory, HdfsConstants.QUOTA_DONT_SET, 1 << 20);
    String reason = "java\\.io\\.IOException: DSQuotaExceededException: .* is exceeded: .*";
    String wayOut =
        "delete files or raise the quota by 'hdfs dfsadmin -setSpaceQuota', to which a file that "
            + "is being written counts as a whole block";
    assertNothingIsCommitted(reason, wayOut);
    assertNothingIsClaimed(reason, wayOut);
    assertThat(store.latest(ORDERS)).contains(before);
    hdfs.unlimit(directory);
  }

  @Test
  void withoutAnActiveNameNodeNothingIsKnown() {
    hdfs.standBy();
    try {
      assertAway(
          "StandbyException: Operation category (READ|WRITE) is not supported in state standby\\..*",
          "see that a NameNode is active, and that the URI has the service of several NameNodes in "
              + "place of one of them, as in hdfs://ns1/offsets");
    } finally {
      hdfs.activate();
    }
  }

  @Test
  void theServiceOfSeveralNameNodesIsFollowedToTheActiveOne() {
    Configuration service = new Configuration(configuration);
    service.set("dfs.nameservices", "ns1");
    service.set("dfs.ha.namenodes.ns1", "standby,active");
    service.set("dfs.namenode.rpc-address.ns1.standby", hdfs.nameNode(1));
    service.set("dfs.namenode.rpc-address.ns1.active", hdfs.nameNode(0));
    service.set(
        "dfs.client.failover.proxy.provider.ns1",
        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
    URI uri = URI.create("hdfs://ns1" + directory.getPath());
    try (OffsetStore same = OffsetStores.hdfs(uri, service)) {
      assertThat(same.latest(ORDERS)).contains(before);
      OffsetWriter owner = claim(same, StreamId.of("other"), 0);
      hdfs.standBy();
      try {
        assertThatThrownBy(() -> commit(owner, 1))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessageContaining(
                "StandbyException: Operation category WRITE is not supported in state standby");
      } finally {
        hdfs.activate();
      }
      commit(owner, 1);
      assertThat(store.latest(StreamId.of("other"))).contains(owner.latest());
    }
  }

  @Test
  void aNameNodeThatHasEndedIsMissedAtOnce() {
    hdfs.stopNameNode();
    try {
      assertAway(
          "(ConnectException: .* Connection refused|EOFException: ).*",
          "see that the NameNode and its DataNodes answer, and that this user may read and write "
              + "there");
    } finally {
      hdfs.startNameNode();
    }
  }

  @Test
  @Timeout(180)
  void aNameNodeThatSaysNothingIsWaitedForAsLongAsTheHostSays() {
    hdfs.pause();
    try {
      assertAway(
          "SocketTimeoutException: Call From .* 1000 millis timeout .*",
          "see that the NameNode and its DataNodes answer, and that this user may read and write "
              + "there");
    } finally {
      hdfs.unpause();
    }
  }

  @Test
  void aDirectoryThatTheUserMayNotReadIsNotEmpty() throws Exception {
    URI own = URI.create(directory + "/of-mallory");
    Path path = new Path(own);
    hdfs.client().mkdirs(path);
    hdfs.client().setOwner(path, "mallory", null);
    UserGroupInformation mallory = UserGroupInformation.createRemoteUser("mallory");
    PrivilegedExceptionAction<OffsetStore> open = () -> OffsetStores.hdfs(own, configuration);
    try (OffsetStore hers = mallory.doAs(open)) {
      OffsetWriter owner = claim(hers, ORDERS, 0);
      Path stream = new Path(own + "/orders");
      hdfs.client().setPermission(stream, new FsPermission((short) 0));
      for (BasicStoreContract.StoreCall call :
          Arrays.<BasicStoreContract.StoreCall>asList(
              each -> each.latest(ORDERS),
              each -> each.history(ORDERS),
              OffsetStore::streams,
              each -> claim(each, ORDERS, 5),
              each -> owner.append(NewCommit.batch(at(5), owner.latest().provenance())))) {
        assertThatThrownBy(() -> call.on(hers))
            .isExactlyInstanceOf(OffsetStoreException.class)
            .hasMessageMatching(
                "Cannot .* "
                    + own
                    + ".*AccessControlException: Permission denied: user=mallory.*; "
                    + "let this user read, write and search the directory, or open the store as "
                    + "another user.*");
      }
      hdfs.client().setPermission(stream, new FsPermission((short) 0755));
      commit(owner, 1);
      assertThat(hers.latest(ORDERS)).contains(owner.latest());
    }
  }

  private void assertNothingIsCommitted(String reason, String wayOut) {
    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(
            "Cannot commit offsets of 'orders' to "
                + directory
                + "/orders: "
                + reason
                + "; nothing was committed; "
                + wayOut
                + ", then append again");
  }

  private void assertNothingIsClaimed(String reason, String wayOut) {
    assertThatThrownBy(() -> claim(store, ORDERS, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(
            "Cannot claim 'orders' in "
                + directory
                + "/orders: "
                + reason
                + "; "
                + wayOut
                + ", then claim again");
  }

  private void assertAway(String reason, String wayOut) {
    assertThatThrownBy(() -> commit(writer, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(
            "Cannot find out whether offsets of 'orders' were committed to "
                + directory
                + "/orders: java\\.io\\.IOException: "
                + reason
                + "; "
                + wayOut
                + ", then append again, which looks first");
    assertThatThrownBy(() -> store.latest(ORDERS))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageMatching(
            "Cannot read offsets of 'orders' in "
                + directory
                + "/orders: java\\.io\\.IOException: "
                + reason
                + "; "
                + wayOut);
    assertThatThrownBy(() -> store.streams())
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot list the streams in " + directory + ": ")
        .hasMessageEndingWith("; " + wayOut);
    assertThatThrownBy(() -> claim(store, ORDERS, 2))
        .isExactlyInstanceOf(OffsetStoreException.class)
        .hasMessageStartingWith("Cannot claim 'orders' in " + directory + "/orders: ")
        .hasMessageEndingWith("; " + wayOut + ", then claim again");
  }
}
