package io.github.kafkaspark.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HealthTest {

  @Test
  void theCodesStayAsTheyAreSinceAlarmsCompareThem() {
    Map<String, Integer> codes =
        Arrays.stream(Health.values()).collect(Collectors.toMap(Health::name, Health::code));
    assertThat(codes)
        .containsEntry("HEALTHY", 0)
        .containsEntry("DEGRADED", 1)
        .containsEntry("FENCED", 2)
        .containsEntry("FAILED", 3);
    assertThat(codes.values()).doesNotHaveDuplicates();
  }
}
