package io.github.kafkaspark.offsets;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Another JVM. */
final class ChildJvm {

  private static final Pattern NEEDED =
      Pattern.compile(
          ".*(jackson-(core|databind|annotations)|kafka-(clients|spark)|slf4j-api)[^/]*");

  private static final String JAVA =
      Paths.get(System.getProperty("java.home"), "bin", "java").toString();

  private ChildJvm() {}

  /** With a store of files, and little else, so that it starts quickly. */
  static List<String> command(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(
        Arrays.asList("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    return with(command, classPath(), main, arguments);
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

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> new File(path).isDirectory() || NEEDED.matcher(path).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
