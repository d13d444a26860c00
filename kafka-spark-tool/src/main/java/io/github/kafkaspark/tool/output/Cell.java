package io.github.kafkaspark.tool.output;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.OptionalLong;

/** What a {@link Table} has in a row and a column. An immutable value. */
public final class Cell {

  final String text;
  final Style style;

  private Cell(String text, Style style) {
    this.text = requireNonNull(text, "text");
    this.style = requireNonNull(style, "style");
  }

  /** A text; of several lines, if it has such. */
  public static Cell of(String text) {
    return new Cell(text, Style.PLAIN);
  }

  /** A number, with separators of thousands. */
  public static Cell of(long number) {
    return of(String.format(Locale.ROOT, "%,d", number));
  }

  /** A number, or {@code -} for none. */
  public static Cell of(OptionalLong number) {
    return number.isPresent() ? of(number.getAsLong()) : of("-");
  }

  /** The same in this style. */
  public Cell in(Style style) {
    return new Cell(text, style);
  }
}
