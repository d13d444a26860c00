package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kafkaspark.testing.SparkExtension;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
class SparkVersionTest {

  @Test
  void theTestsRunOnTheSparkOfThisProject(SparkSession spark) {
    assertEquals(System.getProperty("expected.spark"), spark.version());
  }
}
