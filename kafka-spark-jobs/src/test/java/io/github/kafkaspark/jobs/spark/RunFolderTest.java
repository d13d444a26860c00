package io.github.kafkaspark.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir private Path runs;

  private RunFolder folder(String output) throws Exception {
    RunFolder folder = new RunFolder(runs, "run-1");
    folder.create();
    folder.createOutput();
    Files.writeString(folder.output(), output);
    return folder;
  }

  @Test
  void showsTheEndOfALongOutputInWholeCharacters() throws Exception {
    String shown = folder("ä".repeat(100_000) + "x").output(List.of());
    assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(RunFolder.SHOWN);
    assertThat(shown).endsWith("äx").matches("ä+x");
  }

  @Test
  void masksASecretThatBeginsBeforeWhatIsShown() throws Exception {
    String secret = "0123456789".repeat(10);
    RunFolder folder = folder((secret + "x").repeat(2000));
    assertThat(folder.output(List.of(secret, " ", "x9"))).matches("(\\*{3})?(x\\*{3})*x");
  }

  @Test
  void hasNoOutputBeforeTheStart() {
    RunFolder folder = new RunFolder(runs, "run-2");
    assertThat(folder.output(List.of())).isEmpty();
    assertThat(folder.exitStatus()).isEmpty();
    folder.delete();
  }

  @Test
  void goesAsAWhole() throws Exception {
    RunFolder folder = folder("x");
    folder.delete();
    assertThat(runs).isEmptyDirectory();
  }
}
