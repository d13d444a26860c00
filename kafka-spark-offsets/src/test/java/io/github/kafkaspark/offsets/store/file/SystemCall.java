package io.github.kafkaspark.offsets.store.file;

import java.util.EnumSet;
import java.util.Set;

/** One call of the system by a store of files. */
final class SystemCall {

  /** What is called. */
  enum Kind {
    STAT,
    MKDIR,
    CREATE,
    OPEN,
    READ,
    WRITE,
    FORCE,
    CLOSE,
    LINK,
    UNLINK,
    LIST
  }

  /** The calls that decide what is there after a crash. */
  static final Set<Kind> CHANGES =
      EnumSet.of(Kind.MKDIR, Kind.CREATE, Kind.WRITE, Kind.FORCE, Kind.LINK, Kind.UNLINK);

  private final Kind kind;
  private final String path;
  private final String target;
  private final byte[] bytes;

  private SystemCall(Kind kind, String path, String target, byte[] bytes) {
    this.kind = kind;
    this.path = path;
    this.target = target;
    this.bytes = bytes;
  }

  static SystemCall of(Kind kind, String path) {
    return new SystemCall(kind, path, null, null);
  }

  /** A new name for the file {@code target}. */
  static SystemCall link(String path, String target) {
    return new SystemCall(Kind.LINK, path, target, null);
  }

  static SystemCall write(String path, byte[] bytes) {
    return new SystemCall(Kind.WRITE, path, null, bytes);
  }

  Kind kind() {
    return kind;
  }

  String path() {
    return path;
  }

  String target() {
    return target;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return kind
        + " "
        + path
        + (target == null ? "" : " " + target)
        + (bytes == null ? "" : " " + bytes.length);
  }
}
