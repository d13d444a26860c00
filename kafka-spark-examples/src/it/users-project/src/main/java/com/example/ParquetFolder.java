package com.example;

import io.github.kafkaspark.OffsetRange;
import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.Resume;
import io.github.kafkaspark.offsets.store.SinkOffsets;
import io.github.kafkaspark.offsets.store.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A folder of Parquet files that has each record once. A batch is a directory {@code batch=N},
 * which is renamed into place when it is whole. The offsets behind it are inside, and whose the
 * topics are. Of two drivers that write the same N, the second fails, since a rename never replaces
 * a batch that is there.
 */
final class ParquetFolder {

  private static final String BATCH = "batch=";

  /** Readers of the folder leave out what begins so. */
  private static final String OFFSETS = "_offsets";

  private final FileContext files;
  private final Path root;
  private long newest = -1;
  private SinkOffsets kept = SinkOffsets.empty();

  private ParquetFolder(FileContext files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** Opens a folder on a local disk or HDFS, where a rename is exclusive; makes it if need be. */
  static ParquetFolder open(String folder, Configuration configuration) throws IOException {
    FileContext files = FileContext.getFileContext(configuration);
    Path root = files.makeQualified(new Path(folder));
    String scheme = root.toUri().getScheme();
    if (!scheme.equals("file") && !scheme.equals("hdfs")) {
      throw new IllegalArgumentException(
          "Invalid folder: '" + root + "' (expected one of file: or hdfs:, since a rename of "
              + scheme + ": may replace a batch; take a table of Delta or Iceberg there)");
    }
    files.mkdir(root, FileContext.DEFAULT_PERM, true);
    ParquetFolder opened = new ParquetFolder(files, root);
    opened.look();
    return opened;
  }

  /** Where a source goes on; it fails if the topic was created anew, or records are gone. */
  Resume.Fallback resume() {
    return Resume.from(StreamId.of(root.getName()), () -> kept, begins -> kept = begins);
  }

  /** For each partition the next offset to read; empty before the first batch. */
  TopicOffsets offsets() {
    return kept.offsets();
  }

  /** Writes a batch, unless the folder has it. */
  void append(Dataset<Row> rows, OffsetRange batch) throws IOException {
    if (batch.isDone(kept.offsets())) {
      return;
    }
    Path staged = new Path(root, "_staged-" + UUID.randomUUID());
    rows.write().parquet(staged.toString());
    SinkOffsets next = kept.after(batch);
    write(new Path(staged, OFFSETS), next.toText());
    rename(staged, new Path(root, BATCH + (newest + 1)));
    newest++;
    kept = next;
  }

  private void look() throws IOException {
    for (FileStatus status : files.util().listStatus(root)) {
      String name = status.getPath().getName();
      if (name.startsWith(BATCH)) {
        newest = Math.max(newest, Long.parseLong(name.substring(BATCH.length())));
      }
    }
    if (newest >= 0) {
      kept = SinkOffsets.fromText(read(new Path(root, BATCH + newest + "/" + OFFSETS)));
    }
  }

  private void rename(Path staged, Path batch) throws IOException {
    try {
      if (batch.toUri().getScheme().equals("file")) {
        // Not by Hadoop, which first looks and then renames.
        Files.move(
            Paths.get(staged.toUri()), Paths.get(batch.toUri()), StandardCopyOption.ATOMIC_MOVE);
      } else {
        files.rename(staged, batch, Options.Rename.NONE);
      }
    } catch (IOException e) {
      if (files.util().exists(batch)) {
        throw new IllegalStateException(
            "Cannot write " + batch + ": another driver has written it; stop one of the two, then"
                + " start the query again, with a new checkpoint if it refuses the old one",
            e);
      }
      throw e;
    }
  }

  private void write(Path file, String text) throws IOException {
    try (OutputStream out =
        files.create(file, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(Path file) throws IOException {
    try (InputStream in = files.open(file);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      IOUtils.copyBytes(in, bytes, 4096);
      return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
  }
}
