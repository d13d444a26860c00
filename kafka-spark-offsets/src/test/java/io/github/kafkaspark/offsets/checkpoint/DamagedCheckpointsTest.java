package io.github.kafkaspark.offsets.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kept checkpoints as a loss of power, a copy that was cut short or a person leaves them. Two
 * batches are done in each; the first ends at 2, the second at 4.
 */
class DamagedCheckpointsTest {

  @TempDir Path folder;

  /** Does some harm. */
  private interface Harm {
    void to(Path checkpoint) throws IOException;
  }

  @TestFactory
  List<DynamicTest> nothingIsLost() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : KeptCheckpoints.versions()) {
      for (Path kept : KeptCheckpoints.of(version)) {
        if (kept.endsWith("between-batches")) {
          add(tests, version, kept);
        }
      }
    }
    assertThat(tests).hasSize(5 * 10);
    return tests;
  }

  private void add(List<DynamicTest> tests, Path version, Path kept) {
    stands(tests, kept, "the newest batch is empty", to -> write(to, "offsets/1", ""), 2);
    stands(tests, kept, "its last line is cut", to -> cut(to, "offsets/1", 5), 2);
    stands(tests, kept, "its last line is gone", to -> cutLine(to, "offsets/1"), 2);
    stands(tests, kept, "the newest end is empty", to -> write(to, "commits/1", ""), 2);
    stands(tests, kept, "the newest end is cut", to -> cut(to, "commits/1", 1), 2);
    stands(tests, kept, "an end without its batch", to -> delete(to, "offsets/1"), 2);
    stands(
        tests,
        kept,
        "a gap",
        to -> {
          move(to, "commits/1", "commits/5");
          move(to, "offsets/1", "offsets/5");
        },
        4);
    stands(
        tests,
        kept,
        "files that are not Spark's",
        to -> {
          write(to, "offsets/notes.txt", "mine");
          write(to, "offsets/2.tmp", "v1");
          write(to, "commits/.2.0f.tmp", "v1");
          write(to, "_SUCCESS", "");
        },
        4);
    stands(
        tests,
        kept,
        "a checksum of another file",
        to -> {
          for (String file : new String[] {"offsets/.1.crc", "commits/.1.crc", ".metadata.crc"}) {
            write(to, file, "crc\0\0\0\2\0\0\0\0\0");
          }
        },
        4);
    tests.add(
        DynamicTest.dynamicTest(
            version.getFileName() + ": no batch is left",
            () -> {
              Path copy = copy(kept);
              delete(copy, "offsets/0");
              delete(copy, "offsets/1");
              assertThatThrownBy(() -> CheckpointOffsets.read(copy))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("it has the end of batch 1 and not its offsets");
            }));
  }

  private void stands(List<DynamicTest> tests, Path kept, String what, Harm harm, long offset) {
    tests.add(
        DynamicTest.dynamicTest(
            kept.getParent().getFileName() + ": " + what,
            () -> {
              TopicOffsets whole = CheckpointOffsets.read(kept).offsets();
              assertThat(whole.asMap().values()).containsExactly(4L, 4L);
              Path copy = copy(kept);
              harm.to(copy);
              CheckpointOffsets found = CheckpointOffsets.read(copy);
              assertThat(found.offsets().asMap().keySet()).isEqualTo(whole.asMap().keySet());
              assertThat(found.offsets().asMap().values()).containsExactly(offset, offset);
              assertThat(found.batch())
                  .hasValue(offset == 2 ? 0 : Files.exists(copy.resolve("offsets/5")) ? 5 : 1);
            }));
  }

  private Path copy(Path kept) throws IOException {
    Path to = Files.createTempDirectory(folder, "checkpoint");
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file)) {
          Path copy = to.resolve(kept.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Path unused = Files.copy(file, copy);
        }
      }
    }
    return to;
  }

  private static void write(Path checkpoint, String file, String text) throws IOException {
    Files.write(checkpoint.resolve(file), text.getBytes(UTF_8));
  }

  private static void cut(Path checkpoint, String file, int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(checkpoint.resolve(file));
    Files.write(checkpoint.resolve(file), Arrays.copyOf(whole, whole.length - bytes));
  }

  private static void cutLine(Path checkpoint, String file) throws IOException {
    String whole = new String(Files.readAllBytes(checkpoint.resolve(file)), UTF_8);
    write(checkpoint, file, whole.substring(0, whole.lastIndexOf('\n')));
  }

  private static void move(Path checkpoint, String file, String to) throws IOException {
    Path unused = Files.move(checkpoint.resolve(file), checkpoint.resolve(to));
  }

  private static void delete(Path checkpoint, String file) throws IOException {
    Files.delete(checkpoint.resolve(file));
  }
}
