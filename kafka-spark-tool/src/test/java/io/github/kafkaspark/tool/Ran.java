package io.github.kafkaspark.tool;

import io.github.kafkaspark.TopicOffsets;
import io.github.kafkaspark.offsets.OffsetStores;
import io.github.kafkaspark.offsets.store.NewCommit;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.offsets.store.OffsetStore;
import io.github.kafkaspark.offsets.store.OffsetWriter;
import io.github.kafkaspark.offsets.store.Provenance;
import io.github.kafkaspark.offsets.store.StreamId;
import io.github.kafkaspark.tool.output.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;

/** A run of the command within this JVM: what it has printed, and its status. */
public final class Ran {

  /** The time on the command's clock. */
  public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  /** All that it printed as the answer. */
  public final String out;

  /** All that it printed beside the answer. */
  public final String err;

  /** Its exit status. */
  public final int status;

  private Ran(String out, String err, int status) {
    this.out = out;
    this.err = err;
    this.status = status;
  }

  /** Runs it at noon, without variables of the environment. */
  public static Ran of(String... args) {
    return with(Collections.emptyMap(), args);
  }

  /** Runs it at noon, with these variables alone. */
  public static Ran with(Map<String, String> environment, String... args) {
    return at(Clock.fixed(NOON, ZoneOffset.UTC), environment, args);
  }

  /** Runs it by the clock of this host, without variables of the environment. */
  public static Ran now(String... args) {
    return at(Clock.systemUTC(), Collections.emptyMap(), args);
  }

  /** Runs it by the clock of this host, with these variables alone. */
  public static Ran now(Map<String, String> environment, String... args) {
    return at(Clock.systemUTC(), environment, args);
  }

  private static Ran at(Clock clock, Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new Tool(new Console(new PrintWriter(out), new PrintWriter(err), environment, clock))
            .run(args);
    return new Ran(out.toString(), err.toString(), status);
  }

  /** Claims a stream in a store of files, and commits a batch three minutes before noon. */
  public static void commit(Path folder, String stream, TopicOffsets offsets) {
    try (OffsetStore store = OffsetStores.file(folder)) {
      commit(store, stream, offsets);
    }
  }

  /** Claims a stream, and commits a batch three minutes before noon. */
  public static void commit(OffsetStore store, String stream, TopicOffsets offsets) {
    Provenance by =
        Provenance.of("4711@host", NOON.minusSeconds(180)).withApplication("application-1");
    try (OffsetWriter writer = store.claim(StreamId.of(stream), NewCommit.start(offsets, by))) {
      OffsetCommit unused = writer.append(NewCommit.batch(offsets, by.withBatch("query-1", 7)));
    }
  }

  /** Claims a stream now, for a writer that does not close it. */
  public static void claim(OffsetStore store, String stream, TopicOffsets offsets) {
    claim(store, stream, offsets, Provenance.of("4711@host", Instant.now()));
  }

  /** Claims a stream. */
  public static void claim(OffsetStore store, String stream, TopicOffsets offsets, Provenance by) {
    store.claim(StreamId.of(stream), NewCommit.start(offsets, by)).close();
  }

  @Override
  public String toString() {
    return "status " + status + "\n" + out + "\n" + err;
  }
}
