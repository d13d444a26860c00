package io.github.kafkaspark;

import java.util.Locale;

/** The two ways to read: they do not take the same options. */
enum SourceKind {
  STREAM,
  BATCH;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
