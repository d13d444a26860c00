package io.github.kafkaspark.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.tool.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes the man pages and the completion of the archive, while that is built. */
public final class Pages {

  private Pages() {}

  /** Writes them below the folder that the first argument names. */
  public static void main(String[] args) throws IOException {
    Path folder = Paths.get(args[0]);
    CommandLine commandLine = new Tool(Console.ofProcess()).commandLine();
    write(folder.resolve("completion/kafka-spark"), AutoComplete.bash("kafka-spark", commandLine));
    write(folder.resolve("man/man1/kafka-spark.1"), new ManPage(commandLine).text());
    for (CommandLine each : commandLine.getSubcommands().values()) {
      String name = "kafka-spark-" + each.getCommandName();
      write(folder.resolve("man/man1/" + name + ".1"), new ManPage(each).text());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path unused = Files.createDirectories(file.getParent());
    Path written = Files.write(file, text.getBytes(UTF_8));
    if (Files.size(written) == 0) {
      throw new IOException("Cannot write " + file + ": it is empty");
    }
  }
}
