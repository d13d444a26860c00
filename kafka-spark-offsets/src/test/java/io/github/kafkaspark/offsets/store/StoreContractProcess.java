package io.github.kafkaspark.offsets.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Another JVM, with the class path of this one, that opens a store and does what it is told: see
 * {@link StoreContractMain}. It ends with this JVM at the latest, and serves several tests.
 */
final class StoreContractProcess {

  private static final Deque<StoreContractProcess> IDLE = new ConcurrentLinkedDeque<>();
  private static final String END = "the end of its output";

  private final Process process;
  private final PrintStream commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final String pid;

  private StoreContractProcess() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreContractMain.class.getName())
            .directory(folder()) // It may log to a file.
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    commands = new PrintStream(process.getOutputStream(), true, "UTF-8");
    Thread thread = new Thread(this::listen, "store-contract-answers");
    thread.setDaemon(true);
    thread.start();
    pid = answer();
  }

  private static File folder() throws IOException {
    return Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir"), "processes"))
        .toFile();
  }

  /** One that has opened this store. */
  public static StoreContractProcess of(SharedStoreContract.Opener opener) throws Exception {
    StoreContractProcess idle = IDLE.poll();
    StoreContractProcess process = idle == null ? new StoreContractProcess() : idle;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(opener);
    }
    process.tell("open " + Base64.getEncoder().encodeToString(bytes.toByteArray()));
    assertThat(process.answer()).isEqualTo("opened");
    return process;
  }

  private void listen() {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      answers.add(END);
    }
  }

  void tell(String command) {
    commands.println(command);
  }

  /** The next line that it has said, or says within a minute. */
  String answer() throws InterruptedException {
    String answer = answers.poll(60, TimeUnit.SECONDS);
    assertThat(answer).as("a line of the other process within a minute").isNotNull();
    assertThat(answer).isNotEqualTo(END);
    return answer;
  }

  /** Stops it between two instructions, wherever it is, as SIGSTOP does. */
  void pause() throws Exception {
    signal("STOP");
  }

  /** Lets it go on. */
  void resume() throws Exception {
    signal("CONT");
  }

  private void signal(String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start();
    assertThat(kill.waitFor()).as("kill -%s %s", signal, pid).isZero();
    while (signal.equals("STOP") && !isStopped()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The system tells one thread first; the others run on until that one has got a processor. */
  private boolean isStopped() throws Exception {
    Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", pid).start();
    int state = ps.getInputStream().read();
    return ps.waitFor() == 0 && state == 'T';
  }

  /** Ends it by SIGKILL, and returns the last line that it said after this one. */
  String kill(String heard) throws Exception {
    signal("KILL"); // Java's own way would close its output unread.
    assertThat(process.waitFor()).isNotZero();
    String last = heard;
    for (String line = answers.take(); !line.equals(END); line = answers.take()) {
      last = line;
    }
    return last;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Closes its store, so that nothing of a test goes on behind it; it may serve another test. */
  void release() throws InterruptedException {
    tell("close");
    assertThat(answer()).isEqualTo("closed");
    IDLE.add(this);
  }
}
