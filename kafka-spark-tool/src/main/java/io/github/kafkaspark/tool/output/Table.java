package io.github.kafkaspark.tool.output;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Rows of cells under a header, aligned: texts to the left, and numbers to the right. Where the
 * lines would be too long, the widest columns of texts are wrapped: nothing is left out, and no
 * number is broken. Where not even that fits, each row becomes a list of its cells. Without a name
 * of any column there is no header.
 *
 * <pre>{@code
 * Table table = new Table().text("stream").number("partitions");
 * table.row(Cell.of("orders"), Cell.of(12));
 * console.say(table);
 * }</pre>
 */
public final class Table {

  private static final String GAP = "  ";

  /** Narrower than this a column of texts is hard to read. */
  private static final int NARROWEST = 10;

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  private static final class Column {
    final String header;
    final boolean isNumber;

    Column(String header, boolean isNumber) {
      this.header = header;
      this.isNumber = isNumber;
    }
  }

  /** Without columns and rows. */
  public Table() {}

  /** With one more column, of texts. */
  public Table text(String header) {
    columns.add(new Column(header, false));
    return this;
  }

  /** With one more column, of numbers. */
  public Table number(String header) {
    columns.add(new Column(header, true));
    return this;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not a cell for each column
   */
  public void row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "Invalid row: " + cells.length + " cells (expected " + columns.size() + ")");
    }
    rows.add(Arrays.asList(cells));
  }

  /** Whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The lines, without a line end after the last one.
   *
   * @param limit the most columns that a line may have; empty for no limit
   */
  String text(OptionalInt limit, boolean colours) {
    int[] widths =
        IntStream.range(0, columns.size())
            .map(i -> rows.stream().mapToInt(row -> width(row.get(i).text)).max().orElse(0))
            .toArray();
    IntStream.range(0, widths.length)
        .forEach(i -> widths[i] = Math.max(widths[i], columns.get(i).header.length()));
    if (limit.isPresent() && !narrow(widths, limit.getAsInt())) {
      return list(colours);
    }
    List<String> lines = new ArrayList<>();
    if (columns.stream().anyMatch(column -> !column.header.isEmpty())) {
      List<Cell> header = new ArrayList<>();
      columns.forEach(column -> header.add(Cell.of(column.header).in(Style.BOLD)));
      add(header, widths, colours, lines);
    }
    rows.forEach(row -> add(row, widths, colours, lines));
    return String.join("\n", lines);
  }

  private static int width(String text) {
    return Arrays.stream(text.split("\n", -1)).mapToInt(Table::characters).max().orElse(0);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Takes from the widest columns of texts until a line fits; false if it cannot. */
  private boolean narrow(int[] widths, int limit) {
    int all = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    for (; all > limit; all--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (!columns.get(i).isNumber
            && widths[i] > Math.max(NARROWEST, columns.get(i).header.length())
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return false;
      }
      widths[widest]--;
    }
    return true;
  }

  private void add(List<Cell> row, int[] widths, boolean colours, List<String> lines) {
    List<List<String>> wrapped = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      wrapped.add(Wrapped.lines(row.get(i).text, widths[i]));
    }
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    for (int line = 0; line < height; line++) {
      StringBuilder text = new StringBuilder();
      int missing = 0; // Blanks, which no line ends with.
      for (int i = 0; i < widths.length; i++) {
        String part = line < wrapped.get(i).size() ? wrapped.get(i).get(line) : "";
        int pad = widths[i] - characters(part);
        String shown = colours ? row.get(i).style.of(part) : part;
        missing += columns.get(i).isNumber ? pad : 0;
        if (!part.isEmpty()) {
          text.append(blanks(missing)).append(shown);
          missing = 0;
        }
        missing += (columns.get(i).isNumber ? 0 : pad) + GAP.length();
      }
      lines.add(text.toString());
    }
  }

  private static String blanks(int count) {
    return IntStream.range(0, count).mapToObj(i -> " ").collect(joining());
  }

  private String list(boolean colours) {
    List<String> lines = new ArrayList<>();
    for (List<Cell> row : rows) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      for (int i = 0; i < row.size(); i++) {
        Cell cell = row.get(i);
        String header = columns.get(i).header.isEmpty() ? "" : columns.get(i).header + ": ";
        lines.add(
            (colours ? Style.BOLD.of(header) : header)
                + (colours ? cell.style.of(cell.text) : cell.text));
      }
    }
    return String.join("\n", lines);
  }
}
