package io.github.kafkaspark.offsets.store.file;

import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.Arrays;
import java.util.UUID;

/** A commit on its way into a file; its bytes are like those of no other try. */
final class CommitFile {

  private final CommitName name;
  private final OffsetCommit commit;
  private final byte[] bytes;

  private CommitFile(CommitName name, OffsetCommit commit, byte[] bytes) {
    this.name = name;
    this.commit = commit;
    this.bytes = bytes;
  }

  /** A try to make this commit under this name. */
  static CommitFile of(CommitName name, OffsetCommit commit) {
    return new CommitFile(name, commit, CommitFormat.write(name, commit, UUID.randomUUID()));
  }

  CommitName name() {
    return name;
  }

  OffsetCommit commit() {
    return commit;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether these bytes are of this try, and not of another try with the same content. */
  boolean wrote(byte[] found) {
    return Arrays.equals(bytes, found);
  }
}
