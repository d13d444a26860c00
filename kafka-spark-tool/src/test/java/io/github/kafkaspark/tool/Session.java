package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session at a shell that {@code docs/tool.md} shows: blocks below {@code <!-- session NAME -->},
 * each a line {@code $ kafka-spark …} and what it prints, also to stderr. Times, ages and writers
 * are compared by their place alone.
 */
public final class Session {

  private static final String PROMPT = "$ kafka-spark ";

  private Session() {}

  /**
   * Runs its lines one after another, and compares.
   *
   * @param folder where the files of its lines are
   */
  public static void replay(String name, Path folder) throws IOException {
    String page = ToolPage.text();
    Matcher block =
        Pattern.compile("(<!-- session " + name + " -->\n```\n)(.*?)```", Pattern.DOTALL)
            .matcher(page);
    StringBuilder right = new StringBuilder();
    int at = 0;
    while (block.find()) {
      String line = block.group(2).split("\n", 2)[0];
      assertThat(line).startsWith(PROMPT);
      String printed = run(line.substring(PROMPT.length()), folder);
      boolean asTold = masked(line + "\n" + printed).equals(masked(block.group(2)));
      right.append(page, at, block.end(1));
      right.append(asTold ? block.group(2) : line + "\n" + printed);
      at = block.end(2);
    }
    assertThat(at).as("blocks <!-- session %s -->", name).isPositive();
    right.append(page.substring(at));
    if (System.getProperty("kafkaspark.docs.write") != null) {
      Path unused = Files.write(ToolPage.FILE, right.toString().getBytes(UTF_8));
    } else {
      assertThat(page).isEqualTo(right.toString());
    }
  }

  private static String run(String line, Path folder) {
    String[] args =
        Arrays.stream(line.split(" "))
            .map(word -> word.replaceFirst("^@", "@" + folder + "/"))
            .map(word -> word.endsWith(".json") ? folder + "/" + word : word)
            .toArray(String[]::new);
    Ran ran = Ran.now(Collections.singletonMap("COLUMNS", "120"), args);
    return (ran.out + ran.err)
        .replace(folder + "/offsets", "/var/lib/offsets")
        .replace(folder + "/", "")
        .replaceAll("(?m) +$", "");
  }

  /** Without what is another one each time. */
  private static String masked(String text) {
    return Arrays.stream(text.split("\n", -1))
        .map(
            line ->
                line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                    .replaceAll("[\\d.]+ (d|h|min|s|ms)\\b( [\\d.]+ (h|min|s|ms)\\b)*", "AGE")
                    .replaceAll("(\\w+, )?\\d+@[\\w.-]+", "WRITER")
                    .replaceAll("[-─ ]+", " "))
        .collect(joining("\n"));
  }
}
