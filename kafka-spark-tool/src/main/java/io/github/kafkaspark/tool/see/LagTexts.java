package io.github.kafkaspark.tool.see;

import io.github.kafkaspark.internal.Texts;
import io.github.kafkaspark.offsets.ConsumerLag.Partition;
import io.github.kafkaspark.offsets.store.OffsetCommit;
import io.github.kafkaspark.tool.output.Cell;
import io.github.kafkaspark.tool.output.Console;
import io.github.kafkaspark.tool.output.Style;
import io.github.kafkaspark.tool.output.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A look at the lag for people. */
final class LagTexts {

  private static final String NOTHING = "no offset is committed yet";

  private final Console console;
  private final Instant at;
  private final boolean hasTimes;

  /**
   * @param hasTimes whether records were read
   */
  LagTexts(Console console, Instant at, boolean hasTimes) {
    this.console = console;
    this.at = at;
    this.hasTimes = hasTimes;
  }

  /** A row for each topic of each stream. */
  void sayTopics(LagLook look) {
    console.say(summary(look));
    console.say("");
    Table table =
        withOldest(new Table().text("stream").text("topic").number("partitions").number("behind"))
            .number("commit")
            .text("note");
    for (StreamLook each : look.told()) {
      Cell committed = Cell.of(each.commit().value().map(this::age).orElse("unknown"));
      List<Topics> topics = Topics.of(each);
      if (topics.isEmpty()) {
        topicsRow(table, each, Topics.all(each), "-", committed, NOTHING);
      }
      for (Topics topic : topics) {
        topicsRow(table, each, topic, topic.name(), committed, topic.note());
      }
    }
    console.say(table);
  }

  private void topicsRow(
      Table table, StreamLook look, Topics topic, String name, Cell committed, String note) {
    Cell stream = Cell.of(look.stream().name());
    Cell count = Cell.of(topic.count());
    if (hasTimes) {
      table.row(
          stream, Cell.of(name), count, behind(topic), oldest(topic), committed, note(topic, note));
    } else {
      table.row(stream, Cell.of(name), count, behind(topic), committed, note(topic, note));
    }
  }

  /** For each stream a table of its partitions. */
  void sayPartitions(LagLook look) {
    console.say(summary(look));
    for (StreamLook each : look.told()) {
      console.say("");
      console.say(stream(each));
      Table table =
          withOldest(
                  new Table()
                      .text("partition")
                      .number("committed")
                      .number("first")
                      .number("end")
                      .number("behind"))
              .text("note");
      for (Topics partition : Topics.ofPartitions(each)) {
        partitionRow(table, partition);
      }
      if (!table.isEmpty()) {
        console.say(table);
      }
    }
  }

  private void partitionRow(Table table, Topics topic) {
    Partition partition = topic.one();
    Cell name = Cell.of(topic.name());
    Cell committed = offset(partition.committed());
    Cell first = offset(partition.beginning());
    Cell end = offset(partition.end());
    Cell note = note(topic, topic.note());
    if (hasTimes) {
      table.row(name, committed, first, end, behind(topic), oldest(topic), note);
    } else {
      table.row(name, committed, first, end, behind(topic), note);
    }
  }

  private Table withOldest(Table table) {
    return hasTimes ? table.number("oldest") : table;
  }

  private String summary(LagLook look) {
    long behind = look.told().stream().mapToLong(StreamLook::behind).sum();
    boolean isKnown = look.told().stream().allMatch(StreamLook::isKnown);
    return String.format(
        Locale.ROOT,
        "%s, %s%,d behind, at %s",
        Texts.count(look.told().size(), "stream"),
        isKnown ? "" : "at least ",
        behind,
        at.truncatedTo(ChronoUnit.SECONDS));
  }

  private String stream(StreamLook look) {
    Topics all = Topics.all(look);
    String behind =
        all.count() == 0
            ? NOTHING
            : behindText(all) + " behind in " + Texts.count(all.count(), "partition");
    return look.stream()
        + ": "
        + behind
        + look.commit().value().map(commit -> ", last commit " + age(commit) + " ago").orElse("");
  }

  private String age(OffsetCommit commit) {
    return Ages.text(Duration.between(commit.provenance().time(), at));
  }

  private static Cell behind(Topics topic) {
    Cell behind = Cell.of(behindText(topic));
    return topic.isKnown() ? behind : behind.in(Style.WARN);
  }

  private static String behindText(Topics topic) {
    String behind = String.format(Locale.ROOT, "%,d", topic.behind());
    if (topic.isKnown()) {
      return behind;
    }
    return topic.behind() == 0 ? "unknown" : "at least " + behind;
  }

  private Cell oldest(Topics topic) {
    String age = topic.oldest().map(time -> Ages.text(Duration.between(time, at))).orElse("");
    if (topic.isOldestKnown()) {
      return Cell.of(age.isEmpty() ? "-" : age);
    }
    return Cell.of(age.isEmpty() ? "unknown" : "at least " + age).in(Style.WARN);
  }

  private static Cell note(Topics topic, String text) {
    Cell note = Cell.of(text);
    return topic.isTroubled() ? note.in(Style.BAD) : note;
  }

  /** As other commands take it. */
  private static Cell offset(OptionalLong offset) {
    return Cell.of(offset.isPresent() ? Long.toString(offset.getAsLong()) : "-");
  }
}
