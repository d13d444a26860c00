package io.github.kafkaspark.offsets.move;

import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.TopicOffsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The CSV of Kafka's own tool. */
final class ExportCsv {

  private static final int WITH_GROUP = 4;

  /** A field of a line, and the column where it begins, from 1. */
  private static final class Field {
    final String text;
    final int column;

    Field(String text, int column) {
      this.text = text;
      this.column = column;
    }
  }

  private ExportCsv() {}

  static String write(List<ExportedStream> streams) {
    StringBuilder csv = new StringBuilder();
    for (ExportedStream stream : streams) {
      String group = streams.size() == 1 ? "" : quoted(stream.name().orElse("")) + ",";
      stream
          .offsets()
          .asMap()
          .forEach(
              (partition, offset) ->
                  csv.append(group)
                      .append(quoted(partition.topic()))
                      .append(',')
                      .append(partition.partition())
                      .append(',')
                      .append(offset)
                      .append('\n'));
    }
    return csv.toString();
  }

  private static String quoted(String text) {
    boolean isPlain = text.indexOf(',') < 0 && text.indexOf('"') < 0;
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  static List<ExportedStream> read(String csv) {
    Map<String, Map<TopicPartition, Long>> groups = new LinkedHashMap<>();
    int size = 0;
    int number = 0;
    for (String line : csv.split("\r\n|\r|\n", -1)) {
      number++;
      if (line.trim().isEmpty()) {
        continue;
      }
      List<Field> fields = fields(line, number);
      if (size == 0) {
        size = fields.size() == WITH_GROUP ? WITH_GROUP : WITH_GROUP - 1;
      }
      if (fields.size() != size) {
        throw wrong(
            line,
            number,
            1,
            "expected "
                + (size == WITH_GROUP ? "group," : "")
                + "topic,partition,offset, found "
                + fields.size()
                + " fields");
      }
      read(fields, number, groups);
    }
    if (groups.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid offsets: line 1, column 1: '' (expected topic,partition,offset, found no line)");
    }
    return groups.entrySet().stream()
        .map(
            group ->
                ExportedStream.ofLines(
                    group.getKey().isEmpty() ? null : group.getKey(),
                    TopicOffsets.of(group.getValue())))
        .collect(toList());
  }

  private static void read(
      List<Field> fields, int line, Map<String, Map<TopicPartition, Long>> groups) {
    int at = fields.size() - WITH_GROUP + 1;
    Field topic = fields.get(at);
    if (topic.text.trim().isEmpty()) {
      throw wrong(topic.text, line, topic.column, "expected the name of a topic");
    }
    if (at == 1 && fields.get(0).text.trim().isEmpty()) {
      throw wrong(fields.get(0).text, line, fields.get(0).column, "expected the name of a group");
    }
    long partition = number(fields.get(at + 1), line, Integer.MAX_VALUE, "a partition");
    long offset = number(fields.get(at + 2), line, Long.MAX_VALUE, "the next offset to read");
    Long before =
        groups
            .computeIfAbsent(at == 1 ? fields.get(0).text : "", group -> new HashMap<>())
            .put(new TopicPartition(topic.text, (int) partition), offset);
    if (before != null) {
      throw wrong(topic.text + "-" + partition, line, topic.column, "it is there twice");
    }
  }

  private static long number(Field field, int line, long most, String what) {
    String rule = "expected " + what + ", 0 or more";
    try {
      long number = Long.parseLong(field.text.trim());
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw (IllegalArgumentException) wrong(field.text, line, field.column, rule).initCause(e);
    }
    throw wrong(field.text, line, field.column, rule);
  }

  private static List<Field> fields(String line, int number) {
    List<Field> fields = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      int begin = at;
      StringBuilder text = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        at = quoted(line, number, at, text);
      } else {
        int comma = line.indexOf(',', at);
        at = comma < 0 ? line.length() : comma;
        text.append(line, begin, at);
      }
      fields.add(new Field(text.toString(), begin + 1));
      if (at < line.length() && line.charAt(at) != ',') {
        throw wrong(line.substring(at), number, at + 1, "expected a comma behind the quotes");
      }
      at++;
    }
    return fields;
  }

  /** Reads what is in quotes, and returns where it ends. */
  private static int quoted(String line, int number, int begin, StringBuilder text) {
    int at = begin + 1;
    while (at < line.length()) {
      boolean isQuote = line.charAt(at) == '"';
      if (isQuote && (at + 1 == line.length() || line.charAt(at + 1) != '"')) {
        return at + 1;
      }
      text.append(line.charAt(at));
      at += isQuote ? 2 : 1;
    }
    throw wrong(line.substring(begin), number, begin + 1, "the quotes do not end");
  }

  private static IllegalArgumentException wrong(String found, int line, int column, String rule) {
    return new IllegalArgumentException(
        "Invalid offsets: line "
            + line
            + ", column "
            + column
            + ": '"
            + found
            + "' ("
            + rule
            + ")");
  }
}
