package io.github.kafkaspark.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint whose files a test writes as Spark would. */
final class WrittenCheckpoint {

  static final String QUERY = "12345678-1234-1234-1234-123456789012";

  final Path folder;

  WrittenCheckpoint(Path folder) {
    this.folder = folder;
  }

  /** Of a query that has done batches up to this one. */
  static WrittenCheckpoint at(Path folder, long batch, TopicOffsets offsets) throws IOException {
    return new WrittenCheckpoint(folder)
        .write("metadata", "{\"id\":\"" + QUERY + "\"}")
        .begun(batch, offsets)
        .write("commits/" + batch, "v1\n{\"nextBatchWatermarkMs\":0}");
  }

  /** A batch that is to end there, and is not done. */
  WrittenCheckpoint begun(long batch, TopicOffsets offsets) throws IOException {
    return write("offsets/" + batch, "v1\n{}\n" + offsets.toJson());
  }

  WrittenCheckpoint write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, text.getBytes(UTF_8));
    return this;
  }
}
