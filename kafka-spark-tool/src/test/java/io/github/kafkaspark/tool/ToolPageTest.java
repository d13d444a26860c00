package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.tool.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page of the command has its help; {@code -Dkafkaspark.docs.write} writes it there. */
class ToolPageTest {

  private static final String END = "<!-- end of help -->";

  private static Set<String> commands() {
    return new Tool(Console.ofProcess()).commandLine().getSubcommands().keySet();
  }

  @Test
  void hasTheHelpOfEachCommand() throws IOException {
    String page = ToolPage.text();
    String right = page;
    for (String command : commands()) {
      String begin = "<!-- help " + command + " -->\n";
      int from = right.indexOf(begin);
      assertThat(from).as("%s in %s", begin, ToolPage.FILE).isNotNegative();
      int to = right.indexOf(END, from);
      String help =
          Ran.with(Collections.singletonMap("COLUMNS", "80"), command, "--help")
              .out
              .replaceAll("(?m) +$", "");
      right =
          right.substring(0, from + begin.length())
              + "```\n"
              + help
              + "```\n"
              + right.substring(to);
    }
    if (System.getProperty("kafkaspark.docs.write") != null) {
      Path unused = Files.write(ToolPage.FILE, right.getBytes(UTF_8));
    } else {
      assertThat(page).isEqualTo(right);
    }
  }

  @Test
  void hasTheFieldsOfEachAnswer() throws IOException {
    for (String command : commands()) {
      assertThat(ToolPage.fields(command)).isNotEmpty();
    }
  }
}
