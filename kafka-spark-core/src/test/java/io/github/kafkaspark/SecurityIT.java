package io.github.kafkaspark;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Nested;

/** All that needs a secured broker, in one JVM: its certificates alone take seconds to make. */
class SecurityIT {

  @Nested
  class Reads extends SecureReadCases {
    Reads(SecureKafka secure, SparkSession spark) {
      super(secure, spark);
    }
  }

  @Nested
  class Failures extends SecurityFailureCases {
    Failures(SecureKafka secure, SparkSession spark) {
      super(secure, spark);
    }
  }

  @Nested
  class Secrets extends SecretsCases {
    Secrets(SecureKafka secure, SparkSession spark) {
      super(secure, spark);
    }
  }
}
