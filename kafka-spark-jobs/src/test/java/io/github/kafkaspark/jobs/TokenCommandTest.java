package io.github.kafkaspark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {

  @TempDir private Path data;

  private List<String> lines() throws Exception {
    return Files.readAllLines(data.resolve("tokens"));
  }

  @Test
  void printsATokenOfWhichTheFileHasTheHash() throws Exception {
    String token = TokenCommand.run("ann", "operate", "--data", data.toString());
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(lines()).singleElement().asString().matches("ann operate [0-9a-f]{64}");
    assertThat(lines().toString()).doesNotContain(token);
    assertThat(Files.getPosixFilePermissions(data.resolve("tokens")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void putsANewTokenInThePlaceOfTheOldOneOfThatName() throws Exception {
    String first = TokenCommand.run("ann", "operate", "--data", data.toString());
    String other = TokenCommand.run("bert", "look", "--data", data.toString());
    List<String> before = lines();
    String again = TokenCommand.run("ann", "look", "--data", data.toString());
    assertThat(again).isNotEqualTo(first).isNotEqualTo(other);
    assertThat(lines()).hasSize(2).contains(before.get(1)).doesNotContain(before.get(0));
    assertThat(lines().get(1)).startsWith("ann look ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ann                        | (expected NAME, then look or operate",
        "ann look --dir DATA        | Invalid words behind token: 'ann look --dir",
        "ann look --data            | (expected NAME, then look or operate",
        "ann admin --data DATA      | Invalid role: 'admin' (expected 'look' or 'operate')",
        "a/b look --data DATA       | Invalid name of a token: 'a/b'",
      })
  void refuses(String words, String text) {
    String[] args = words.replace("DATA", data.toString()).split(" ", -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCommand.run(args))
        .withMessageContaining(text);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TokenCommand.run("ann", "look", "--data", data + "/none"))
        .withMessageContaining("/none is no folder; name the service's with --data DIR");
  }
}
