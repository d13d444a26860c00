package io.github.kafkaspark.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Lines for a person, with each column as wide as its widest cell. */
final class TextTable {

  private final List<List<String>> lines = new ArrayList<>();

  /** A table with these heads. */
  TextTable(String... heads) {
    lines.add(Arrays.asList(heads));
  }

  /** What Spark would show, on the standard output that the other lines go to. */
  static TextTable of(Dataset<Row> rows) {
    TextTable table = new TextTable(rows.columns());
    for (Row row : rows.collectAsList()) {
      table.add(IntStream.range(0, row.size()).mapToObj(row::get).toArray());
    }
    return table;
  }

  /** Adds a line with a cell for each column. */
  void add(Object... cells) {
    lines.add(Arrays.stream(cells).map(String::valueOf).collect(Collectors.toList()));
  }

  @Override
  public String toString() {
    return lines.stream().map(this::text).collect(Collectors.joining("\n"));
  }

  private String text(List<String> line) {
    return IntStream.range(0, line.size())
        .mapToObj(column -> String.format("%-" + width(column) + "s", line.get(column)))
        .collect(Collectors.joining("  "))
        .replaceFirst(" +$", "");
  }

  private int width(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(1);
  }
}
