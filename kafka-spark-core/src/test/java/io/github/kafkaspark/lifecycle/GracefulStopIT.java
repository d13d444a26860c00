package io.github.kafkaspark.lifecycle;

import static io.github.kafkaspark.lifecycle.SlowFiles.RECORDS_OF_A_BATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.lifecycle.StopOutcome.Kind;
import io.github.kafkaspark.testing.SparkExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ExtendWith(SparkExtension.class)
class GracefulStopIT {

  private static final long SLOW = 300;
  private static final long FOR_EVER = 600_000;

  @TempDir Path folder;

  private SparkSession spark;
  private final TestLog log = TestLog.sinceNow();
  private final List<String> hooks = new CopyOnWriteArrayList<>();

  @BeforeEach
  void create(SparkSession session) throws IOException {
    spark = session;
    SlowFiles.create(folder, 4);
  }

  @AfterEach
  void stopQueries() throws Exception {
    for (StreamingQuery query : spark.streams().active()) {
      query.stop();
    }
  }

  private StreamingQuery query(long millisForARecord) throws Exception {
    StreamingQuery query = SlowFiles.start(spark, folder, millisForARecord);
    SlowFiles.awaitRecord(folder);
    return query;
  }

  private static void sayHowLong(String reason, long asked) {
    System.out.printf(
        "GracefulStopIT: %d ms from %s to the end, with a batch of %d ms%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked),
        reason,
        RECORDS_OF_A_BATCH * SLOW);
  }

  @Test
  void onACallTheRunningBatchFinishesAndTheHooksRunInTheirOrder() throws Exception {
    StreamingQuery query = query(SLOW);
    ArmedStop stop =
        GracefulStop.of(query)
            .andThen("first", () -> hooks.add("first, active: " + query.isActive()))
            .andThen("second", () -> hooks.add("second"))
            .arm();
    long asked = System.nanoTime();
    stop.request();
    stop.request();

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    sayHowLong("a call", asked);
    assertThat(hooks).containsExactly("first, active: false", "second");
    SlowFiles.assertNothingDoneWasCut(folder);
    assertThat(log.lines("Stopping [query 'slow files'] because of a call")).hasSize(1);
  }

  @Test
  void onALocalMarkerItStopsAndDeletesTheMarker() throws Exception {
    Path marker = folder.resolve("stop");
    ArmedStop stop = GracefulStop.of(query(SLOW)).onMarker(marker).arm();
    long asked = System.nanoTime();
    Files.createFile(marker);

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    sayHowLong("a marker", asked);
    assertThat(marker).doesNotExist();
    assertThat(log.lines("because of the marker '" + marker + "'")).hasSize(1);
  }

  @Test
  void onAMarkerOfAHadoopFileSystemItStopsAndDeletesTheMarker() throws Exception {
    Path marker = folder.resolve("stop");
    ArmedStop stop = GracefulStop.of(query(SLOW)).onMarker(marker.toUri().toString()).arm();
    Files.createFile(marker);

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(marker).doesNotExist();
  }

  @Test
  void aMarkerThatIsCreatedWhileTheJobBeginsStopsIt() throws Exception {
    StreamingQuery query = query(SLOW);
    Path marker = Files.createFile(folder.resolve("stop"));
    ArmedStop stop = GracefulStop.of(query).onMarker(marker).arm();

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(marker).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMarkerThatIsOlderThanTheApplicationIsRefusedAndTheQueryGoesOn(boolean hadoop)
      throws Exception {
    StreamingQuery query = query(SLOW);
    Path marker = Files.createFile(folder.resolve("stop"));
    long begin = spark.sparkContext().startTime();
    Files.setLastModifiedTime(marker, FileTime.fromMillis(begin - 2_000));
    GracefulStop stop = GracefulStop.of(query);

    assertThatThrownBy(
            () -> (hadoop ? stop.onMarker(marker.toUri().toString()) : stop.onMarker(marker)).arm())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot wait for the marker '")
        .hasMessageEndingWith(
            marker
                + "': it is older than this application, so it would stop each start at once; "
                + "delete it, and start again");
    assertThat(query.isActive()).isTrue();
    assertThat(marker).exists();
  }

  @Test
  void aMarkerThatCannotBeLookedForIsSaidOnceAndStopsTheQueryLater() throws Exception {
    // A link to itself where the marker's folder should be: looking for the marker fails.
    Path inTheWay = folder.resolve("away");
    Files.createSymbolicLink(inTheWay, inTheWay);
    Path marker = inTheWay.resolve("stop");
    ArmedStop stop = GracefulStop.of(query(SLOW)).onMarker(marker).arm();
    assertThat(stop.awaitTermination(Duration.ofSeconds(3))).isFalse();
    Files.delete(inTheWay);
    Files.createDirectory(inTheWay);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !log.lines("can be looked for again").isEmpty());
    Files.createFile(marker);

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(log.warnings("Cannot look for the marker '" + marker + "'")).hasSize(1);
  }

