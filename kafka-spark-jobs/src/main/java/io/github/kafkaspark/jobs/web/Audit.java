package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has asked for which change, and what came of it: a line of JSON before the change, and one
 * after it with its status. Parameters are there by name only; their values are in the run's
 * history.
 */
final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  static final int SHOWN = 200;
  private static final int FILES = 5;
  private static final int LONGEST = 400;

  /**
   * A line.
   *
   * @param status 0 before the change
   * @param text what the caller got to read: the refusal, or what there is to say of the run
   */
  record Entry(
      Instant at,
      String who,
      Role role,
      String from,
      String what,
      String on,
      List<String> parameters,
      int status,
      String text) {

    Entry {
      text = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    Entry after(Instant then, int answer, String read) {
      return new Entry(then, who, role, from, what, on, parameters, answer, read);
    }
  }

  private final Path file;
  private final long mostBytes;
  private final Clock clock;
  private final ObjectMapper json;
  private final Deque<String> newest = new ArrayDeque<>();

  Audit(Path file, long mostBytes, Clock clock, ObjectMapper json) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.json = json;
    PrivateFiles.create(file);
    PrivateFiles.check(file);
    Files.readAllLines(file, UTF_8).forEach(this::remember);
  }

  Instant now() {
    return clock.instant();
  }

  /** Throws if the line cannot be kept: a change that leaves no trace must not happen. */
  synchronized void write(Entry entry) throws IOException {
    String line = json.writeValueAsString(entry);
    if (Files.size(file) > mostBytes) {
      rotate();
    }
    Files.writeString(file, line + "\n", UTF_8, APPEND);
    remember(line);
  }

  /** For what has happened already, or must be possible on a full disk. */
  void tryToWrite(Entry entry) {
    try {
      write(entry);
    } catch (IOException e) {
      LOG.error("Cannot write to {}: {}", file, entry, e);
    }
  }

  /** The newest lines as a JSON array, the newest first. */
  synchronized String newest(int limit) {
    StringBuilder array = new StringBuilder("[");
    newest.stream()
        .limit(limit)
        .forEach(line -> array.append(array.length() > 1 ? "," : "").append(line));
    return array.append(']').toString();
  }

  private void remember(String line) {
    newest.addFirst(line);
    if (newest.size() > SHOWN) {
      newest.removeLast();
    }
  }

  private void rotate() throws IOException {
    for (int i = FILES - 1; i > 0; i--) {
      Path from = i == 1 ? file : file.resolveSibling(file.getFileName() + "." + (i - 1));
      if (Files.exists(from)) {
        Files.move(from, file.resolveSibling(file.getFileName() + "." + i), REPLACE_EXISTING);
      }
    }
    PrivateFiles.create(file);
  }
}
