package io.github.kafkaspark.tool;

import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What the command is made of. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String own =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(not packed)");
    return new String[] {
      "kafka-spark " + own,
      "kafka-clients " + AppInfoParser.getVersion() + ", Java " + System.getProperty("java.version")
    };
  }
}
