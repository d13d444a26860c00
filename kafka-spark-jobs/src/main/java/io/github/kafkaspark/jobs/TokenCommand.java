package io.github.kafkaspark.jobs;

import io.github.kafkaspark.jobs.web.Role;
import io.github.kafkaspark.jobs.web.Tokens;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code run token NAME ROLE}: makes a token and prints it, which is the only time that it shows.
 */
final class TokenCommand {

  static final String NAME = "token";

  private TokenCommand() {}

  /** Takes the words behind {@code token}. */
  static String run(String... args) throws IOException {
    boolean hasFolder = args.length == 4 && args[2].equals("--data");
    if (args.length != 2 && !hasFolder) {
      throw new IllegalArgumentException(
          "Invalid words behind token: '"
              + String.join(" ", args)
              + "' (expected NAME, then look or operate, then --data DIR if the folder is"
              + " another)");
    }
    Path data = Path.of(hasFolder ? args[3] : CommandLine.FOLDER).toAbsolutePath();
    return Tokens.add(data, args[0], Role.named(args[1]));
  }
}
