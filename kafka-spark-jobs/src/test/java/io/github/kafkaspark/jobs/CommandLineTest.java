package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @Test
  void looksForTheJobsInItsFolderOnLoopback() {
    CommandLine line = CommandLine.parse("--data", "/var/lib/jobs");
    assertThat(line.data()).isEqualTo(Path.of("/var/lib/jobs"));
    assertThat(line.jobs()).isEqualTo(Path.of("/var/lib/jobs/jobs.yaml"));
    assertThat(line.host()).isEqualTo("127.0.0.1");
    assertThat(line.port()).isEqualTo(8890);
    assertThat(line.kept()).isEqualTo(Duration.ofDays(90));
    assertThat(line.keyStore()).isNull();
  }

  @Test
  void takesEachOption() {
    CommandLine line =
        CommandLine.parse(
            "--jobs",
            "/etc/jobs.yaml",
            "--listen",
            "[::1]:0",
            "--name",
            "front",
            "--name",
            "f.example",
            "--key-store",
            "/etc/key",
            "--key-store-password",
            "/etc/password",
            "--keep",
            "7");
    assertThat(line.jobs()).isEqualTo(Path.of("/etc/jobs.yaml"));
    assertThat(line.host()).isEqualTo("::1");
    assertThat(line.port()).isZero();
    assertThat(line.names()).containsExactly("f.example", "front");
    assertThat(line.keyStore()).isEqualTo(Path.of("/etc/key"));
    assertThat(line.keyStorePassword()).isEqualTo(Path.of("/etc/password"));
    assertThat(line.kept()).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lisen 1:2            | did you mean '--listen'?",
        "--data                 | The option --data has no value",
        "--data a --data b      | The option --data stands there twice",
        "--listen 8890          | Invalid --listen: '8890' (expected HOST:PORT",
        "--listen front:port    | Invalid --listen: 'front:port'",
        "--keep 0               | Invalid --keep: '0' (expected a number of days",
      })
  void refuses(String words, String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse(words.split(" ")))
        .withMessageContaining(text);
  }
}
