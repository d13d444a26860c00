package io.github.kafkaspark.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** Tries the trust store and the key store of a client, which itself tells a chain of causes. */
final class KeyStores {

  private KeyStores() {}

  /** What is wrong with them; empty if a client can read both. */
  static Optional<String> problem(Map<String, String> options) {
    Optional<String> trust = problem("ssl.truststore", options);
    return trust.isPresent() ? trust : problem("ssl.keystore", options);
  }

  private static Optional<String> problem(String prefix, Map<String, String> options) {
    String location = options.get(prefix + ".location");
    if (location == null) {
      return Optional.empty();
    }
    Path file = Paths.get(location);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return Optional.of(
          String.format("'%s' of %s.location is no file that this process can read", file, prefix));
    }
    String type = options.getOrDefault(prefix + ".type", KeyStore.getDefaultType());
    if (type.equals("PEM")) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, chars(options.get(prefix + ".password")));
      return prefix.endsWith("keystore") ? keyProblem(store, file, options) : Optional.empty();
    } catch (IOException | GeneralSecurityException e) {
      return Optional.of(
          isPassword(e)
              ? String.format("%s.password is not the password of '%s'", prefix, file)
              : String.format(
                  "'%s' cannot be read as a %s store (%s)", file, type, e.getMessage()));
    }
  }

  private static Optional<String> keyProblem(KeyStore store, Path file, Map<String, String> options)
      throws GeneralSecurityException {
    String password =
        options.getOrDefault("ssl.key.password", options.get("ssl.keystore.password"));
    try {
      for (String alias : Collections.list(store.aliases())) {
        Object unused = store.getKey(alias, chars(password));
      }
      return Optional.empty();
    } catch (UnrecoverableKeyException e) {
      return Optional.of(
          String.format("ssl.key.password is not the password of the key in '%s'", file));
    }
  }

  private static boolean isPassword(Exception failure) {
    return failure.getCause() instanceof UnrecoverableKeyException
        || String.valueOf(failure.getMessage()).contains("password was incorrect");
  }

  private static char[] chars(String password) {
    return password == null ? null : password.toCharArray();
  }
}
