package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.testing.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Collectors;

/** What the brokers of the tests come with, which need not be what the tests come with. */
public final class BrokerClassPath {

  private BrokerClassPath() {}

  private static String value() {
    String own = System.getProperty(EmbeddedKafka.CLASS_PATH_PROPERTY, "");
    return own.isEmpty() ? System.getProperty("java.class.path") : own;
  }

  /** Whether a class is there. */
  public static boolean has(String type) {
    try (URLClassLoader brokers = new URLClassLoader(urls(), null)) {
      return brokers.findResource(type.replace('.', '/') + ".class") != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL[] urls() {
    return Arrays.stream(value().split(File.pathSeparator, -1))
        .map(BrokerClassPath::url)
        .toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a main class prints that is there, or beside this class. */
  public static String run(String main, String... arguments) throws IOException {
    String java = System.getProperty(EmbeddedKafka.JAVA_PROPERTY, "");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.isEmpty()
                ? Paths.get(System.getProperty("java.home"), "bin", "java").toString()
                : java,
            "-XX:TieredStopAtLevel=1",
            main);
    Collections.addAll(builder.command(), arguments);
    String own =
        BrokerClassPath.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    builder.environment().put("CLASSPATH", value() + File.pathSeparator + own);
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      return output.lines().collect(Collectors.joining("\n"));
    }
  }
}
