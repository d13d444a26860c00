package io.github.kafkaspark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of docs/cluster.md below a comment such as {@code <!-- tested client -->}. */
final class DocsLines {

  private DocsLines() {}

  static String block(String name) throws IOException {
    String page = DocsPages.text(DocsPages.ROOT.resolve("docs/cluster.md"));
    Matcher block =
        Pattern.compile("<!-- tested " + name + " -->\n```\n(.*?)\n```", Pattern.DOTALL)
            .matcher(page);
    assertThat(block.find()).as("docs/cluster.md: tested %s", name).isTrue();
    return block.group(1);
  }

  /** The commands of the block, one a line, as a shell takes them. */
  static String[] commands(String name) throws IOException {
    return block(name).replace("\\\n", " ").split("\n");
  }
}
