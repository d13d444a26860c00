package io.github.kafkaspark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.ssl.key.password",
        "KAFKA.SASL.JAAS.CONFIG",
        "sasl.oauthbearer.assertion.private.key.passphrase",
        "sasl.oauthbearer.client.credentials.client.secret",
        "ssl.keystore.certificate.chain",
        "basic.auth.user.info",
        "sslpassword",
        "sslkey",
        "accessKey",
        "pwd",
        "db.pw",
        "pin",
        "passphrase",
        "my.token",
        "sasl.oauth.assertion",
        "foo.cred",
        "foo.creds",
        "aws.secretaccesskey",
      })
  void hidesOptionsByTheirNames(String name) {
    assertThat(Secrets.mask(name, "hunter2")).isEqualTo("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.bootstrap.servers",
        "security.protocol",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "ssl.keymanager.algorithm",
        "sasl.mechanism",
        "sasl.kerberos.service.name",
        "kafka.sasl.login.callback.handler.class",
        "sasl.oauthbearer.scope.claim.name",
        "key.deserializer",
        "client.rack",
        "maxOffsetsPerTrigger",
        "startingOffsets",
        "spinning",
      })
  void showsTheOthers(String name) {
    assertThat(Secrets.mask(name, "a value")).isEqualTo("a value");
  }

  @Test
  void hidesEverythingThatKafkaHides() {
    ConfigDef kafka = new ConfigDef();
    SslConfigs.addClientSslSupport(kafka);
    SaslConfigs.addClientSaslSupport(kafka);
    assertThat(kafka.configKeys().values())
        .filteredOn(key -> key.type == ConfigDef.Type.PASSWORD)
        .isNotEmpty()
        .allSatisfy(key -> assertThat(Secrets.isSecret(key.name)).as(key.name).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.b.PlainLoginModule required username=\"u\" password=\"ge\\\"h;eim\"; "
            + "| a.b.PlainLoginModule required username=\"u\" password=***;",
        "{\"user\": \"u\", \"password\": \"geheim\"} | {\"user\": \"u\", \"password\": ***}",
        "user=u;password={ge}}h;eim};a=b | user=u;password=***;a=b",
        "user=u&sslpassword=geheim&a=b | user=u&sslpassword=***&a=b",
        "token=geheim, a=b | token=***, a=b",
        "token: '***' (expected) | token: '***' (expected)",
        "ssl.key.password -> geheim, a -> b | ssl.key.password -> ***, a -> b",
        "at https://u:ge/h@eim@host/a | at https://***@host/a",
        "http://u:geheim@h/x?k=geheim | http://***@h/x?…",
        "'http://h/x?k=geheim&x', and others | 'http://h/x?…', and others",
        "(see https://h/x?k=geheim). Is it there? | (see https://h/x?…). Is it there?",
        "no jdbc:a://h/db;k=geheim;x=y, here | no jdbc:a://h/db;…, here",
        "jdbc:a://h/db; nested is x | jdbc:a://h/db; nested is x",
        "at jdbc:oracle:thin:u/geheim@//host | at jdbc:oracle:thin:***@//host",
        "Server not found for kafka/host@REALM | Server not found for kafka/host@REALM",
        "keystore password was incorrect | keystore password was incorrect",
      })
  void hidesWhatLooksLikeASecretInAText(String text, String shown) {
    assertThat(Secrets.inText(text)).isEqualTo(shown);
    assertThat(Secrets.inText(shown)).isEqualTo(shown);
    assertThat(Secrets.mask("an.option", text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:db2://h/DB:password=geheim;, jdbc:db2://h/DB:…, jdbc:db2://h/DB:",
    "jdbc:db2://h:50000/DB:user=job;password=geheim;, jdbc:db2://h:50000/DB:…,"
        + " jdbc:db2://h:50000/DB:",
    "jdbc:oracle:thin:user/geheim@//h:1521/s, jdbc:oracle:thin:***@//h:1521/s,"
        + " jdbc:oracle:thin://h:1521/s",
    "jdbc:oracle:thin:user/ge?h;ei@m@//h, jdbc:oracle:thin:…, jdbc:oracle:thin:",
    "jdbc:mysql://user:geheim@host/db, jdbc:mysql://***@host/db, jdbc:mysql://host/db",
    "jdbc:mysql://(host=h;password=geheim)/db, jdbc:mysql://(…, jdbc:mysql://",
    "jdbc:sqlserver://h:1;user=job;password={ge;heim}, jdbc:sqlserver://h:1;…,"
        + " jdbc:sqlserver://h:1",
    "jdbc:postgresql://h/db?sslpassword=geheim, jdbc:postgresql://h/db?…, jdbc:postgresql://h/db",
    "'jdbc:teradata://h/USER=job,PASSWORD=geheim', jdbc:teradata://h/…, jdbc:teradata://h/",
    "jdbc:informix-sqli://h:1/db:INFORMIXSERVER=s;password=geheim, jdbc:informix-sqli://h:1/db:…, "
        + "jdbc:informix-sqli://h:1/db:",
    "kafka:job:geheim@h:9092/offsets-, kafka:***@h:9092/offsets-, kafka:h:9092/offsets-",
    "host=db password=geheim, host=db password=***, host=db password=***",
    "mirrored:file:/a|jdbc:db2://h/DB:password=geheim;, mirrored:file:/a|jdbc:db2://h/DB:…, "
        + "mirrored:file:/a|jdbc:db2://h/DB:",
    "hdfs://job:geheim@ns1/a, hdfs://***@ns1/a, hdfs://ns1/a",
    "file:/data/day=5/offsets, file:/data/day=5/offsets, file:/data/day=5/offsets",
  })
  void hidesParametersAndUsersOfUrls(String url, String shown, String address) {
    assertThat(Secrets.inUrl(url)).isEqualTo(shown);
    assertThat(Secrets.address(url)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:a://host/db?user=job&password=ge%20heim, no ge heim nor ge%20heim, no *** nor ***",
    "jdbc:a://host/db?password=100%, what is 100% of it, what is *** of it",
    "jdbc:a:thin:scott/geheim@//host, scott and geheim, scott and ***",
    "jdbc:a:thin:scott/ge/h:eim@//host, scott and ge/h:eim, scott and ***",
    "jdbc:a://job:geheim@host/db, job and geheim, job and ***",
    "jdbc:a://job:ge@heim@host/db, job and ge@heim, job and ***",
    "jdbc:oracle:thin:scott/\"ge@heim\"@h:1521:x, scott and ge@heim, scott and ***",
    "jdbc:a://job:geheim@host/db?mail=a@b, job and geheim, job and ***",
    "'jdbc:teradata://h/USER=u,PASSWORD=geheim', geheim, ***",
    "'jdbc:teradata://h/PASSWORD=geheim,USER=u', geheim, ***",
    "'jdbc:teradata://h/PASSWORD=ge,heim', 'ge,heim', ***",
    "jdbc:a://host/db?password=a, a database at /data has password=a, a database at /data has"
        + " password=***",
    "jdbc:a://host/db?password=a, of job/a@host and [\"a\"], of job/***@host and [\"***\"]",
    "jdbc:a://host/db?sslkey=k&trustStorePassword=geheim, geheim, ***",
    "jdbc:a://host/DB:password=geheim;, geheim, ***",
    "jdbc:a://host;password={ge;h}}eim};x=y, ge;h}eim or ge;h}}eim, *** or ***",
    "jdbc:a://host/db?x=1&passphrase=geheim, geheim, ***",
    "jdbc:a://host/db?accessKey=geheim, geheim, ***",
    "jdbc:a://host/db, a password=geheim of others, a password=*** of others",
  })
  void removesSecretsOfUrlsFromWhatADriverTells(String url, String told, String shown) {
    KnownSecrets secrets = KnownSecrets.ofUrl(url);

    assertThat(secrets.removedFrom(told)).isEqualTo(shown);
    assertThat(secrets.removedFrom("no " + url + " here"))
        .isEqualTo("no " + Secrets.inUrl(url) + " here");
    assertThat(clean(secrets, new SQLException("all", new SQLException(told, "08001", 17))))
        .isExactlyInstanceOf(SQLException.class)
        .hasMessage("all")
        .hasNoCause();
  }

  @Test
  void removesSecretsOfOptionsFromWhatAClientTells() {
    Map<String, String> options = new HashMap<>();
    options.put("ssl.key.password", "geheim");
    options.put("sasl.jaas.config", "a.B required password=\"pa\\\"ss\" x=\"y\";");
    options.put("client.rack", "rack");
    KnownSecrets secrets = KnownSecrets.ofOptions(options);

    assertThat(secrets.removedFrom("geheim in pa\"ss, y in rack"))
        .isEqualTo("*** in ***, y in rack");
    options.put("sasl.jaas.config", "a.B required username=u password=ge heim;");
    assertThat(KnownSecrets.ofOptions(options).removedFrom("no value of 'heim' for u in a.B"))
        .isEqualTo("no value of '***' for u in a.B");
    RuntimeException failure = new RuntimeException("x", new RuntimeException("geheim"));
    assertThat(secrets.removedFrom((Throwable) failure))
        .hasMessage("java.lang.RuntimeException: x")
        .hasStackTraceContaining("SecretsTest")
        .hasNoCause();
  }

  @Test
  void leavesAFailureThatTellsNoSecretAsItIs() {
    SQLException failure = new SQLTimeoutException("late", new RuntimeException("x"));
    failure.setNextException(new SQLException("y"));

    assertThat(clean(KnownSecrets.NONE, failure)).isSameAs(failure);
    failure.setNextException(new SQLException("password=geheim", failure));
    assertThat(clean(KnownSecrets.NONE, failure))
        .isExactlyInstanceOf(SQLTimeoutException.class)
        .hasMessage("late");
  }

  private static Throwable clean(KnownSecrets secrets, SQLException failure) {
    return secrets.removedFrom(failure);
  }
}
