package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Another JVM. */
public final class ChildJvm {

  private static final String JAVA =
      Paths.get(System.getProperty("java.home"), "bin", "java").toString();

  private static final List<String> QUICK =
      Arrays.asList(JAVA, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m");

  private ChildJvm() {}

  /** With a store of files, and little else, so that it starts quickly. */
  public static List<String> command(Class<?> main, Object... arguments) {
    String classPath = classPath(".*/(jackson-core|kafka-clients|slf4j-api)-[^/]*");
    return with(new ArrayList<>(QUICK), classPath, main, arguments);
  }

  /** The same with all of this JVM's class path, Spark's too. */
  static List<String> withSpark(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:"))
        .forEach(command::add);
    command.add("-Xmx700m");
    return with(command, System.getProperty("java.class.path"), main, arguments);
  }

  private static List<String> with(
      List<String> command, String classPath, Class<?> main, Object... arguments) {
    command.addAll(Arrays.asList("-cp", classPath, main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  /** What it prints, with this class path; it ends well. */
  static List<String> lines(String classPath, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(with(new ArrayList<>(QUICK), classPath, main, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = out.lines().collect(toList());
      assertThat(process.waitFor()).as("how it ended that printed %s", lines).isZero();
      return lines;
    }
  }

  /** The folders and those jars of this JVM's class path that match, besides the library's own. */
  static String classPath(String jars) {
    Pattern needed = Pattern.compile("(" + jars + ")|.*/kafka-spark-[^/]*");
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> new File(path).isDirectory() || needed.matcher(path).matches())
        .collect(joining(File.pathSeparator));
  }
}
