package io.github.kafkaspark.tool.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.Ran;
import io.github.kafkaspark.tool.ToolPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copy, rename and forget, in stores of files. */
class StreamsCommandsTest {

  private static final TopicOffsets OFFSETS =
      TopicOffsets.empty().withOffset("orders", 0, 17).withOffset("orders", 1, 4);

  @TempDir Path folder;
  private Path offsets;
  private Path other;

  @BeforeEach
  void commit() {
    offsets = folder.resolve("offsets");
    other = folder.resolve("other");
    claim("living", Provenance.of("4711@host", Ran.NOON).withApplication("application-1"));
    claim(
        "closed", Provenance.of("4711@host", Ran.NOON).withApplication("application-1").asClosed());
  }

  private void claim(String stream, Provenance by) {
    try (OffsetStore store = OffsetStores.file(offsets)) {
      Ran.claim(store, stream, OFFSETS, by);
    }
  }

  private Ran run(String command, String stream, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = command;
    all[1] = stream;
    all[2] = "--store";
    all[3] = offsets.toUri().toString();
    System.arraycopy(more, 0, all, 4, more.length);
    return Ran.of(all);
  }

  private static Optional<OffsetCommit> latest(Path folder, String stream) {
    try (OffsetStore store = OffsetStores.existing("file:" + folder)) {
      return store.latest(StreamId.of(stream));
    }
  }

  private static void done(Ran ran) {
    assertThat(ran.status).as(ran.toString()).isZero();
    assertThat(ran.err).isEmpty();
  }

  private static void failed(int status, Ran ran, String begin, String end) {
    assertThat(ran.err).startsWith("kafka-spark: " + begin).endsWith(end + "\n").hasLineCount(1);
    assertThat(ran.status).isEqualTo(status);
  }

  @Test
  void copiesAStreamThatRunsIntoAnotherStore() throws Exception {
    Files.createDirectory(other);
    String to = other.toUri().toString();

    Ran dry = run("copy", "living", "--to", to);
    done(dry);
    assertThat(dry.out)
        .startsWith("Stream 'living' stands at generation 1, sequence 1, a START: ")
        .contains("\nIt is copied to 'living' in the ")
        .endsWith("\nNothing is changed; add --execute\n");
    assertThat(latest(other, "living")).isEmpty();

    Ran made = run("copy", "living", "--to", to, "--execute");
    done(made);
    assertThat(made.out).contains("\nDone: 'living' stands at generation 1, sequence 2, a START\n");
    assertThat(latest(other, "living").get().offsets()).isEqualTo(OFFSETS);
    assertThat(latest(offsets, "living").get().generation()).isOne();

    Ran json = run("copy", "living", "--to", to, "--as", "second", "--execute", "--json");
    done(json);
    ToolPage.assertHasFieldsOf("copy", json.out);
  }

  @Test
  void copiesIntoNoStoreThatIsThereByNoName() throws Exception {
    String to = other.toUri().toString();
    for (String execute : new String[] {"--timeout=30s", "--execute"}) {
      failed(
          1,
          run("copy", "living", "--to", to, execute),
          "Cannot ",
          "; if the store of --to is still to be made, add --create-store");
      assertThat(other).doesNotExist();
    }

    Ran dry = run("copy", "living", "--to", to, "--create-store");
    assertThat(dry.err)
        .startsWith("kafka-spark: warning: ")
        .endsWith("; --execute makes the store\n");
    assertThat(dry.out)
        .contains("\nIt is copied to 'living' in the store of --to, which is made.\n");
    assertThat(dry.status).isZero();
    assertThat(other).doesNotExist();

    done(run("copy", "living", "--to", to, "--create-store", "--execute"));
    assertThat(latest(other, "living").get().offsets()).isEqualTo(OFFSETS);
  }

  @Test
  void refusesACopyToTheSamePlaceOrOverAStream() {
    failed(
        1,
        run("copy", "living", "--to", offsets.toUri().toString(), "--execute"),
        "Cannot copy 'living': 'living' in the ",
        " stands at the same commit: it is this stream, or a copy of it; give another store or name");
    for (String execute : new String[] {"--timeout=30s", "--execute"}) {
      for (String command : new String[] {"copy", "rename"}) {
        failed(
            1,
            run(command, "living", "--as", "closed", "--fence", execute),
            "Cannot " + command + " 'living': there is a stream 'closed' already, at ",
            "; take another name by --as, or have kafka-spark forget that one first");
      }
    }
    assertThat(latest(offsets, "closed").get().generation()).isOne();
    failed(
        2,
        run("copy", "living"),
        "Missing where to: give --to LOCATION, --as NAME, or both; ",
        "'kafka-spark copy --help' says how to call it");
    failed(
        2,
        run("copy", "living", "--as", "x", "--create-store"),
        "Invalid option: --create-store without a store (expected --to LOCATION, too)",
        "how to call it");
  }

