package io.github.kafkaspark.jobs.web;

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
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

  @TempDir private Path data;

  @Test
  void makesTwoAtTheFirstStartAndKeepsTheirHashesOnly() throws Exception {
    Tokens tokens = Tokens.open(data);
    List<String> first = Files.readAllLines(data.resolve("first-tokens"));
    assertThat(first).hasSize(2);
    String look = first.get(0).replaceFirst("look ", "");
    String operate = first.get(1).replaceFirst("operate ", "");
    assertThat(look).hasSize(43).isNotEqualTo(operate);
    assertThat(tokens.find(look)).map(Caller::toString).contains("look (look)");
    assertThat(tokens.find(operate)).map(Caller::toString).contains("operate (operate)");
    assertThat(tokens.find("")).isEmpty();
    assertThat(tokens.find(look + "x")).isEmpty();
    assertThat(Files.readString(data.resolve("tokens"))).doesNotContain(look, operate);
    for (String file : List.of("tokens", "first-tokens")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .isEqualTo("rw-------");
    }

    Files.delete(data.resolve("first-tokens"));
    assertThat(Tokens.open(data).find(look)).isPresent();
    assertThat(data.resolve("first-tokens")).doesNotExist();
  }

  @Test
  void takesANewTokenAndLosesTheOldOneWithoutARestart() throws Exception {
    Tokens tokens = Tokens.open(data);
    String token = Tokens.add(data, "ann", Role.LOOK);
    assertThat(tokens.find(token)).map(Caller::toString).contains("ann (look)");
    Caller before = tokens.find(token).orElseThrow();
    String better = Tokens.add(data, "ann", Role.OPERATE);
    assertThat(tokens.find(better)).map(Caller::toString).contains("ann (operate)");
    assertThat(tokens.find(token)).isEmpty();
    assertThat(tokens.has(before)).isFalse();
    assertThat(tokens.has(tokens.find(better).orElseThrow())).isTrue();
  }

  @Test
  void keepsTheOldTokensWhenTheFileIsDamaged() throws Exception {
    Tokens tokens = Tokens.open(data);
    String token = Tokens.add(data, "ann", Role.LOOK);
    assertThat(tokens.find(token)).isPresent();
    Files.writeString(data.resolve("tokens"), "ann admin\n");
    assertThat(tokens.find(token)).isPresent();
    assertThatIllegalStateException()
        .isThrownBy(() -> Tokens.open(data))
        .withMessageContainingAll("line 1 is no token", "run token NAME ROLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann look abc\n", "ann look\n", "a,b look %s\n", "ann admin %s\n"})
  void refusesALineThatIsNoToken(String line) throws Exception {
    Path file = data.resolve("tokens");
    PrivateFiles.replace(file, "# Who may come in.\n\n" + line.formatted("0".repeat(64)));
    assertThatIllegalStateException()
        .isThrownBy(() -> Tokens.open(data))
        .withMessageStartingWith("Cannot use " + file + ": line 3 is no token (expected NAME,");
  }

  @Test
  void refusesAFileWithoutATokenAndOneThatOthersMayRead() throws Exception {
    Path file = data.resolve("tokens");
    PrivateFiles.replace(file, "# none\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> Tokens.open(data))
        .withMessage(
            "Cannot use " + file + ": it has no token; delete it, and the next start makes two");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatIllegalStateException()
        .isThrownBy(() -> Tokens.open(data))
        .withMessage(
            "Cannot use "
                + file
                + ": others than its owner may use it (rw-r-----); chmod 600 "
                + file);
  }

  @Test
  void refusesAnInvalidNameRoleOrFolder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokens.add(data, "ann smith", Role.LOOK))
        .withMessage(
            "Invalid name of a token: 'ann smith' (expected 1 to 40 of A-Z a-z 0-9 . _ -)");
    Path missing = data.resolve("missing");
    assertThatIllegalStateException()
        .isThrownBy(() -> Tokens.add(missing, "ann", Role.LOOK))
        .withMessage(
            "Cannot make a token: "
                + missing
                + " is no folder; name the service's with --data DIR");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Role.named("admin"))
        .withMessage("Invalid role: 'admin' (expected 'look' or 'operate')");
  }
}
