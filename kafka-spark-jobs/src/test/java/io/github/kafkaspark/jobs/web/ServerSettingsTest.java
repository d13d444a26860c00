package io.github.kafkaspark.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the server may listen, and how. */
class ServerSettingsTest {

  @TempDir private Path data;

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void listensBeyondLoopbackWithTlsOnly(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(host, 0, Set.of("front"), null, null))
        .withMessage(
            "Invalid listen address: '"
                + host
                + "' (expected loopback, or TLS: add --key-store FILE --key-store-password FILE,"
                + " or listen on 127.0.0.1 and come through an SSH tunnel)");
  }

  @Test
  void wantsANameWhereItListensEverywhere() {
    Path store = data.resolve("store");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("0.0.0.0", 0, Set.of(), store, store))
        .withMessage(
            "Invalid listen address: '0.0.0.0' (expected with the name that browsers call: add"
                + " --name front.example.com)");
    assertThat(settings("0.0.0.0", 0, Set.of("Front.Example"), store, store).hosts())
        .contains("front.example", "localhost");
    assertThat(settings("192.0.2.1", 0, Set.of(), store, store).hosts()).contains("192.0.2.1");
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("127.0.0.1", 65_536, Set.of(), null, null))
        .withMessage("Invalid port: 65536 (expected 0 to 65535, 0 for one that is free)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("no such host", 1, Set.of(), null, null))
        .withMessage("Invalid listen address: 'no such host' (expected an address of this host)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings("127.0.0.1", 1, Set.of(), data, null))
        .withMessageContaining("a key store and the file with its password go together");
  }

  @Test
  void namesAPortThatIsInUse() {
    try (Served first = new Served(data)) {
      int port = first.address().getPort();
      FakeJobs jobs = new FakeJobs();
      assertThatIllegalStateException()
          .isThrownBy(() -> JobsServer.start(jobs, Served.settings(data, port)))
          .withMessage(
              "Cannot listen on 127.0.0.1:"
                  + port
                  + ": the port is in use, or not allowed; give another one with --listen"
                  + " HOST:PORT");
      assertThat(jobs.listeners()).isZero();
    }
  }

  @Test
  void speaksTls() throws Exception {
    Path store = data.resolve("front.p12");
    Path password = data.resolve("password");
    PrivateFiles.replace(password, "changeit\n");
    makeKeyStore(store);
    ServerSettings settings = settings("127.0.0.1", 0, Set.of(), store, password);
    assertThatIllegalStateException()
        .isThrownBy(() -> JobsServer.start(new FakeJobs(), settings))
        .withMessageContaining("others than its owner may use it (rw-r--r--); chmod 600 " + store);
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));

    try (JobsServer server = JobsServer.start(new FakeJobs(), settings)) {
      assertThat(server.address().getScheme()).isEqualTo("https");
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(trusting(store))
              .build()
              .send(HttpRequest.newBuilder(server.address()).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
    }
  }

  private ServerSettings settings(
      String host, int port, Set<String> names, Path keyStore, Path password) {
    return new ServerSettings(data, host, port, names, keyStore, password, Clock.systemUTC());
  }

  private static void makeKeyStore(Path store) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "front",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static SSLContext trusting(Path store) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(store.toFile(), "changeit".toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
