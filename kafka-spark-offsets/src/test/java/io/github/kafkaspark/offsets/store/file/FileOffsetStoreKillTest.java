package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.file.KilledProcess.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.ChildJvm;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a committing process at a random moment, again and again, on one store. */
@Tag("heavy")
class FileOffsetStoreKillTest {

  private static final String NAME = "kill -9 of a committing process, file store";

  @TempDir Path directory;

  private final Random random = Faults.random(NAME);
  private final Map<Long, OffsetCommit> bySequence = new HashMap<>();

  /** The numbers of the newest commit that was tried, and that was acknowledged. */
  private long tried;

  private long acknowledged;
  private long sequence;
  private int leftovers;
  private long commits;

  @Test
  void noCommitIsLostTornOrTakenBack() throws Exception {
    int rounds = Faults.count(20, 1_000);
    Process next = start(0);
    try {
      for (int round = 1; round <= rounds; round++) {
        Process running = next;
        next = start(round);
        kill(running, round - 1);
        Files.readAllLines(said(round - 1), UTF_8).forEach(this::note);
        look(round);
        if (round % 100 == 0) {
          Faults.say(NAME, round + " kills, " + commits + " commits");
        }
      }
    } finally {
      next.destroyForcibly();
    }
    Faults.say(
        NAME,
        String.format(
            "%d kills, %d commits, %d times something was left behind",
            rounds, commits, leftovers));
  }

  /** A process that is ready when it is needed. */
  private Process start(int round) throws IOException {
    Path warm = directory.resolve("warm-" + round);
    return new ProcessBuilder(
            ChildJvm.command(
                KilledProcess.class, directory.resolve("store"), random.nextLong(), warm))
        .redirectOutput(said(round).toFile())
        .start();
  }

  /** What a process has said by the time it is killed. */
  private Path said(int round) {
    return directory.resolve("said-" + round);
  }

  private void kill(Process process, int round) throws Exception {
    BufferedReader errors =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    String line = errors.readLine();
    while (!line.equals("ready")) {
      line = errors.readLine();
    }
    process.getOutputStream().write((tried + 1 + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    long bytes = random.nextInt(3) == 0 ? 0 : random.nextInt(2_000);
    while (Files.size(said(round)) < bytes) {
      assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).as("%s ended", process).isFalse();
    }
    assertThat(process.waitFor(random.nextInt(5_000), TimeUnit.MICROSECONDS)).isFalse();
    process.destroyForcibly().waitFor();
  }

  private void note(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("try")) {
      tried = Long.parseLong(words[1]);
    } else {
      sequence = Long.parseLong(words[1]);
      acknowledged = Long.parseLong(words[2]);
      commits++;
    }
  }

  private void look(int round) throws IOException {
    Path stream = directory.resolve("store/orders");
    boolean left = Files.exists(stream) && !names(stream).stream().allMatch(this::isCommit);
    leftovers += left ? 1 : 0;
    try (OffsetStore store = OffsetStores.file(directory.resolve("store"))) {
      Optional<OffsetCommit> latest = store.latest(STREAM);
      assertThat(latest.map(KilledProcess::number).orElse(0L)).isBetween(acknowledged, tried);
      assertThat(latest.map(OffsetCommit::sequence).orElse(0L)).isBetween(sequence, sequence + 1);
      for (OffsetCommit commit : store.history(STREAM)) {
        assertWhole(commit);
        OffsetCommit known = bySequence.putIfAbsent(commit.sequence(), commit);
        assertThat(known == null || known.equals(commit)).as("%s and %s", commit, known).isTrue();
      }

      tried++;
      OffsetWriter writer =
          store.claim(
              STREAM,
              NewCommit.start(KilledProcess.offsets(tried), KilledProcess.provenance(tried)));
      assertThat(writer.latest().sequence())
          .isEqualTo(latest.map(OffsetCommit::sequence).orElse(0L) + 1);
      acknowledged = tried;
      sequence = writer.latest().sequence();
    }
    assertThat(names(stream)).as("round %d", round).allMatch(this::isCommit);
    assertThat(names(directory.resolve("store"))).containsExactly("orders");
  }

  private void assertWhole(OffsetCommit commit) {
    long number = KilledProcess.number(commit);
    assertThat(number).isBetween(1L, tried);
    assertThat(commit.offsets()).isEqualTo(KilledProcess.offsets(number));
    assertThat(commit.provenance()).isEqualTo(KilledProcess.provenance(number));
  }

  private boolean isCommit(String file) {
    return CommitName.parse(file).isPresent();
  }

  private static List<String> names(Path path) throws IOException {
    return new LocalFiles().list(path.toString());
  }
}