  @Test
  void renamesAStreamWhoseOwnerHasEnded() {
    Ran dry = run("rename", "closed", "--as", "new");
    done(dry);
    assertThat(dry.out)
        .endsWith(
            "\nIt gets the name 'new', and 'closed' is forgotten: give the query the new name, too."
                + "\nNothing is changed; add --execute\n");
    assertThat(latest(offsets, "new")).isEmpty();

    Ran made = run("rename", "closed", "--as", "new", "--execute", "--json");
    done(made);
    ToolPage.assertHasFieldsOf("rename", made.out);
    assertThat(latest(offsets, "new").get().offsets()).isEqualTo(OFFSETS);
    assertThat(latest(offsets, "closed")).isEmpty();
  }

  @Test
  void wantsANewNameToRename() {
    failed(2, run("rename", "closed"), "Missing the new name: give --as NAME; ", "how to call it");
    failed(2, run("rename", "closed", "--as", "a/b"), "Invalid ", "how to call it");
    failed(
        1,
        run("rename", "closed", "--as", "closed"),
        "Cannot rename 'closed': that is its name",
        "give another one");
  }

  @Test
  void forgetsAStream() {
    Ran dry = run("forget", "closed");
    done(dry);
    assertThat(dry.out)
        .contains("\nIt is forgotten: a query of this name begins as the first time.\n")
        .endsWith("\nNothing is changed; add --execute\n");
    assertThat(latest(offsets, "closed")).isPresent();

    Ran made = run("forget", "closed", "--execute");
    done(made);
    assertThat(made.out).endsWith("\nDone\n");
    assertThat(latest(offsets, "closed")).isEmpty();

    Ran json = run("forget", "living", "--execute", "--fence", "--json");
    done(json);
    ToolPage.assertHasFieldsOf("forget", json.out);
    try (OffsetStore store = OffsetStores.file(offsets)) {
      Ran.claim(store, "closed", OFFSETS);
    }
    assertThat(latest(offsets, "closed").get().generation()).isGreaterThan(1);
  }

  @Test
  void replacesAnOwnerThatMayLiveOnlyOnPurpose() {
    for (String[] change : new String[][] {{"forget"}, {"rename", "--as=new"}}) {
      Ran ran =
          change.length == 1
              ? run("forget", "living", "--execute")
              : run("rename", "living", change[1], "--execute");
      failed(
          1,
          ran,
          "Cannot "
              + change[0]
              + " 'living': '4711@host' (application application-1), last commit ",
          "or add --fence, which replaces it: a tracker then stops its query");
      assertThat(latest(offsets, "living").get().generation()).isOne();
      assertThat(latest(offsets, "new")).isEmpty();
    }
    Ran dry = run("forget", "living");
    assertThat(dry.out).contains("\nNothing is changed; add --execute --fence, which replaces ");
    done(run("rename", "living", "--as", "new", "--execute", "--fence"));
    assertThat(latest(offsets, "living")).isEmpty();
  }

  @Test
  void namesTheNearestStreamAndMakesNothing() throws Exception {
    Files.createDirectory(other);
    for (String command : new String[] {"copy", "rename", "forget"}) {
      String[] more = command.equals("forget") ? new String[0] : new String[] {"--as", "new"};
      Ran unknown = run(command, "clossed", more);
      failed(1, unknown, "Cannot " + command + " 'clossed': nothing is stored for it", "");
      assertThat(unknown.err).contains("it has 'closed', 'living'");
      assertThat(unknown.out).isEmpty();
    }
    Path missing = folder.resolve("missing");
    Ran typo =
        Ran.of("forget", "closed", "--store", missing.toUri().toString(), "--execute", "--fence");
    assertThat(typo.err).startsWith("kafka-spark: Cannot ").contains(missing.toString());
    assertThat(typo.status).isOne();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(offsets, other);
    }
  }
}
