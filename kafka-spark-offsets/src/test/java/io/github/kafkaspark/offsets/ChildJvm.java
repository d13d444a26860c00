package io.github.kafkaspark.offsets;

import java.io.File;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Another JVM with a store of files, and little else, so that it starts quickly. */
final class ChildJvm {

  private static final Pattern NEEDED =
      Pattern.compile(
          ".*(jackson-(core|databind|annotations)|kafka-(clients|spark)|slf4j-api)[^/]*");

  private ChildJvm() {}

  /** The command that runs a class of the tests. */
  static List<String> command(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        Arrays.asList("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(Arrays.asList("-cp", classPath(), main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> new File(path).isDirectory() || NEEDED.matcher(path).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
