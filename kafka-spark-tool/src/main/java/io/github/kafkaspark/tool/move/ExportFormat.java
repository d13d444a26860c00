package io.github.kafkaspark.tool.move;

import io.github.kafkaspark.offsets.move.ExportedStreams;

/** How an export is written; the names are those at a shell. */
enum ExportFormat {
  /** The library's own. */
  json {
    @Override
    String text(ExportedStreams streams) {
      return streams.toJson() + "\n";
    }
  },
  /** That of {@code kafka-consumer-groups.sh}. */
  csv {
    @Override
    String text(ExportedStreams streams) {
      return streams.toCsv();
    }
  };

  /** Whole lines; empty if there is nothing to write. */
  abstract String text(ExportedStreams streams);
}
