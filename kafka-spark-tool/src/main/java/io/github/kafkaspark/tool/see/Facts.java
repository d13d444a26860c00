package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Style;
import io.github.kafkaspark.tool.output.Table;
import java.util.Optional;
import java.util.OptionalLong;

/** What is to be said of one thing, a line each: a table without a header. */
final class Facts {

  private final Table table = new Table().text("").text("");

  Facts add(String name, String value) {
    table.row(Cell.of(name).in(Style.BOLD), Cell.of(value));
    return this;
  }

  Facts add(String name, long value) {
    table.row(Cell.of(name).in(Style.BOLD), Cell.of(value));
    return this;
  }

  /** What is not known is left out. */
  Facts add(String name, Optional<String> value) {
    return value.map(each -> add(name, each)).orElse(this);
  }

  /** The same. */
  Facts add(String name, OptionalLong value) {
    return value.isPresent() ? add(name, value.getAsLong()) : this;
  }

  Table table() {
    return table;
  }
}
