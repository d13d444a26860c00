package io.github.kafkaspark.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AvroResolutionTest {

  private static final String INT = "\"int\"";
  private static final String LONG = "\"long\"";
  private static final String ORDER =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":["
          + "{\"name\":\"id\",\"type\":\"long\"},"
          + "{\"name\":\"item\",\"type\":\"string\",\"default\":\"tea\"}]}";
  private static final String OLDER =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":["
          + "{\"name\":\"more\",\"type\":\"string\"},{\"name\":\"id\",\"type\":\"int\"}]}";

  private static byte[] bytes(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return all;
  }

  @Test
  void leavesAloneWhatTheReadersSchemaHasWritten() {
    AvroResolution same = new AvroResolution(id -> id == 258 ? LONG : null, LONG);

    assertThat(same.call(bytes(0, 0, 0, 1, 2, 84))).containsExactly(84);
    assertThat(same.call(bytes(0, 0, 0, 1, 2))).isEmpty();
  }

  @Test
  void encodesAnOlderDatumAsTheReaderWantsIt() {
    AvroResolution older = new AvroResolution(id -> OLDER, ORDER);

    assertThat(older.call(bytes(0, 0, 0, 0, 1, 2, 'x', 84)))
        .containsExactly(bytes(84, 6, 't', 'e', 'a'));
  }

  @Test
  void givesNothingForAMalformedRecord() {
    AvroResolution older = new AvroResolution(id -> id == 1 ? OLDER : null, ORDER);

    assertThat(older.call(null)).isNull();
    assertThat(older.call(bytes(0, 0, 0, 0))).isNull();
    assertThat(older.call(bytes(1, 0, 0, 0, 1, 2, 'x', 84))).isNull();
    assertThat(older.call(bytes(0, 0, 0, 0, 2, 2, 'x', 84))).isNull();
    assertThat(older.call(bytes(0, 0, 0, 0, 1, 2, 'x'))).isNull();
    assertThat(older.call(bytes(0, 0, 0, 0, 1, 2, 'x', 84, 0))).isNull();
  }

  @Test
  void aSchemaThatIsOfNoUseIsAMalformedRecord() {
    byte[] datum = bytes(0, 0, 0, 0, 1, 84);

    assertThat(new AvroResolution(id -> "syntax = \"proto3\";", LONG).call(datum)).isNull();
    assertThat(new AvroResolution(id -> LONG, INT).call(datum)).isNull();
  }

  @Test
  void asksOnceForAnIdAndNeverForOneBelowZero() {
    AtomicInteger asked = new AtomicInteger();
    AvroResolution counted =
        new AvroResolution(id -> asked.incrementAndGet() == 1 ? INT : null, LONG);

    for (int i = 0; i < 3; i++) {
      assertThat(counted.call(bytes(0, 0, 0, 0, 1, 84))).containsExactly(84);
      assertThat(counted.call(bytes(0, 0, 0, 0, 2, 84))).isNull();
      assertThat(counted.call(bytes(0, 255, 0, 0, 2, 84))).isNull();
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void failsIfTheSchemaCannotBeAskedFor() {
    AvroResolution down =
        new AvroResolution(
            id -> {
              throw new IOException("refused");
            },
            LONG);

    assertThatThrownBy(() -> down.call(bytes(0, 0, 0, 0, 9, 84)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot tell which schema has the id 9: the application's AvroSchemas failed; let it "
                + "answer, or return null for an id that nobody has registered")
        .hasCauseInstanceOf(IOException.class);
  }
}