  @Test
  void aMarkerOnAnHdfsThatIsAwayIsSaidOnceAndHoldsNothingUp() throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.setInt("ipc.client.connect.max.retries", 0);
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      // Nobody at the one; the other takes ten seconds, in which nothing is said.
      List<String> addresses = new ArrayList<>(Collections.singleton("127.0.0.1:1"));
      if (Boolean.getBoolean("kafkaspark.faults")) {
        addresses.add("127.0.0.1:" + silent.getLocalPort());
      }
      for (String address : addresses) {
        String marker = "hdfs://" + address + "/jobs/stop";
        StreamingQuery query = SlowFiles.start(spark, folder, SLOW);
        ArmedStop stop = GracefulStop.of(query).onMarker(marker).arm();
        assertThat(stop.awaitTermination(Duration.ofSeconds(3))).isFalse();
        stop.request();

        assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
        assertThat(log.warnings("Cannot look for the marker '" + marker + "'")).hasSize(1);
      }
    } finally {
      hadoop.unset("ipc.client.connect.max.retries");
    }
  }

  @Test
  void severalQueriesFinishTheirBatchesTogether() throws Exception {
    Path other = folder.resolve("other");
    SlowFiles.create(other, 4);
    StreamingQuery slow = query(SLOW);
    StreamingQuery second =
        spark
            .readStream()
            .format("text")
            .load(other.resolve("input").toString())
            .writeStream()
            .format("memory")
            .queryName("other")
            .start();
    ArmedStop stop = GracefulStop.of(slow, second).arm();
    stop.request();

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(slow.isActive()).isFalse();
    assertThat(second.isActive()).isFalse();
    SlowFiles.assertNothingDoneWasCut(folder);
  }

  @Test
  void aBatchThatRunsAtTheLimitIsCutAndWhatIsReadAgainIsSaid() throws Exception {
    StreamingQuery query = query(FOR_EVER);
    ArmedStop stop =
        GracefulStop.of(query)
            .within(Duration.ofSeconds(2))
            .andThen("hook", () -> hooks.add("ran"))
            .arm();
    stop.request();

    StopOutcome outcome = stop.awaitTermination();
    assertThat(outcome.kind()).isEqualTo(Kind.BATCH_CUT);
    String problem =
        "query 'slow files' is stopped in the middle of a batch, which has not ended within 2 s; a "
            + "restart reads again what came after its start";
    assertThat(outcome).hasToString("BATCH_CUT: " + problem);
    assertThat(outcome.failure().get()).hasMessage(problem);
    assertThat(query.isActive()).isFalse();
    assertThat(hooks).containsExactly("ran");
    assertThat(log.warnings(problem)).hasSize(1);
  }

  @Test
  void theFailureOfOneQueryStopsTheOthersGracefully() throws Exception {
    StreamingQuery slow = query(SLOW);
    StreamingQuery failing =
        spark
            .readStream()
            .format("text")
            .load(folder.resolve("input").toString())
            .selectExpr("assert_true(value = '')")
            .writeStream()
            .format("memory")
            .queryName("failing")
            .start();
    ArmedStop stop = GracefulStop.of(slow, failing).arm();

    StopOutcome outcome = stop.awaitTermination();
    assertThat(outcome.kind()).isEqualTo(Kind.QUERY_FAILED);
    assertThat(outcome.failure().get()).isSameAs(failing.exception().get());
    assertThat(outcome.toString())
        .startsWith("QUERY_FAILED: query 'failing' has failed: ")
        .contains("is not true")
        .doesNotContain("\n");
    assertThat(slow.isActive()).isFalse();
    SlowFiles.assertNothingDoneWasCut(folder);
    assertThat(log.lines("because of the failure of query 'failing'")).hasSize(1);
    assertThat(log.warnings("query 'failing' has failed")).hasSize(1);
  }

  @Test
  void aQueryThatEndsByItselfRunsTheHooksToo() throws Exception {
    StreamingQuery query = query(0);
    ArmedStop stop = GracefulStop.of(query).andThen("hook", () -> hooks.add("ran")).arm();
    query.processAllAvailable();
    query.stop();

    assertThat(stop.awaitTermination().kind()).isEqualTo(Kind.COMPLETE);
    assertThat(hooks).containsExactly("ran");
  }

  @Test
  void aHookThatThrowsOrHangsIsNamedAndHarmsNoOther() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ArmedStop stop =
        GracefulStop.of(query(0))
            .within(Duration.ofSeconds(4))
            .andThen(
                "broken",
                () -> {
                  throw new NoSuchMethodError("missing");
                })
            .andThen("hanging", never::await)
            .andThen("last", () -> hooks.add("ran"))
            .arm();
    stop.request();

    StopOutcome outcome = stop.awaitTermination();
    assertThat(outcome.kind()).isEqualTo(Kind.HOOK_FAILED);
    assertThat(outcome.failure().get()).isExactlyInstanceOf(NoSuchMethodError.class);
    assertThat(outcome.toString())
        .startsWith(
            "HOOK_FAILED: hook 'broken' has failed: java.lang.NoSuchMethodError: missing; hook "
                + "'hanging' has not finished within ");
    assertThat(hooks).containsExactly("ran");
    assertThat(log.warnings("Hook 'broken' has failed")).hasSize(1);
    assertThat(log.warnings("Hook 'hanging' has not finished within ")).hasSize(1);
  }

  private static void assertLimitRefused(GracefulStop stop, Duration limit, String shown) {
    assertThatThrownBy(() -> stop.within(limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid limit: '%s' (expected more than zero, and a day at most)", shown);
  }

  @Test
  void refusesWhatCannotBe() throws Exception {
    StreamingQuery query = query(SLOW);
    GracefulStop stop = GracefulStop.of(query);

    assertThatThrownBy(() -> GracefulStop.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("query");
    assertThatThrownBy(() -> GracefulStop.of(query, query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid query: query 'slow files' (expected each query once)");
    assertLimitRefused(stop, Duration.ZERO, "0 s");
    assertLimitRefused(stop, Duration.ofSeconds(-1), "-1 s");
    assertLimitRefused(stop, Duration.ofHours(25), "1 d 1 h");
    for (String marker : new String[] {"", "/var/stop", "hdfs:", "no uri"}) {
      assertThatThrownBy(() -> stop.onMarker(marker))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid marker: '%s' (expected a URI such as hdfs://namenode/jobs/orders/stop; for "
                  + "a local file pass a java.nio.file.Path)",
              marker);
    }
    assertThatThrownBy(() -> stop.onMarker("nosuch://host/stop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Invalid marker: 'nosuch://host/stop' (expected a URI of a file system that Spark's "
                + "Hadoop can open): ");
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.set("fs.absent.impl", "com.example.AbsentFileSystem");
    assertThatThrownBy(() -> stop.onMarker("absent://host/stop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid marker: 'absent://host/stop' (expected a URI of a file ")
        .hasMessageContaining("com.example.AbsentFileSystem");
    assertThatThrownBy(() -> stop.andThen("hook", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("hook");
    assertThat(stop.onMarker(folder.resolve("stop")).andThen("hook", () -> {}))
        .hasToString(
            "GracefulStop([query 'slow files'] within 1 min, markers ['%s'], then ['hook'])",
            folder.resolve("stop"));
  }
}
