package io.github.kafkaspark.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Users who may log in by SCRAM, from the kit's own settings {@value #PREFIX}<i>user</i>, whose
 * values are their passwords. A broker wants to know them before its first client comes.
 */
final class ScramUsers {

  static final String PREFIX = "kit.scram.";

  private static final int ITERATIONS = 4096;
  private static final byte[] SALT = "salt for the tests".getBytes(US_ASCII);

  private ScramUsers() {}

  /** By user. */
  static Map<String, String> passwords(Properties settings) {
    Map<String, String> passwords = new TreeMap<>();
    for (String name : settings.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        passwords.put(name.substring(PREFIX.length()), settings.getProperty(name));
      }
    }
    return passwords;
  }

  /** What the tool that prepares the folders of a broker without ZooKeeper is told. */
  static List<String> storageToolArguments(Properties settings) {
    List<String> arguments = new ArrayList<>();
    passwords(settings)
        .forEach(
            (user, password) -> {
              for (String bits : new String[] {"256", "512"}) {
                arguments.add("--add-scram");
                arguments.add(
                    String.format(
                        "SCRAM-SHA-%s=[name=%s,salt=\"%s\",saltedpassword=\"%s\",iterations=%d]",
                        bits, user, base64(SALT), base64(salted(bits, password)), ITERATIONS));
              }
            });
    return arguments;
  }

  /** As a broker keeps it. */
  static String credential(String bits, String password) throws GeneralSecurityException {
    byte[] salted = salted(bits, password);
    MessageDigest digest = MessageDigest.getInstance("SHA-" + bits);
    return String.format(
        "salt=%s,stored_key=%s,server_key=%s,iterations=%d",
        base64(SALT),
        base64(digest.digest(hmac(bits, salted, "Client Key"))),
        base64(hmac(bits, salted, "Server Key")),
        ITERATIONS);
  }

  private static byte[] salted(String bits, String password) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + bits)
          .generateSecret(
              new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, Integer.parseInt(bits)))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(String bits, byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA" + bits);
    mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
    return mac.doFinal(text.getBytes(US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
