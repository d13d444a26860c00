package io.github.kafkaspark.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a path, and with a URI through Hadoop's FileSystem as {@code hdfs:} takes it. */
class StopMarkerTest {

  @TempDir private Path folder;

  private StopMarker marker(String scheme) {
    return new StopMarker(scheme + folder.resolve("stop"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file://"})
  void isMadeFoundAndTakenAway(String scheme) throws Exception {
    StopMarker marker = marker(scheme);
    assertThat(marker.exists()).isFalse();
    marker.write();
    assertThat(marker.exists()).isTrue();
    assertThat(folder.resolve("stop")).isEmptyFile();
    marker.write(); // Somebody else wants the same.
    marker.delete();
    assertThat(folder.resolve("stop")).doesNotExist();
    marker.delete(); // The job was quicker.
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file://"})
  void leavesAloneWhatIsInAFileOfThatName(String scheme) throws Exception {
    Files.writeString(folder.resolve("stop"), "by hand");
    marker(scheme).write();
    assertThat(folder.resolve("stop")).hasContent("by hand");
  }

  @Test
  void saysWhichFileSystemDoesNotAnswer() {
    assertThatIOException().isThrownBy(() -> new StopMarker("nofs://front/stop").exists());
    assertThatIOException().isThrownBy(() -> new StopMarker("hdfs://127.0.0.1:1/stop").write());
  }
}
