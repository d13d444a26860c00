package io.github.kafkaspark.testing;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Paths;

/** How a broker's own JVM is started. */
final class BrokerCommand {

  private BrokerCommand() {}

  static Process launch(BrokerFolder folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            BrokerMain.class.getName(),
            folder.root().toString());
    // A class path can be longer than a command line may be.
    builder.environment().put("CLASSPATH", classPath());
    return builder.redirectError(Redirect.appendTo(folder.output().toFile())).start();
  }

  private static String classPath() {
    String brokers = System.getProperty(EmbeddedKafka.CLASS_PATH_PROPERTY);
    return brokers == null
        ? System.getProperty("java.class.path")
        : brokers + File.pathSeparator + kit();
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
