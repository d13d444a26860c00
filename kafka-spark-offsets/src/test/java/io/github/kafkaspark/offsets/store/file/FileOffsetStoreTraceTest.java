package io.github.kafkaspark.offsets.store.file;

import static io.github.kafkaspark.offsets.store.file.KilledProcess.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kafkaspark.offsets.ChildJvm;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.file.SystemCall.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the crash tests take for the calls of a commit is what the system is really called for. */
class FileOffsetStoreTraceTest {

  private static final String CALLS =
      "trace=open,openat,creat,write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range,"
          + "truncate,ftruncate,link,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,"
          + "mkdirat";

  /** A call that succeeded: its name, its arguments, and what it returned. */
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (\\d+).*");

  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern FILE = Pattern.compile("\\d+<([^>]*)>.*");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @TempDir Path directory;

  @BeforeEach
  void needsStrace() throws Exception {
    boolean works = works();
    String missing =
        "this test needs strace and the right to trace: on Linux, apt-get install strace, or dnf "
            + "install strace; in a container, --cap-add=SYS_PTRACE";
    assertThat(works || !"true".equals(System.getenv("CI"))).as(missing).isTrue();
    assumeTrue(works, missing);
  }

  private boolean works() throws Exception {
    try {
      return start("said", "strace", "-o", "/dev/null", "true").waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(String output, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(output).toFile())
        .start();
  }

  @Test
  void theModelledCallsAreTheRealOnes() throws Exception {
    Path modelled = Files.createDirectory(directory.resolve("modelled"));
    Path traced = Files.createDirectory(directory.resolve("traced"));
    assertThat(traced(traced)).isEqualTo(modelled(modelled)).hasSizeGreaterThan(100);
  }

  private static List<String> modelled(Path root) {
    List<String> calls = new ArrayList<>();
    commit(
        FileOffsetStore.open(
            root.resolve("var/offsets"),
            WatchedDisk.files(
                new WatchedDisk.Watcher() {
                  @Override
                  public void before(SystemCall call) {}

                  @Override
                  public void after(SystemCall call) {
                    if (SystemCall.CHANGES.contains(call.kind())
                        && call.path().startsWith(root.toString())) {
                      calls.add(plain(call, root));
                    }
                  }
                })));
    return calls;
  }

  private List<String> traced(Path root) throws Exception {
    Path trace = Files.createDirectory(directory.resolve("trace"));
    List<String> command =
        new ArrayList<>(
            Arrays.asList("strace", "-ff", "-y", "-s", "0", "-e", CALLS, "-o", trace + "/thread"));
    command.addAll(ChildJvm.command(Traced.class, root.resolve("var/offsets")));
    assertThat(start("said", command.toArray(new String[0])).waitFor()).isZero();
    List<String> calls = new ArrayList<>();
    try (Stream<Path> threads = Files.list(trace)) {
      for (Path thread : threads.collect(Collectors.toList())) {
        calls.addAll(calls(Files.readAllLines(thread, UTF_8), root));
      }
    }
    return calls;
  }

  /** The commits are made by one thread, so its calls are in order. */
  private static List<String> calls(List<String> lines, Path root) {
    return lines.stream()
        .filter(line -> line.contains(root.toString()))
        .map(CALL::matcher)
        .filter(Matcher::matches)
        .filter(call -> !call.group(1).startsWith("open") || call.group(2).contains("O_CREAT"))
        .map(call -> plain(call(call), root))
        .collect(Collectors.toList());
  }

  private static String plain(Object call, Path root) {
    return UUID.matcher(call.toString().replace(root.toString(), "")).replaceAll("uuid");
  }

  private static Object call(Matcher call) {
    List<String> paths = new ArrayList<>();
    for (Matcher text = TEXT.matcher(call.group(2)); text.find(); ) {
      paths.add(text.group(1));
    }
    Matcher file = FILE.matcher(call.group(2));
    String path = file.matches() ? file.group(1) : "";
    switch (call.group(1)) {
      case "open":
      case "openat":
        assertThat(call.group(2)).contains("O_EXCL");
        return SystemCall.of(Kind.CREATE, paths.get(0));
      case "write":
        return SystemCall.write(path, new byte[Integer.parseInt(call.group(3))]);
      case "fsync":
        return SystemCall.of(Kind.FORCE, path);
      case "link":
      case "linkat":
        return SystemCall.link(paths.get(1), paths.get(0));
      case "unlink":
      case "unlinkat":
        return SystemCall.of(Kind.UNLINK, paths.get(0));
      case "mkdir":
      case "mkdirat":
        return SystemCall.of(Kind.MKDIR, paths.get(0));
      default:
        return call.group();
    }
  }

  private static void commit(OffsetStore store) {
    OffsetWriter writer =
        store.claim(STREAM, NewCommit.start(KilledProcess.offsets(1), KilledProcess.provenance(1)));
    for (int i = 2; i <= 21; i++) {
      assertThatItIs(
          i, writer.append(NewCommit.batch(KilledProcess.offsets(i), KilledProcess.provenance(i))));
    }
    store.close();
  }

  private static void assertThatItIs(long sequence, OffsetCommit commit) {
    if (commit.sequence() != sequence) {
      throw new AssertionError(commit);
    }
  }

  /** The process that is traced. */
  static final class Traced {

    private Traced() {}

    public static void main(String[] arguments) {
      commit(OffsetStores.file(Paths.get(arguments[0])));
    }
  }
}
