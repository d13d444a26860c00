package io.github.kafkaspark.offsets;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import io.github.kafkaspark.internal.TextTable;
import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.ConsumerLag.State;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The texts of a {@link ConsumerLag}: two screens at most, whatever the number of partitions. */
final class LagTable {

  /** Up to half of them are chosen for trouble, the others for their lag. */
  private static final int MOST_ROWS = 20;

  /** New partitions are nothing to worry about. */
  private static final Set<State> TROUBLE =
      EnumSet.of(State.AGED_OUT, State.BEYOND_END, State.VANISHED);

  /** A row, and what it is about: one partition, or those of a topic. */
  private static final class Row {
    final Collection<Partition> partitions;
    final List<String> cells;
    final String note;

    Row(Collection<Partition> partitions, String note, String... cells) {
      this.partitions = partitions;
      this.note = note;
      this.cells = Arrays.asList(cells);
    }

    boolean troubled() {
      return partitions.stream().anyMatch(each -> TROUBLE.contains(each.state()));
    }

    long lag() {
      return partitions.stream().mapToLong(Partition::lag).sum();
    }
  }

  private LagTable() {}

  static String summary(ConsumerLag lag) {
    String stream = lag.commit().map(each -> "Stream '" + each.stream() + "': ").orElse("");
    Collection<Partition> all = lag.partitions().values();
    String figures =
        all.isEmpty()
            ? "no offset is committed yet"
            : TextTable.number(lag.total())
                + " behind in "
                + Texts.count(all.size(), "partition")
                + states(all);
    return stream + figures + lag.commit().map(LagTable::origin).orElse("");
  }

  private static String origin(OffsetCommit commit) {
    return String.format(
        Locale.ROOT,
        "; committed by generation %d, sequence %d, at %s",
        commit.generation(),
        commit.sequence(),
        commit.provenance().time());
  }

  /** The number of partitions in another state than committed. */
  private static String states(Collection<Partition> partitions) {
    StringBuilder text = new StringBuilder();
    for (State state : EnumSet.complementOf(EnumSet.of(State.COMMITTED))) {
      long count = partitions.stream().filter(each -> each.state() == state).count();
      if (count > 0) {
        text.append(", ").append(TextTable.number(count)).append(" ").append(state.word());
      }
    }
    long lost = partitions.stream().mapToLong(Partition::lost).sum();
    return lost == 0 ? text.toString() : text + ", " + TextTable.number(lost) + " lost";
  }

  static String of(ConsumerLag lag) {
    Map<String, List<Partition>> topics =
        lag.partitions().entrySet().stream()
            .collect(
                groupingBy(
                    each -> each.getKey().topic(),
                    TreeMap::new,
                    mapping(Map.Entry::getValue, toList())));
    StringBuilder text = new StringBuilder(summary(lag));
    if (topics.size() > 1) {
      text.append(table("topic", topics.entrySet(), LagTable::topic, "topic", "partitions"));
    }
    if (!topics.isEmpty()) {
      text.append(
          table(
              "partition",
              lag.partitions().entrySet(),
              each -> partition(each.getKey().toString(), each.getValue()),
              "partition",
              "committed",
              "first",
              "end"));
    }
    return text.toString();
  }

  private static Row topic(Map.Entry<String, List<Partition>> topic) {
    List<Partition> partitions = topic.getValue();
    return new Row(
        partitions,
        states(partitions).replaceFirst("^, ", ""),
        topic.getKey(),
        TextTable.number(partitions.size()));
  }

  private static Row partition(String name, Partition partition) {
    String state = partition.state() == State.COMMITTED ? "" : partition.state().word();
    return new Row(
        Collections.singleton(partition),
        partition.lost() == 0 ? state : state + ", " + TextTable.number(partition.lost()) + " lost",
        name,
        Partition.text(partition.committed()),
        Partition.text(partition.beginning()),
        Partition.text(partition.end()));
  }

  /** The rows that need a look most, and the sum of the others. */
  private static <T> String table(
      String what, Collection<T> all, Function<T, Row> row, String... header) {
    List<Row> others =
        all.stream()
            .map(row)
            .sorted(Comparator.comparing(Row::lag).reversed())
            .collect(toCollection(ArrayList::new));
    List<Row> shown = others.stream().filter(Row::troubled).limit(MOST_ROWS / 2).collect(toList());
    others.removeAll(shown);
    List<Row> furthest = others.subList(0, Math.min(MOST_ROWS - shown.size(), others.size()));
    shown.addAll(furthest);
    furthest.clear();

    List<List<String>> lines = new ArrayList<>();
    lines.add(cells(Arrays.asList(header), "behind", ""));
    shown.forEach(each -> lines.add(cells(each.cells, TextTable.number(each.lag()), each.note)));
    return "\n\n" + TextTable.aligned(lines) + (others.isEmpty() ? "" : rest(what, others));
  }

  private static String rest(String what, List<Row> others) {
    return String.format(
        "\nand %s more, %s behind%s",
        Texts.count(others.size(), what),
        TextTable.number(others.stream().mapToLong(Row::lag).sum()),
        states(others.stream().flatMap(each -> each.partitions.stream()).collect(toList())));
  }

  private static List<String> cells(List<String> cells, String behind, String note) {
    List<String> all = new ArrayList<>(cells);
    all.add(behind);
    all.add(note);
    return all;
  }
}
