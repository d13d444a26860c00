package io.github.kafkaspark.testing;

import org.apache.kafka.common.utils.AppInfoParser;

/** A class path has no broker, or one that does not fit the kit or the rest of the path. */
final class UnfitClassPathException extends IllegalStateException {

  static final String WAY_OUT =
      "; set the system property '"
          + EmbeddedKafka.CLASS_PATH_PROPERTY
          + "' to the class path of a broker, as docs/testing.md shows";

  private static final long serialVersionUID = 1L;

  private final String reason;

  private UnfitClassPathException(String reason, Throwable cause) {
    super("Cannot start a broker in this JVM: " + reason + WAY_OUT, cause);
    this.reason = reason;
  }

  static UnfitClassPathException withoutBroker() {
    return new UnfitClassPathException("no Kafka broker is on the class path", null);
  }

  static UnfitClassPathException because(Throwable cause) {
    String reason =
        "the Kafka on the class path, whose clients are "
            + clients()
            + ", does not fit the kit, or its Scala or ZooKeeper does not fit it: "
            + cause;
    return new UnfitClassPathException(reason, cause);
  }

  private static String clients() {
    try {
      return AppInfoParser.getVersion();
    } catch (LinkageError e) {
      return "unknown";
    }
  }

  /** What is wrong, in one line, for whoever knows where the class path comes from. */
  String reason() {
    return reason.replaceAll("\\s+", " ");
  }
}
