package io.github.kafkaspark.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table for people: texts to the left, figures to the right, columns as wide as they must be. A
 * hyphen is for a figure that there is not.
 */
final class Table {

  private static final List<String> FIGURES =
      Arrays.asList("median", "min", "max", "p90", "p99", "of the first", "min", "max");

  private final int texts;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table whose first columns have these names; the figures' columns follow. */
  Table(String... texts) {
    this.texts = texts.length;
    List<String> header = new ArrayList<>(Arrays.asList(texts));
    header.addAll(FIGURES);
    rows.add(header);
  }

  /**
   * A row for each candidate: its costs, and how they compare with the first one's. For the same
   * thing measured again, the comparison shows the noise.
   *
   * @param texts for the columns before the candidate's name
   */
  void add(Map<String, Series> found, String... texts) {
    Series first = found.values().iterator().next();
    found.forEach(
        (candidate, series) -> {
          List<String> row = new ArrayList<>(Arrays.asList(texts));
          row.add(candidate);
          for (double figure :
              new double[] {
                series.median(), series.min(), series.max(), series.p90(), series.p99()
              }) {
            row.add(figure(figure));
          }
          if (series != first) {
            Series ratio = series.over(first);
            for (double figure : new double[] {ratio.median(), ratio.min(), ratio.max()}) {
              row.add(figure(figure));
            }
          }
          rows.add(row);
        });
  }

  private static String figure(double figure) {
    return Double.isNaN(figure) ? "-" : String.format(Locale.ROOT, "%,.2f", figure);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String side = i < texts ? "-" : "";
      line.append(i == 0 ? "" : "  ")
          .append(String.format("%" + side + widths[i] + "s", row.get(i)));
    }
    return line.toString();
  }
}
