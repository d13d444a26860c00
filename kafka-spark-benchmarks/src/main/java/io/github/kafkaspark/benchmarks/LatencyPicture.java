package io.github.kafkaspark.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Draws latencies by the number of partitions as SVG, on a scale by powers of ten. The median is a
 * line, p99 a dotted one. It has no background, and its colours are legible on white and on black.
 */
final class LatencyPicture {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 80;
  private static final int RIGHT = 690;
  private static final int TOP = 80;
  private static final int BOTTOM = 340;
  private static final int LABEL_BELOW = 24;
  private static final String GREY = "#7d8590";
  private static final String ORANGE = "#d9730d";
  private static final String BLUE = "#3b82f6";

  private final List<Column> columns = new ArrayList<>();

  private static final class Column {
    final int partitions;
    final Series plain;
    final Series ours;

    Column(int partitions, Series plain, Series ours) {
      this.partitions = partitions;
      this.plain = plain;
      this.ours = ours;
    }
  }

  /** The next column to the right. */
  void add(int partitions, Series plain, Series ours) {
    columns.add(new Column(partitions, plain, ours));
  }

  /** The picture of what there is. */
  String toSvg() {
    StringBuilder svg =
        new StringBuilder(
            line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                    + "font-size=\"14\">",
                WIDTH, HEIGHT));
    svg.append(text(LEFT, 24, "start", GREY, "From a record's send until the sink has it, in ms"));
    legend(svg, LEFT, ORANGE, "plain readStream");
    legend(svg, LEFT + 200, BLUE, "kafka-spark, by default");
    svg.append(text(RIGHT, 54, "end", GREY, "line: median, dots: p99"));
    for (double tick = lowest(); tick <= highest(); tick *= 10) {
      svg.append(
          line(
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-opacity=\"0.35\"/>",
              LEFT, y(tick), RIGHT, y(tick), GREY));
      svg.append(text(LEFT - 10, y(tick) + 5, "end", GREY, figure(tick)));
    }
    for (int i = 0; i < columns.size(); i++) {
      String partitions = StoreBenchmark.count(columns.get(i).partitions);
      svg.append(text(x(i), BOTTOM + 30, "middle", GREY, partitions));
    }
    draw(svg, ORANGE, column -> column.plain.median(), column -> column.plain.p99());
    draw(svg, BLUE, column -> column.ours.median(), column -> column.ours.p99());
    return svg.append("</svg>\n").toString();
  }

  private void draw(
      StringBuilder svg,
      String colour,
      ToDoubleFunction<Column> median,
      ToDoubleFunction<Column> p99) {
    svg.append(path(colour, "stroke-width=\"2\" stroke-dasharray=\"2 5\"", p99));
    svg.append(path(colour, "stroke-width=\"3\"", median));
    for (int i = 0; i < columns.size(); i++) {
      double figure = median.applyAsDouble(columns.get(i));
      svg.append(
          line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x(i), y(figure), colour));
      svg.append(text(x(i), y(figure) + LABEL_BELOW, "middle", colour, figure(figure)));
    }
  }

  private String path(String colour, String style, ToDoubleFunction<Column> figure) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      double each = figure.applyAsDouble(columns.get(i));
      if (!Double.isNaN(each)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(each)));
      }
    }
    return line(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" %s/>",
        points.toString().trim(), colour, style);
  }

  private static void legend(StringBuilder svg, int x, String colour, String name) {
    svg.append(line("<circle cx=\"%d\" cy=\"49\" r=\"5\" fill=\"%s\"/>", x + 5, colour));
    svg.append(text(x + 16, 54, "start", colour, name));
  }

  private static String text(double x, double y, String anchor, String colour, String text) {
    return line(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        x, y, anchor, colour, text);
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments) + "\n";
  }

  private static String figure(double millis) {
    return String.format(Locale.ROOT, "%,.0f", millis);
  }

  private double x(int column) {
    return LEFT + (RIGHT - LEFT) * (column + 0.5) / columns.size();
  }

  private double y(double millis) {
    double share =
        (Math.log10(millis) - Math.log10(lowest()))
            / (Math.log10(highest()) - Math.log10(lowest()));
    return BOTTOM - share * (BOTTOM - TOP);
  }

  private double lowest() {
    return Math.pow(10, Math.floor(Math.log10(figures().min().orElse(1))));
  }

  private double highest() {
    return Math.pow(10, Math.floor(Math.log10(figures().max().orElse(1))) + 1);
  }

  private DoubleStream figures() {
    return columns.stream()
        .flatMapToDouble(
            each ->
                DoubleStream.of(
                    each.plain.median(), each.plain.p99(), each.ours.median(), each.ours.p99()))
        .filter(figure -> !Double.isNaN(figure));
  }
}
