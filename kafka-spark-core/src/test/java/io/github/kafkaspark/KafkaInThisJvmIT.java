package io.github.kafkaspark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kafkaspark.testing.EmbeddedKafka;
import io.github.kafkaspark.testing.KafkaExtension;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Needs a broker on the class path of this JVM. */
@ExtendWith(KafkaExtension.class)
@Tag("heavy")
class KafkaInThisJvmIT extends EmbeddedKafkaLifeContract {

  @Override
  EmbeddedKafka start(Map<String, String> settings) {
    return EmbeddedKafka.start(settings);
  }

  @Test
  void refusesToHoldItsOwnJvm(EmbeddedKafka kafka) {
    assertThatThrownBy(kafka::pause)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot pause the broker: it is in this JVM; start it with EmbeddedKafka.fork");
  }
}
