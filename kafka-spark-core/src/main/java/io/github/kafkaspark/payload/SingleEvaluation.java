package io.github.kafkaspark.payload;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.when;

import io.github.kafkaspark.SparkVersion;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Parses each record once. Spark puts the expression of a column wherever the column is named, so
 * that a parser would run for the condition on its result and again for the result.
 */
final class SingleEvaluation {

  private SingleEvaluation() {}

  /**
   * Adds a column: what an SQL expression makes of a value if a condition on it holds, else null.
   *
   * @param condition from the value's name in SQL
   * @param kept the same
   */
  static Dataset<Row> keepIf(
      Dataset<Row> rows,
      String into,
      Column value,
      UnaryOperator<String> condition,
      UnaryOperator<String> kept) {
    UnaryOperator<String> sql =
        name -> "IF(" + condition.apply(name) + ", " + kept.apply(name) + ", NULL)";
    if (SparkVersion.V2_4.isRunning()) {
      // The variable of a function of SQL is a value that has been worked out.
      return rows.withColumn(into, value)
          .withColumn(into, expr("transform(array(" + into + "), x -> " + sql.apply("x") + ")[0]"));
    }
    // Spark leaves in a step of its own what may differ each time that it works it out.
    return rows.withColumn(into, when(spark_partition_id().geq(0), value))
        .withColumn(into, expr(sql.apply(into)));
  }
}
