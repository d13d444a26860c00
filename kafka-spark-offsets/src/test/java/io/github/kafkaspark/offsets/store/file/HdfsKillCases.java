package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.BasicStoreContract.ORDERS;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.at;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.claim;
import static io.github.kafkaspark.offsets.store.BasicStoreContract.commit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.Faults;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Kills a process that claims and commits, as {@code kill -9} does, again and again. */
abstract class HdfsKillCases {

  private static final String NAME = "kill -9 of a committing process, HDFS";

  private final URI directory = MiniHdfs.get().newDirectory();
  private final Random random = Faults.random(NAME);

  /** How many commits the killed ones had been told of, and how many files they left half-way. */
  private long acknowledged;

  private int leftovers;

  @Test
  void aKilledProcessLosesNoCommitThatItWasToldOf() throws Exception {
    int kills = Faults.count(5, 200);
    try (OffsetStore store = OffsetStores.hdfs(directory, new Configuration())) {
      CommitFiles files = new HdfsFiles(directory, new Configuration());
      long sequence = claim(store, ORDERS, 1).latest().sequence();
      for (int kill = 1; kill <= kills; kill++) {
        long told = Math.max(sequence, killAtRandom());
        String asOf = "kill " + kill;

        OffsetCommit latest = store.latest(ORDERS).get();
        assertThat(latest.sequence()).as(asOf).isGreaterThanOrEqualTo(told);
        assertThat(latest.offsets()).as(asOf).isEqualTo(at(latest.sequence()));
        assertWholeAndInOrder(files, store.history(ORDERS), asOf);

        OffsetWriter next = claim(store, ORDERS, latest.sequence() + 1);
        sequence = next.latest().sequence();
        assertThat(sequence).as(asOf).isEqualTo(latest.sequence() + 1);
        assertThat(files.list(directory + "/orders"))
            .as(asOf)
            .allMatch(file -> CommitName.parse(file).isPresent());
        if (kill % 20 == 0) {
          Faults.say(NAME, kill + " of " + kills + " kills");
        }
      }
    }
    Faults.say(
        NAME,
        String.format(
            "%d kills, %d acknowledged commits, %d temporary files left behind",
            kills, acknowledged, leftovers));
  }

  private void assertWholeAndInOrder(CommitFiles files, List<OffsetCommit> history, String asOf)
      throws IOException, DamagedCommitException {
    int whole = 0;
    for (String file : files.list(directory + "/orders")) {
      if (CommitName.parse(file).isPresent()) {
        CommitName name = CommitName.parse(file).get();
        byte[] bytes = files.read(directory + "/orders/" + file);
        OffsetCommit commit = CommitFormat.read(bytes, ORDERS, name, file);
        assertThat(commit.offsets()).as(asOf).isEqualTo(at(commit.sequence()));
        whole++;
      } else {
        leftovers++;
      }
    }
    assertThat(history).as(asOf).hasSize(Math.min(whole, StreamDirectory.KEPT));
    for (int i = 1; i < history.size(); i++) {
      assertThat(history.get(i).sequence()).as(asOf).isEqualTo(history.get(i - 1).sequence() - 1);
    }
  }

  /** The last commit that the process was told of before it was killed; 0 if there was none. */
  private long killAtRandom() throws Exception {
    Process process = start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String processId = out.readLine();
      long told = 0;
      for (int lines = random.nextInt(8); lines > 0; lines--) {
        told = Long.parseLong(out.readLine());
        acknowledged++;
      }
      LockSupport.parkNanos(random.nextInt(told == 0 ? 2_000_000_000 : 100_000_000));
      // Process.destroyForcibly would throw away what has been told and not been read.
      assertThat(new ProcessBuilder("kill", "-9", processId).inheritIO().start().waitFor())
          .isZero();
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        told = Long.parseLong(line);
        acknowledged++;
      }
      return told;
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        Arrays.asList(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Killed.class.getName(),
            directory.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Claims, and appends until it is killed. Says each commit that has returned. */
  static final class Killed {

    private Killed() {}

    public static void main(String[] arguments) {
      System.out.println(ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0]);
      try (OffsetStore store = OffsetStores.hdfs(URI.create(arguments[0]), new Configuration())) {
        long sequence = store.latest(ORDERS).get().sequence() + 1;
        OffsetWriter writer = claim(store, ORDERS, sequence);
        while (sequence < Long.MAX_VALUE) {
          System.out.println(writer.latest().sequence());
          sequence++;
          commit(writer, sequence);
        }
      }
    }
  }
}
