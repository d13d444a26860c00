package io.github.kafkaspark.testing;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Paths;
import java.util.Optional;

/** How a broker's own JVM is started. */
final class BrokerCommand {

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
        .map(brokers -> brokers + File.pathSeparator + kit())
        .orElseGet(() -> System.getProperty("java.class.path"));
  }

  static boolean hasClassPathOfItsOwn() {
    return setting(EmbeddedKafka.CLASS_PATH_PROPERTY).isPresent();
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
