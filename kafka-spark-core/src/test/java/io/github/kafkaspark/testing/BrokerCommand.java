package io.github.kafkaspark.testing;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Paths;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a broker's own JVM is started. */
final class BrokerCommand {

  private static final int SHOWN = 200;

  private BrokerCommand() {}

  static Process launch(BrokerFolder folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            java(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            // A broker for tests is up and gone before the second compiler pays off.
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            BrokerMain.class.getName(),
            folder.root().toString());
    // A class path can be longer than a command line may be.
    builder.environment().put("CLASSPATH", classPath());
    return builder.redirectError(Redirect.appendTo(folder.output().toFile())).start();
  }

  private static String java() {
    return setting(EmbeddedKafka.JAVA_PROPERTY)
        .orElseGet(() -> Paths.get(System.getProperty("java.home"), "bin", "java").toString());
  }

  private static String classPath() {
    return setting(EmbeddedKafka.CLASS_PATH_PROPERTY)
        .map(brokers -> checked(brokers) + File.pathSeparator + kit())
        .orElseGet(() -> System.getProperty("java.class.path"));
  }

  static boolean hasClassPathOfItsOwn() {
    return setting(EmbeddedKafka.CLASS_PATH_PROPERTY).isPresent();
  }

  /** Java passes over what is missing, and then over what it would have had. */
  private static String checked(String brokers) {
    for (String entry : brokers.split(Pattern.quote(File.pathSeparator), -1)) {
      String file = entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry;
      boolean mustBeThere = entry.endsWith(".jar") || entry.endsWith("*") || entry.contains("${");
      if (mustBeThere && !file.isEmpty() && !new File(file).exists()) {
        throw new IllegalArgumentException(
            "Invalid system property '"
                + EmbeddedKafka.CLASS_PATH_PROPERTY
                + "': '"
                + entry
                + "' (expected a file that is there; docs/testing.md shows how a build fills it"
                + " in)");
      }
    }
    return brokers;
  }

  /** What to do about a class path that is unfit for a broker. */
  static String wayOut(String unfit) {
    String wayOut =
        setting(EmbeddedKafka.CLASS_PATH_PROPERTY)
            .map(
                brokers ->
                    "; the class path is that of the system property '"
                        + EmbeddedKafka.CLASS_PATH_PROPERTY
                        + "', '"
                        + (brokers.length() > SHOWN ? brokers.substring(0, SHOWN) + "..." : brokers)
                        + "' (expected a kafka jar from 1.1.0 to 2.4.1, or from 3.9 on, and all"
                        + " that it depends on, as docs/testing.md shows)")
            .orElse(UnfitClassPathException.WAY_OUT);
    return unfit.contains("UnsupportedClassVersionError")
        ? wayOut
            + "; the system property '"
            + EmbeddedKafka.JAVA_PROPERTY
            + "' takes the command of a newer Java for the broker alone"
        : wayOut;
  }

  /** What to do about a command that does not run. */
  static String javaWayOut() {
    return setting(EmbeddedKafka.JAVA_PROPERTY)
        .map(java -> "; the system property '" + EmbeddedKafka.JAVA_PROPERTY + "' names it")
        .orElse("");
  }

  /** A build that has nothing to say about a property may still set it, to nothing. */
  private static Optional<String> setting(String property) {
    return Optional.ofNullable(System.getProperty(property)).filter(value -> !value.isEmpty());
  }

  private static String kit() {
    try {
      return Paths.get(BrokerMain.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find the test kit's own jar", e);
    }
  }
}
