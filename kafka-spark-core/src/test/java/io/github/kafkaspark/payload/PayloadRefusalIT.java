package io.github.kafkaspark.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.SparkVersion;
import io.github.kafkaspark.testing.SparkExtension;
import java.util.Collections;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class PayloadRefusalIT {

  private final SparkSession spark;
  private final Dataset<Row> events;

  PayloadRefusalIT(SparkSession spark) {
    this.spark = spark;
    this.events =
        spark.createDataFrame(
            Collections.emptyList(),
            new StructType()
                .add("key", DataTypes.StringType)
                .add("value", DataTypes.BinaryType)
                .add("topic", DataTypes.StringType)
                .add("partition", DataTypes.IntegerType)
                .add("offset", DataTypes.LongType));
  }

  @Test
  void refusesAColumnThatIsNotThere() {
    assertThatThrownBy(() -> Payload.string().decodeValue(events.drop("value")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid DataFrame: 'struct<key:string,topic:string,partition:int,offset:bigint>' "
                + "(expected a column 'value' of type binary, as Spark's Kafka source gives it; "
                + "decode before it is cast)");
  }

  @Test
  void refusesAColumnThatIsCast() {
    assertThatThrownBy(() -> Payload.string().decodeKey(events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid DataFrame: 'struct<key:string,")
        .hasMessageContaining("expected a column 'key' of type binary");
  }

  @Test
  void refusesToFailWithoutAPlace() {
    assertThatThrownBy(() -> Payload.string().decodeValue(events.drop("offset")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot say where a malformed record is: the DataFrame has no column 'offset'; decode "
                + "before you select, or call malformedToNull or malformedTo");
    assertThat(Payload.string().malformedToNull().decodeValue(events.select("value")).columns())
        .containsExactly("value");
  }

  @Test
  void refusesASideColumnThatIsThere() {
    assertThatThrownBy(() -> Payload.string().malformedTo("topic").decodeValue(events))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot put malformed records into column 'topic': the DataFrame already has it; give "
                + "malformedTo another name");
  }

  @Test
  void refusesNoDataFrame() {
    assertThatThrownBy(() -> Payload.string().decodeValue(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("events");
  }

  /** The one refusal that depends on the Spark that runs; without spark-avro see AvroPayloadIT. */
  @Test
  void avroIsDecodedOrRefusedBySparkVersion() {
    Payload avro = Payload.avro("\"string\"").malformedToNull();

    if (SparkVersion.V2_4.isRunning()) {
      assertThat(avro.decodeValue(events).schema().apply("value").dataType())
          .isEqualTo(DataTypes.StringType);
      return;
    }
    assertThatThrownBy(() -> avro.decodeValue(events))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot decode Avro: Spark has it since 2.4, and this is Spark %s; run on a newer Spark",
            spark.version());
  }
}
