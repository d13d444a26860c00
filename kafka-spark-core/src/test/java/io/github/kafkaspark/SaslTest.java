package io.github.kafkaspark;

import static java.util.Collections.emptyMap;
import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTest {

  /** As Kafka's clients read it. */
  private static AppConfigurationEntry login(Sasl sasl) {
    return JaasContext.loadClientContext(
            singletonMap(
                "sasl.jaas.config", new Password(sasl.properties().get("sasl.jaas.config"))))
        .configurationEntries()
        .get(0);
  }

  private static Map<String, Object> options(Sasl sasl) {
    return new HashMap<>(login(sasl).getOptions());
  }

  @Nested
  class UserAndPassword {

    @Test
    void becomeAMechanismAndALogin() {
      assertThat(Sasl.plain("alice", "pw").properties())
          .containsOnly(
              entry("sasl.mechanism", "PLAIN"),
              entry(
                  "sasl.jaas.config",
                  "org.apache.kafka.common.security.plain.PlainLoginModule required "
                      + "username=\"alice\" password=\"pw\";"));
      assertThat(Sasl.scramSha256("alice", "pw").properties())
          .containsEntry("sasl.mechanism", "SCRAM-SHA-256");
      assertThat(Sasl.scramSha512("alice", "pw").properties())
          .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
      assertThat(login(Sasl.scramSha512("alice", "pw")).getLoginModuleName())
          .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "\"",
          "\\",
          "\\\"",
          "'",
          "a\nb",
          "a\r\nb",
          "\\n",
          ";",
          "\"; evil required x=\"",
          " ",
          "// no comment",
          "/* no comment */",
          "a=b",
          "${x}",
          "\t\u0001\u007f",
          "\u00e9\u20ac",
          "\ud83d\ude00",
          "\\101",
          "trailing\\"
        })
    void areReadByKafkaAsTheyWereGiven(String text) {
      assertThat(options(Sasl.plain("u" + text, text)))
          .containsOnly(entry("username", "u" + text), entry("password", text));
    }

    @Test
    void areReadByKafkaWhateverTheyAre() {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      String letters = "\"\\'\n\r\t;=,{}$/*#aZ09 \u00ff\u0100\u20ac";
      for (int i = 0; i < 10_000; i++) {
        StringBuilder text = new StringBuilder("x");
        for (int length = random.nextInt(20); length > 0; length--) {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
        assertThat(options(Sasl.scramSha256("alice", text.toString())))
            .as("seed %d", seed)
            .containsOnly(entry("username", "alice"), entry("password", text.toString()));
      }
    }

    @Test
    void arePrintedWithoutThePassword() {
      assertThat(Sasl.scramSha512("alice", "hunter2")).hasToString("SCRAM-SHA-512 as 'alice'");
    }

    @Test
    void areRefusedIfEmpty() {
      assertThatThrownBy(() -> Sasl.plain("", "pw"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid user: '' (expected one character or more, none of them 0)");
      assertThatThrownBy(() -> Sasl.scramSha256("alice", ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid password of user 'alice', not shown here (expected one character or more, "
                  + "none of them 0)");
      assertThatThrownBy(() -> Sasl.scramSha512("alice", "hunter2\0"))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .doesNotContain("hunter2");
    }

    @Test
    void areNotNull() {
      assertThatThrownBy(() -> Sasl.plain(null, "pw"))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("user");
      assertThatThrownBy(() -> Sasl.plain("alice", null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("password");
    }
  }

  @Nested
  class Kerberos {

    @Test
    void takesAKeytab(@TempDir Path folder) throws Exception {
      Path keytab = Files.createFile(folder.resolve("job's \"own\".keytab"));

      Sasl sasl = Sasl.kerberos("kafka", "job@EXAMPLE.COM", keytab);

      assertThat(sasl.properties())
          .containsEntry("sasl.mechanism", "GSSAPI")
          .containsEntry("sasl.kerberos.service.name", "kafka");
      assertThat(login(sasl).getLoginModuleName())
          .isEqualTo("com.sun.security.auth.module.Krb5LoginModule");
      assertThat(options(sasl))
          .containsOnly(
              entry("useKeyTab", "true"),
              entry("storeKey", "true"),
              entry("keyTab", keytab.toString()),
              entry("principal", "job@EXAMPLE.COM"));
      assertThat(sasl).hasToString("GSSAPI as 'job@EXAMPLE.COM'");
    }

    @Test
    void takesATicketCache() {
      Sasl sasl = Sasl.kerberosTicketCache("kafka");

      assertThat(options(sasl)).containsOnly(entry("useTicketCache", "true"));
      assertThat(sasl).hasToString("GSSAPI by ticket cache");
    }

    @Test
    void refusesAMissingKeytab(@TempDir Path folder) {
      assertThatThrownBy(() -> Sasl.kerberos("kafka", "job", folder.resolve("none")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Invalid keytab: '%s' (expected a file that this process can read, and each executor "
                  + "at the same path)",
              folder.resolve("none"));
    }

    @Test
    void refusesABlankService() {
      assertThatThrownBy(() -> Sasl.kerberosTicketCache(" "))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid service: ' ' (expected a name)");
    }
  }

  /** Clients of this class path are too old; newer ones log in in OauthBearerIT. */
  @Test
  void refusesOauthBearerOfClientsThatLackIt() {
    assertThatThrownBy(() -> Sasl.oauthBearer("com.example.Handler", emptyMap()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot use OAUTHBEARER: kafka-clients 1.1.0 on the class path do not know "
                + "'sasl.login.callback.handler.class'; add org.apache.kafka:kafka-clients 2.0 or "
                + "newer to the application");
  }
}
