package io.github.kafkaspark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** An authority and certificates of one broker, made by the JDK's keytool. */
public final class TestCertificates {

  private static final String HERE = "SAN=ip:127.0.0.1,dns:localhost";

  private final Path folder;
  private final String password;

  private TestCertificates(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /** Takes a few seconds. */
  public static TestCertificates create(Path folder, String password) throws Exception {
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
    Certificate authority = load("ca.p12").getCertificate("ca");
    Files.write(folder.resolve("ca.pem"), pem("CERTIFICATE", authority.getEncoded()));
    trust("trust.p12", authority);
    keytool("-genkeypair", "stranger.p12", "-dname", "CN=stranger", "-alias", "ca");
    trust("stranger-trust.p12", load("stranger.p12").getCertificate("ca"));
  }

  private void trust(String name, Certificate authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority);
    save(store, name);
  }

  private void sign(String name, String subject, String... validity) throws Exception {
    List<String> arguments = new ArrayList<>(Arrays.asList("-alias", "ca", "-ext", subject));
    arguments.addAll(Arrays.asList(validity));
    arguments.addAll(
        Arrays.asList("-rfc", "-infile", path("broker.csr"), "-outfile", path(name + ".pem")));
    keytool("-gencert", "ca.p12", arguments.toArray(new String[0]));
    Certificate[] chain = {read(name + ".pem"), read("ca.pem")};
    KeyStore store = load("broker.p12");
    Key key = store.getKey("broker", password.toCharArray());
    store.setKeyEntry("broker", key, password.toCharArray(), chain);
    save(store, name + ".p12");
  }

  private Certificate read(String name) throws Exception {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private KeyStore load(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      store.load(in, password.toCharArray());
    }
    return store;
  }

  private void save(KeyStore store, String name) throws Exception {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      store.store(out, password.toCharArray());
    }
  }

  private static byte[] pem(String what, byte[] encoded) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return ("-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n")
        .getBytes(US_ASCII);
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
  public Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** Trusts somebody else. */
  Path strangersTrustStore() {
    return folder.resolve("stranger-trust.p12");
  }

  Path trustPem() {
    return folder.resolve("ca.pem");
  }

  /**
   * The broker's key store with the certificate {@code good}, {@code other-host} or {@code
   * expired}.
   */
  public Path keyStore(String certificate) {
    return folder.resolve(certificate + ".p12");
  }

  /** Key and certificate {@code good}. */
  Path keyPem() throws Exception {
    KeyStore store = load("good.p12");
    Path file = folder.resolve("key.pem");
    Files.write(
        file, pem("PRIVATE KEY", store.getKey("broker", password.toCharArray()).getEncoded()));
    for (Certificate each : store.getCertificateChain("broker")) {
      Files.write(file, pem("CERTIFICATE", each.getEncoded()), StandardOpenOption.APPEND);
    }
    return file;
  }
}
