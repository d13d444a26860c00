package io.github.kafkaspark.offsets;

import static io.github.kafkaspark.offsets.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.BasicStoreContract.commit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of one directory in several processes. */
class FileOffsetStoreProcessTest {

  private static final int CLAIMS = 50;

  @TempDir Path directory;

  @Test
  void twoProcessesNeverGetTheSameGeneration() throws Exception {
    Process first = start("claim");
    Process second = start("claim");
    List<String> generations = new ArrayList<>(lines(first, CLAIMS));
    generations.addAll(lines(second, CLAIMS));

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(generations).hasSize(2 * CLAIMS).doesNotHaveDuplicates();
    try (OffsetStore store = OffsetStores.file(directory)) {
      assertThat(store.latest(ORDERS).get().generation()).isGreaterThanOrEqualTo(2L * CLAIMS);
    }
  }

  @Test
  void whatReturnedSurvivesAKilledProcess() throws Exception {
    Process killed = start("append");
    List<String> sequences = lines(killed, 100);
    killed.destroyForcibly().waitFor();

    try (OffsetStore store = OffsetStores.file(directory)) {
      OffsetCommit latest = store.latest(ORDERS).get();
      assertThat(latest.sequence()).isGreaterThanOrEqualTo(Long.parseLong(sequences.get(99)));
      OffsetWriter next = claim(store, ORDERS, 0);
      assertThat(next.latest().sequence()).isEqualTo(latest.sequence() + 1);
      commit(next, 1);
      assertThat(new LocalFiles().list(directory.resolve("orders").toString()))
          .allMatch(file -> CommitName.parse(file).isPresent());
    }
  }

  private Process start(String what) throws IOException {
    return new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            directory.toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<String> lines(Process process, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    while (lines.size() < count) {
      lines.add(out.readLine());
    }
    assertThat(lines).doesNotContainNull();
    return lines;
  }

  /** What the other process does: claims some times, or appends until it is killed. */
  static final class Other {

    private Other() {}

    public static void main(String[] arguments) {
      try (OffsetStore store = OffsetStores.file(Paths.get(arguments[0]))) {
        if (arguments[1].equals("claim")) {
          for (int i = 0; i < CLAIMS; i++) {
            System.out.println(claim(store, ORDERS, i).latest().generation());
          }
        } else {
          append(claim(store, ORDERS, 0));
        }
      }
    }

    private static void append(OffsetWriter writer) {
      for (int i = 1; i < Integer.MAX_VALUE; i++) {
        commit(writer, i);
        System.out.println(writer.latest().sequence());
      }
    }
  }
}
