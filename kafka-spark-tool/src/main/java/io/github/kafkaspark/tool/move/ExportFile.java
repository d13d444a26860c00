package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.offsets.move.ExportedStream;
import io.github.kafkaspark.offsets.move.ExportedStreams;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.output.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of exported streams, or of offsets. */
final class ExportFile {

  private final Path file;

  ExportFile(Path file) {
    this.file = file;
  }

  /**
   * What it has.
   *
   * @throws Refusal if it cannot be read; a bad line is named
   */
  ExportedStreams read() {
    try {
      return ExportedStreams.read(new String(Files.readAllBytes(file), UTF_8));
    } catch (IllegalArgumentException e) {
      throw new Refusal("Cannot read " + file + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new Refusal("Cannot read " + file + ": there is no such file; check its path", e);
    } catch (IOException e) {
      throw new Refusal(
          "Cannot read "
              + file
              + ": "
              + (Files.isDirectory(file) ? "it is a folder; give a file" : e.toString()),
          e);
    }
  }

  /**
   * The stream that it has, or of several the one of this name.
   *
   * @throws Refusal if it has none such, or as by {@link #read}
   */
  ExportedStream of(StreamId stream) {
    ExportedStreams all = read();
    return all.streams().size() == 1 ? all.only() : named(all, stream.name());
  }

  /**
   * The stream, or consumer group, of this name.
   *
   * @throws Refusal if it has none such, or as by {@link #read}
   */
  ExportedStream of(String name) {
    return named(read(), name);
  }

  private ExportedStream named(ExportedStreams all, String name) {
    try {
      return all.named(name);
    } catch (IllegalStateException e) {
      throw new Refusal("Cannot take " + file + ": " + e.getMessage(), e);
    }
  }
}
