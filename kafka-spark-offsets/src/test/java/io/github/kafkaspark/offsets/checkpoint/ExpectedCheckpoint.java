package io.github.kafkaspark.offsets.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What is true of a checkpoint, as a file beside it says. */
final class ExpectedCheckpoint {

  private final Properties expected = new Properties();

  private ExpectedCheckpoint() {}

  static ExpectedCheckpoint of(Path folder, String name) throws IOException {
    ExpectedCheckpoint expected = new ExpectedCheckpoint();
    try (Reader in = Files.newBufferedReader(folder.resolve(name + ".properties"))) {
      expected.expected.load(in);
    }
    return expected;
  }

  void compare(CheckpointOffsets found) {
    assertThat(found.state()).hasToString(expected.getProperty("state"));
    assertThat(found.offsets()).hasToString(expected.getProperty("offsets"));
    assertThat(found.batch().orElse(-1)).hasToString(expected.getProperty("batch"));
    assertThat(found.keepsState()).hasToString(expected.getProperty("keepsState"));
    assertThat(found.queryId()).isPresent();
  }
}
