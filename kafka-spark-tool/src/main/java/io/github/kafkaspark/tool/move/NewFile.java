package io.github.kafkaspark.tool.move;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.kafkaspark.tool.output.Refusal;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that the command writes: all of it or nothing, and over another only on purpose. */
final class NewFile {

  private final Path file;
  private final boolean overwrites;

  NewFile(Path file, boolean overwrites) {
    this.file = file;
    this.overwrites = overwrites;
  }

  /**
   * Writes it.
   *
   * @throws Refusal if it is there, and is not to be replaced, or cannot be written
   */
  void write(String text) {
    try {
      if (Files.isDirectory(file)) {
        throw refusal("it is a folder; name a file in it", null);
      }
      if (overwrites) {
        // Beside it, so that what is there stays if the disk is full.
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        write(part, text);
        Path unused = Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        write(file, text);
      }
    } catch (FileAlreadyExistsException e) {
      throw refusal("it is there; name another file, or add --overwrite", e);
    } catch (NoSuchFileException e) {
      throw refusal("its folder is not there; make it, or name another file", e);
    } catch (AccessDeniedException e) {
      throw refusal("this user may not write there; name another file", e);
    } catch (IOException e) {
      throw refusal(e.toString(), e);
    }
  }

  private static void write(Path to, String text) throws IOException {
    try (Writer writer = Files.newBufferedWriter(to, UTF_8, StandardOpenOption.CREATE_NEW)) {
      try {
        writer.write(text);
        writer.flush();
      } catch (IOException e) {
        Files.delete(to);
        throw e;
      }
    }
  }

  private Refusal refusal(String why, IOException cause) {
    return new Refusal("Cannot write " + file + ": " + why, cause);
  }
}
