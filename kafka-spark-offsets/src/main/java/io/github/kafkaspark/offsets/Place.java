package io.github.kafkaspark.offsets;

import java.util.OptionalLong;

/**
 * Where a source begins with a partition: at its earliest record, whichever that will be, or at an
 * offset. A partition that the source does not read has no place at all.
 */
final class Place {

  static final Place EARLIEST = new Place(OptionalLong.empty());

  private final OptionalLong offset;

  private Place(OptionalLong offset) {
    this.offset = offset;
  }

  static Place at(long offset) {
    return new Place(OptionalLong.of(offset));
  }

  /** Empty for the earliest record. */
  OptionalLong offset() {
    return offset;
  }

  /** Where a query begins that begins at both. */
  static Place lower(Place one, Place other) {
    return one.offset.isPresent() && other.offset.isPresent()
        ? at(Math.min(one.offset.getAsLong(), other.offset.getAsLong()))
        : EARLIEST;
  }

  @Override
  public String toString() {
    return offset.isPresent() ? Long.toString(offset.getAsLong()) : "earliest";
  }
}
