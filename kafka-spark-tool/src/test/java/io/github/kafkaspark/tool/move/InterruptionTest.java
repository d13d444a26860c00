package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.testing.ProcessSignal;
import io.github.kafkaspark.tool.Main;
import io.github.kafkaspark.tool.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Control-C, sent to a process. */
@Timeout(120)
class InterruptionTest {

  @TempDir Path folder;

  private Process process;

  /** A shell says its process id, which is the program's, who takes SIGINT even in a script. */
  private void start(Class<?> program, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                "sh",
                "-c",
                "echo $$ > pid; env --default-signal=INT true 2> /dev/null"
                    + " && exec env --default-signal=INT \"$@\"; exec \"$@\"",
                "sh",
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(Arrays.asList(args));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private String text(String file) {
    try {
      return new String(Files.readAllBytes(folder.resolve(file)), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void interrupt() {
    ProcessSignal.send("INT", text("pid").trim());
  }

  private int status() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void beforeTheChangeNothingIsChanged() throws Exception {
    Path store = folder.resolve("offsets");
    Ran.commit(store, "orders-to-lake", TopicOffsets.empty().withOffset("orders", 0, 3));
    Ran before = Ran.of("history", "orders-to-lake", "--store", store.toUri().toString());
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      start(
          Main.class,
          "rewind",
          "orders-to-lake",
          "--to-earliest",
          "--execute",
          "--fence",
          "--store",
          store.toUri().toString(),
          "--bootstrap-server",
          "127.0.0.1:" + silent.getLocalPort());
      try (Socket asked = silent.accept()) {
        assertThat(asked.isConnected()).isTrue();
        interrupt();
        assertThat(status()).isEqualTo(130);
      }
    }
    assertThat(text("err")).isEqualTo("kafka-spark: Interrupted: nothing is changed\n");
    assertThat(text("out")).isEmpty();
    assertThat(Ran.of("history", "orders-to-lake", "--store", store.toUri().toString()).out)
        .isEqualTo(before.out);
  }

  @Test
  void aChangeThatIsOnItsWayIsMadeAndTold() throws Exception {
    start(InterruptedChange.class, folder.resolve("go").toString(), "60");
    await().atMost(Duration.ofMinutes(1)).until(() -> text("out").equals("changing\n"));
    interrupt();
    await().atMost(Duration.ofMinutes(1)).until(() -> text("err").endsWith("\n"));
    Path unused = Files.createFile(folder.resolve("go"));

    assertThat(status()).isEqualTo(130);
    assertThat(text("err"))
        .isEqualTo(
            "kafka-spark: Interrupted: the change is on its way; its end is waited for, 1 min at"
                + " most\n"
                + "kafka-spark: Interrupted: the change was on its way, and is done: a REWIND\n");
  }

  @Test
  void aChangeThatDoesNotEndIsNotKnown() throws Exception {
    start(InterruptedChange.class, folder.resolve("go").toString(), "1");
    await().atMost(Duration.ofMinutes(1)).until(() -> text("out").equals("changing\n"));
    interrupt();

    assertThat(status()).isEqualTo(130);
    assertThat(text("err"))
        .endsWith(
            "kafka-spark: Interrupted: the change was on its way, and nobody knows yet whether it is"
                + " made, all or nothing; kafka-spark show tells\n");
  }
}
