package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kafkaspark.offsets.store.file.MiniHdfs;
import io.github.kafkaspark.offsets.store.jdbc.TestPostgres;
import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A program without Spark, such as a tool, opens each store, commits and reads. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class StoresWithoutSparkIT {

  private static final String SPARK = "org.apache.spark.sql.SparkSession";

  @TempDir Path folder;

  @Test
  void opensTheStoresThatNeedNoHadoop(EmbeddedKafka kafka) throws Exception {
    String topic = EmbeddedKafka.uniqueTopic("orders");
    kafka.createTopic(topic, 1);
    String prefix = "tool-" + UUID.randomUUID() + "-";
    assertThat(
            run(
                ".*/(jackson-core|kafka-clients|lz4-java|snappy-java|slf4j-api|postgresql)-[^/]*",
                topic,
                StoreProgram.MEMORY,
                folder.toUri(),
                "kafka:" + kafka.bootstrapServers() + "/" + prefix,
                StoreProgram.PLAIN + kafka.bootstrapServers() + "/plain-" + prefix,
                url(TestPostgres.newSchema())))
        .containsExactly(
            "missing " + SPARK,
            StoreProgram.line(topic),
            StoreProgram.line(topic),
            StoreProgram.line(topic),
            StoreProgram.line(topic),
            StoreProgram.line(topic));
  }

  @Tag("heavy")
  @Test
  void opensAStoreOnHdfs() throws Exception {
    assertThat(run(".*/(?!spark-)[^/]*", "orders", MiniHdfs.get().newDirectory()))
        .containsExactly("missing " + SPARK, StoreProgram.line("orders"));
  }

  private static List<String> run(String jars, Object... topicAndLocations) throws Exception {
    List<Object> arguments = new ArrayList<>(Collections.singletonList(SPARK));
    arguments.addAll(Arrays.asList(topicAndLocations));
    return ChildJvm.lines(ChildJvm.classPath(jars), StoreProgram.class, arguments.toArray());
  }

  private static String url(PGSimpleDataSource dataSource) {
    return String.format(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&password=secret&currentSchema=%s",
        dataSource.getPortNumbers()[0], dataSource.getCurrentSchema());
  }
}
