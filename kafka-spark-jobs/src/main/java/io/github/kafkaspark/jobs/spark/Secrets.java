package io.github.kafkaspark.jobs.spark;

import io.github.kafkaspark.jobs.definition.JobDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a job whose values are in files. */
public final class Secrets {

  private static final int MOST_BYTES = 64 << 10;

  private Secrets() {}

  /** What the files have now, by the settings' names. */
  public static Map<String, String> of(JobDefinition job) throws IOException {
    Map<String, String> secrets = new LinkedHashMap<>();
    for (Map.Entry<String, Path> entry : job.secrets().entrySet()) {
      secrets.put(entry.getKey(), read(entry.getValue()));
    }
    return secrets;
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("'" + file + "' has more than " + MOST_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8).strip();
    }
  }
}
