package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** An authority and certificates of one broker, made by the JDK's keytool. */
final class TestCertificates {

  private static final String HERE = "SAN=ip:127.0.0.1,dns:localhost";

  private final Path folder;
  private final String password;

  private TestCertificates(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /** Takes a few seconds. */
  static TestCertificates create(Path folder, String password) throws Exception {
    TestCertificates made = new TestCertificates(folder, password);
    made.createAuthority();
    made.keytool("-genkeypair", "broker.p12", "-dname", "CN=broker", "-alias", "broker");
    made.keytool("-certreq", "broker.p12", "-alias", "broker", "-file", made.path("broker.csr"));
    made.sign("good", HERE, "-startdate", "-1d", "-validity", "3");
    made.sign("other-host", "SAN=dns:elsewhere.example", "-startdate", "-1d", "-validity", "3");
    made.sign("expired", HERE, "-startdate", "-9d", "-validity", "3");
    return made;
  }

  private void createAuthority() throws Exception {
    keytool("-genkeypair", "ca.p12", "-dname", "CN=authority", "-alias", "ca", "-ext", "bc:c");
    keytool("-exportcert", "ca.p12", "-alias", "ca", "-rfc", "-file", path("ca.pem"));
    keytool("-importcert", "trust.p12", "-alias", "ca", "-noprompt", "-file", path("ca.pem"));
    keytool("-genkeypair", "stranger.p12", "-dname", "CN=stranger", "-alias", "ca");
  }

  private void sign(String name, String subject, String... validity) throws Exception {
    List<String> arguments = new ArrayList<>(Arrays.asList("-alias", "ca", "-ext", subject));
    arguments.addAll(Arrays.asList(validity));
    arguments.addAll(
        Arrays.asList("-rfc", "-infile", path("broker.csr"), "-outfile", path(name + ".pem")));
    keytool("-gencert", "ca.p12", arguments.toArray(new String[0]));
    Files.copy(folder.resolve("broker.p12"), folder.resolve(name + ".p12"));
    byte[] authority = Files.readAllBytes(folder.resolve("ca.pem"));
    byte[] own = Files.readAllBytes(folder.resolve(name + ".pem"));
    byte[] chain = Arrays.copyOf(own, own.length + authority.length);
    System.arraycopy(authority, 0, chain, own.length, authority.length);
    Files.write(folder.resolve(name + "-chain.pem"), chain);
    keytool(
        "-importcert",
        name + ".p12",
        "-alias",
        "broker",
        "-noprompt",
        "-file",
        path(name + "-chain.pem"));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void keytool(String task, String store, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(task, "-keystore", path(store), "-storetype", "PKCS12"));
    command.addAll(Arrays.asList("-storepass", password, "-keypass", password));
    if (task.equals("-genkeypair")) {
      command.addAll(Arrays.asList("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
    }
    command.addAll(Arrays.asList(more));
    Path output = folder.resolve("keytool.log");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    if (status != 0) {
      throw new IllegalStateException(
          "Cannot run " + command + ": " + new String(Files.readAllBytes(output), US_ASCII));
    }
  }

  /** Trusts the authority. */
  Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** Trusts somebody else. */
  Path strangersTrustStore() throws Exception {
    if (!Files.exists(folder.resolve("stranger-trust.p12"))) {
      keytool("-exportcert", "stranger.p12", "-alias", "ca", "-file", path("stranger.cer"));
      keytool(
          "-importcert",
          "stranger-trust.p12",
          "-alias",
          "ca",
          "-noprompt",
          "-file",
          path("stranger.cer"));
    }
    return folder.resolve("stranger-trust.p12");
  }

  Path trustPem() {
    return folder.resolve("ca.pem");
  }

  /**
   * The broker's key store with the certificate {@code good}, {@code other-host} or {@code
   * expired}.
   */
  Path keyStore(String certificate) {
    return folder.resolve(certificate + ".p12");
  }

  /** Key and certificate {@code good}. */
  Path keyPem() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore("good"))) {
      store.load(in, password.toCharArray());
    }
    byte[] key = store.getKey("broker", password.toCharArray()).getEncoded();
    String text =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n"
            + new String(Files.readAllBytes(folder.resolve("good-chain.pem")), US_ASCII);
    return Files.write(folder.resolve("key.pem"), text.getBytes(US_ASCII));
  }
}
