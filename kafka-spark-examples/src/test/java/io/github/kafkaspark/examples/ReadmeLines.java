package io.github.kafkaspark.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README shows after a comment such as {@code <!-- tested client -->}. */
final class ReadmeLines {

  private ReadmeLines() {}

  static String block(String name) throws IOException {
    String readme =
        new String(
            Files.readAllBytes(Paths.get(System.getProperty("basedir", ""), "..", "README.md")),
            UTF_8);
    Matcher block =
        Pattern.compile("<!-- tested " + name + " -->\n```\n(.*?)\n```", Pattern.DOTALL)
            .matcher(readme);
    assertThat(block.find()).as("README: tested %s", name).isTrue();
    return block.group(1);
  }

  /** Its commands, one a line, as a shell takes them. */
  static String[] commands(String name) throws IOException {
    return block(name).replace("\\\n", " ").split("\n");
  }
}
