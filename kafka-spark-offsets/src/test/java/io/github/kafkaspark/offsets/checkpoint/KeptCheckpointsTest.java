package io.github.kafkaspark.offsets.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints that older and newer Sparks have written, by build/golden-checkpoints. */
class KeptCheckpointsTest {

  private static Path all() throws URISyntaxException {
    return Paths.get(KeptCheckpointsTest.class.getResource("/golden/checkpoints").toURI());
  }

  static Stream<Path> checkpoints() throws IOException, URISyntaxException {
    Path all = all();
    try (Stream<Path> files = Files.walk(all)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".properties"))
              .map(all::relativize)
              .sorted()
              .collect(Collectors.toList());
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void stayReadable(Path checkpoint) throws Exception {
    Path folder = all().resolve(checkpoint).getParent();
    String name = checkpoint.getFileName().toString().replace(".properties", "");
    ExpectedCheckpoint.of(folder, name).compare(CheckpointOffsets.read(folder.resolve(name)));
  }

  @Test
  void areOfAnOldSparkAndANewerOne() throws Exception {
    assertThat(checkpoints().map(checkpoint -> checkpoint.getParent().toString()).distinct())
        .contains("2.3.1", "3.5.7");
    assertThat(checkpoints()).hasSizeGreaterThanOrEqualTo(18);
  }
}
