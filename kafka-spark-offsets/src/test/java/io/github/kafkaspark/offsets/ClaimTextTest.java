package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.StartingOffsets;
import io.github.kafkaspark.TopicIdentity;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetStoreException;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements that messages print compile, do what they say, and forget nothing. */
class ClaimTextTest {

  private static final StreamId STREAM = StreamId.of("orders-to-lake");
  private static final Provenance BY = Provenance.of("a driver", Instant.EPOCH);
  private static final TopicIdentity KNOWN = TopicIdentity.of("cluster").withTopicId("one");
  private static final NewCommit START =
      NewCommit.start(
              TopicOffsets.empty()
                  .withOffset("t", 0, 50)
                  .withOffset("t", 1, 60)
                  .withOffset("u", 0, 1),
              BY)
          .withIdentity("t", KNOWN)
          .withIdentity("u", TopicIdentity.of("other \"\\ cluster"));

  @TempDir Path folder;
  private final OffsetStore store = OffsetStores.inMemory();

  @Test
  void claimsWhereACommitIs() throws Exception {
    run(ClaimText.at(OffsetCommit.of(STREAM, 3, 7, START)), store, null);

    OffsetCommit claimed = store.latest(STREAM).get();
    assertThat(claimed.offsets()).isEqualTo(START.offsets());
    assertThat(claimed.identities()).isEqualTo(START.identities());
    assertThat(claimed.provenance().time()).isEqualTo(BY.time());
    assertThatThrownBy(
            () -> resume(STREAM).resolve(new FixedBrokers("t", 2, "cluster").topicId("two")))
        .hasMessageContaining("created anew");
  }

  @Test
  void leavesOutWhoseOffsetsAreNotThere() {
    TopicOffsets offsets = TopicOffsets.empty().withOffset("t", 0, 5);
    Map<String, TopicIdentity> other = Collections.singletonMap("gone", KNOWN);
    assertThat(ClaimText.at(STREAM, offsets, other, Instant.EPOCH))
        .isEqualTo(
            "store.claim(StreamId.of(\"orders-to-lake\"), NewCommit.start(TopicOffsets.fromJson("
                + "\"{\\\"t\\\":{\\\"0\\\":5}}\"), Provenance.of(\"by hand\", "
                + "Instant.parse(\"1970-01-01T00:00:00Z\")))).close()");
  }

  @Test
  void aRenamedStreamGoesOnWhereItWas() throws Exception {
    StreamId renamed = StreamId.of("renamed");
    store.claim(STREAM, START).close();
    run(ClaimText.atThatOf(renamed, "store", STREAM), store, null);

    assertThat(resume(renamed).plan(new FixedBrokers("t", 2, "cluster").topicId("one")).start())
        .isEqualTo(START.offsets().filter(partition -> partition.topic().equals("t")));
    assertThatThrownBy(
            () -> resume(renamed).resolve(new FixedBrokers("t", 2, "cluster").topicId("two")))
        .hasMessageContaining("created anew");
  }

  @Test
  void aLostPrimaryIsClaimedWhereItsCopyIs() throws Exception {
    OffsetStore follower = OffsetStores.inMemory();
    follower.claim(STREAM, START).close();
    try (OffsetStore mirrored = OffsetStores.mirrored(store, follower)) {
      assertThatThrownBy(() -> mirrored.latest(STREAM))
          .isInstanceOf(OffsetStoreException.class)
          .satisfies(
              e -> {
                String message = e.getMessage();
                run(
                    message.substring(
                        message.indexOf("store.claim("), message.indexOf(", or have the follower")),
                    mirrored,
                    follower);
              });
      assertThat(mirrored.latest(STREAM).get().identities()).isEqualTo(START.identities());
      assertThat(mirrored.latest(STREAM).get().offsets()).isEqualTo(START.offsets());
    }
  }

  private Resume resume(StreamId stream) {
    return Resume.from(store, stream).firstTime(StartingOffsets.latest());
  }

  private void run(String statement, OffsetStore store, OffsetStore follower) throws Exception {
    String imports =
        "import io.github.kafkaspark.*;import io.github.kafkaspark.offsets.store.*;import java.time.*;";
    Path source = folder.resolve("Statement.java");
    Files.write(
        source,
        Collections.singleton(
            imports
                + "public class Statement {public static void run(OffsetStore store, OffsetStore follower){"
                + statement
                + ";}}"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    source.toString()))
        .as(statement)
        .isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      loader
          .loadClass("Statement")
          .getMethod("run", OffsetStore.class, OffsetStore.class)
          .invoke(null, store, follower);
    }
  }
}
