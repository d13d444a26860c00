package io.github.kafkaspark.jobs.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may come in. The file {@code tokens} has a line for each token: a name, a role and the
 * SHA-256 of the token. A token has 256 random bits, so a plain hash of it cannot be turned around.
 */
public final class Tokens {

  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String FILE = "tokens";
  private static final String FIRST = "first-tokens";

  private record Stamp(Object file, Object modified, long size) {}

  private final Path file;
  private List<Caller> callers;
  private Stamp stamp;

  private Tokens(Path file) throws IOException {
    this.file = file;
    this.stamp = stamp(file);
    this.callers = read(file);
  }

  /**
   * The tokens of this folder. At the first start there are none: two are made, and can be read in
   * the file {@code first-tokens} until somebody deletes that.
   *
   * @throws IllegalStateException if others may read the file, or it has a line that is no token
   */
  public static Tokens open(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (Files.notExists(file)) {
      String look = draw();
      String operate = draw();
      Path first = data.resolve(FIRST);
      PrivateFiles.replace(first, "look " + look + "\noperate " + operate + "\n");
      PrivateFiles.replace(
          file, line("look", Role.LOOK, look) + line("operate", Role.OPERATE, operate));
      LOG.info("Made the first two tokens; read them in {}, then delete that file", first);
    }
    return new Tokens(file);
  }

  /**
   * Makes one more token, or another one in the place of the one of this name. A service that runs
   * takes it at once.
   *
   * @return the token, which is kept nowhere
   */
  public static String add(Path data, String name, Role role) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Invalid name of a token: '" + name + "' (expected 1 to 40 of A-Z a-z 0-9 . _ -)");
    }
    if (!Files.isDirectory(data)) {
      throw new IllegalStateException(
          "Cannot make a token: " + data + " is no folder; name the service's with --data DIR");
    }
    Path file = data.resolve(FILE);
    String token = draw();
    StringBuilder text = new StringBuilder();
    if (Files.exists(file)) {
      for (Caller caller : read(file)) {
        if (!caller.name().equals(name)) {
          text.append(line(caller));
        }
      }
    }
    text.append(line(name, role, token));
    PrivateFiles.replace(file, text.toString());
    return token;
  }

  /** Whose this token is. Takes as long for a wrong token as for a right one. */
  Optional<Caller> find(String token) {
    byte[] hash = hash(token).getBytes(UTF_8);
    Caller found = null;
    for (Caller caller : callers()) {
      if (MessageDigest.isEqual(caller.hash().getBytes(UTF_8), hash)) {
        found = caller;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Whether the caller's token still opens, with the same role. */
  boolean has(Caller caller) {
    return callers().contains(caller);
  }

  private synchronized List<Caller> callers() {
    try {
      Stamp now = stamp(file);
      if (!now.equals(stamp)) {
        stamp = now;
        callers = read(file);
        LOG.info("Read {} anew: {} tokens", file, callers.size());
      }
    } catch (IOException | IllegalStateException e) {
      LOG.warn("Cannot read {} anew; the tokens of before stay", file, e);
    }
    return callers;
  }

  private static Stamp stamp(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
  }

  private static List<Caller> read(Path file) throws IOException {
    PrivateFiles.check(file);
    List<Caller> callers = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split(" +", -1);
      if (parts.length != 3
          || !NAME.matcher(parts[0]).matches()
          || !(parts[1].equals("look") || parts[1].equals("operate"))
          || !HASH.matcher(parts[2]).matches()) {
        throw new IllegalStateException(
            "Cannot use "
                + file
                + ": line "
                + (i + 1)
                + " is no token (expected NAME, 'look' or 'operate', and 64 hex digits); remove it,"
                + " and make a token with 'run token NAME ROLE'");
      }
      callers.add(new Caller(parts[0], Role.named(parts[1]), parts[2]));
    }
    if (callers.isEmpty()) {
      throw new IllegalStateException(
          "Cannot use " + file + ": it has no token; delete it, and the next start makes two");
    }
    return List.copyOf(callers);
  }

  private static String line(String name, Role role, String token) {
    return line(new Caller(name, role, hash(token)));
  }

  private static String line(Caller caller) {
    return caller.name() + " " + caller.role() + " " + caller.hash() + "\n";
  }

  private static String draw() {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
