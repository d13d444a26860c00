package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.Tool;
import io.github.kafkaspark.tool.output.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

/** A run of the command in this JVM, and what it has printed. */
final class Seen {

  final int status;
  final String out;
  final String err;

  private Seen(int status, String out, String err) {
    this.status = status;
    this.out = out;
    this.err = err;
  }

  static Seen run(String... args) {
    return run(Collections.emptyMap(), args);
  }

  static Seen run(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(
            new PrintWriter(out, true), new PrintWriter(err, true), environment, Clock.systemUTC());
    int status = new Tool(console).run(args);
    return new Seen(status, out.toString(), err.toString());
  }

  static void commit(OffsetStore store, String stream, TopicOffsets offsets) {
    commit(store, stream, offsets, Provenance.of("4711@host", Instant.now()));
  }

  static void commit(
      OffsetStore store, String stream, TopicOffsets offsets, Provenance provenance) {
    store.claim(StreamId.of(stream), NewCommit.start(offsets, provenance)).close();
  }

  @Override
  public String toString() {
    return "status " + status + "\n" + out + "\n" + err;
  }
}
